/**
 * `npm run bench:start`: how long the desk takes from launch to a usable sign-in page, and how much memory it holds,
 * as ratios to an empty Electron window measured in turn in the same run.
 *
 * Time: from the start of the process to the first picture (Paint Timing, first-contentful-paint) with the sign-in page
 * ready for typing (its own mark), on the wall clock. Memory: the sum of PSS over the process tree (Linux smaps_rollup).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium, type Browser, type Page } from 'playwright-core';
import { launchElectron } from '../support/desk/open-desk.ts';
import { startCentre } from '../../scripts/centre.ts';
import { needDisplay } from '../../scripts/display.ts';
import { findElectron, root } from '../../scripts/environment.ts';
import { ensureBuilt } from '../../scripts/fresh-build.ts';
import { median, publish, spread, type Figure } from '../../scripts/proof.ts';
import { walk } from '../support/desk/walk.ts';
import { treePss } from './memory.ts';

const rounds = 9;
/** Memory takes longer to measure and varies less. */
const memoryRounds = 3;
const settleMs = 4_000;

await needDisplay();
const electron = findElectron();
if (electron === undefined) {
  console.error(
    'bench:start needs Electron: npm start fetches it, or ELECTRON_OVERRIDE_DIST_PATH says where it is.',
  );
  process.exit(2);
}
await ensureBuilt(console.log);

interface Opened {
  readonly page: Page;
  /** Milliseconds from launch until the page could be used. */
  readonly usableMs: number;
  memoryMiB(): Promise<number>;
  close(): Promise<void>;
}

/** The wall-clock time of the first picture that has `mark`, or of the first picture at all. */
const usableAt = (page: Page, mark: string | undefined): Promise<number> =>
  page.evaluate(async (name) => {
    const seen = (type: string, entry: string): Promise<number> =>
      new Promise((settle) => {
        new PerformanceObserver((list) => {
          const found = list.getEntriesByName(entry)[0];
          if (found !== undefined) settle(performance.timeOrigin + found.startTime);
        }).observe({ type, buffered: true });
      });
    const painted = await seen('paint', 'first-contentful-paint');
    return name === undefined ? painted : Math.max(painted, await seen('mark', name));
  }, mark);

async function open(words: readonly string[], url: string, mark: string | undefined): Promise<Opened> {
  const profile = await mkdtemp(join(tmpdir(), 'zari-bench-'));
  const launchedAt = Date.now();
  const launched = await launchElectron(electron ?? '', [
    ...words,
    '--data',
    profile,
    `--user-data-dir=${profile}`,
  ]);
  // The page keeps its own times; a debugger that attaches while it loads would slow it down.
  await wait(2_000);
  const browser: Browser = await chromium.connectOverCDP(launched.endpoint);
  let page: Page | undefined;
  while (page === undefined) {
    page = browser
      .contexts()[0]
      ?.pages()
      .find((candidate) => candidate.url().startsWith(url));
    if (page === undefined) await wait(10);
  }
  const usableMs = (await usableAt(page, mark)) - launchedAt;
  return {
    page,
    usableMs,
    memoryMiB: () => treePss(launched.child.pid ?? 0),
    async close() {
      await browser.close();
      process.kill(-(launched.child.pid ?? 0), 'SIGTERM');
      await launched.ended;
      await rm(profile, { recursive: true, force: true });
    },
  };
}

const dataDirectory = await mkdtemp(join(tmpdir(), 'zari-bench-centre-'));
const centre = await startCentre({ dataDirectory, serverPort: 0, practicePort: 0 });
const times = { desk: new Array<number>(), empty: new Array<number>() };
const memory = {
  empty: new Array<number>(),
  page: new Array<number>(),
  idle: new Array<number>(),
  call: new Array<number>(),
};

const openEmpty = (): Promise<Opened> => open([join(root, 'tests/bench/empty-window')], 'file:', undefined);
const openDesk = (): Promise<Opened> =>
  open(
    [root, '--server', centre.serverUrl, '--use-fake-device-for-media-stream'],
    'app://desk/',
    'zari:sign-in-usable',
  );

try {
  // The first start of each warms the file cache and is not counted.
  for (let round = 0; round <= rounds; round += 1) {
    for (const kind of round % 2 === 0 ? (['empty', 'desk'] as const) : (['desk', 'empty'] as const)) {
      const opened = await (kind === 'empty' ? openEmpty() : openDesk());
      if (round > 0) times[kind].push(opened.usableMs);
      if (round > 0 && round <= memoryRounds) {
        await wait(settleMs);
        memory[kind === 'empty' ? 'empty' : 'page'].push(await opened.memoryMiB());
        if (kind === 'desk') {
          const operator = walk(opened.page);
          await operator.signIn('nino');
          await operator.startShift();
          await operator.registered();
          await wait(settleMs);
          memory.idle.push(await opened.memoryMiB());
          await operator.ring(0);
          await operator.answer();
          await wait(settleMs);
          memory.call.push(await opened.memoryMiB());
          await operator.hangUp();
        }
      }
      await opened.close();
    }
    console.log(`round ${round} of ${rounds}${round === 0 ? ' (warm-up)' : ''}`);
  }
} finally {
  await centre.stop();
  await rm(dataDirectory, { recursive: true, force: true });
}

const against = (name: string, unit: string, ours: number[], empty: number[], most: number): Figure => {
  const ratio = median(ours) / median(empty);
  return {
    name,
    value: median(ours),
    unit,
    peer: 'empty Electron window',
    peerValue: median(empty),
    ratio,
    goal: `at most ${most} times`,
    holds: ratio <= most,
  };
};
await publish(
  'bench',
  'start',
  [
    against('launch to usable sign-in page', 'ms', times.desk, times.empty, 1.4),
    against('memory, sign-in page', 'MiB', memory.page, memory.empty, 1.6),
    against('memory, signed in and idle', 'MiB', memory.idle, memory.empty, 1.6),
    against('memory, in a call', 'MiB', memory.call, memory.empty, 1.6),
  ],
  [
    `middle half of the launches: desk ${spread(times.desk)} ms, empty window ${spread(times.empty)} ms, ${rounds} of each in turn`,
    `middle half of the memory: empty ${spread(memory.empty)}, signed in ${spread(memory.idle)}, in a call ${spread(memory.call)} MiB`,
  ],
);
