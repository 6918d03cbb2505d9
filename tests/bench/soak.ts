/**
 * `npm run bench:soak`: 500 calls in a row with the desk as it ships, in and out, at a real Asterisk: talked and ended
 * by either side, refused, busy, given up by either side while they ring. What is left then: calls, peer connections,
 * memory. Before that a call is held while all the content of a large company comes in, and the main loop is watched.
 *
 * Memory is read after every 25th call: garbage collected in the host and in both pages, two seconds of rest, then the
 * host's and the pages' heaps (V8) and the anonymous memory of the host and of all processes (Linux smaps_rollup).
 * Growth is from call 100, when caches are full, to the last one, along the median slope between any two readings
 * (Theil-Sen), since single readings vary by some per cent. The desk's heap is information, and so is how much of the
 * host's is compiled code: V8 goes on compiling what is called often, and throws away what is not.
 * The main loop is watched from inside by Node's own monitorEventLoopDelay, through Electron's inspector.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium, type Browser, type Page } from 'playwright-core';
import { z } from 'zod';
import { startCentre } from '../../scripts/centre.ts';
import { needDisplay } from '../../scripts/display.ts';
import { findElectron, root } from '../../scripts/environment.ts';
import { ensureBuilt } from '../../scripts/fresh-build.ts';
import { median, publish, type Figure } from '../../scripts/proof.ts';
import { startAsterisk, whereIsAsterisk } from '../support/asterisk.ts';
import { firstPageLoaded, launchElectron } from '../support/desk/open-desk.ts';
import { walk } from '../support/desk/walk.ts';
import { deskTelephone } from './calls/desk-telephone.ts';
import { anonymousOf, treeAnonymous } from './memory.ts';
import { Inspector } from './soak/inspector.ts';
import { writeLargeContent } from './soak/large-content.ts';

const calls = Number(process.env['ZARI_BENCH_CALLS'] ?? 500);
const warmUp = Math.min(100, calls / 5);
const readEvery = 25;
const talkMs = 200;
const restMs = 2_000;
const stuckMs = 30_000;
/** How often the main loop is looked at; comes off the delays that are measured. */
const resolutionMs = 1;

const electron = findElectron();
if (whereIsAsterisk() === undefined || electron === undefined) {
  console.error('bench:soak needs Asterisk and Electron (npm start fetches the latter).');
  process.exit(2);
}
await needDisplay();
await ensureBuilt(console.log);

const directory = await mkdtemp(join(tmpdir(), 'zari-bench-soak-'));
const password = 'bench-of-this-run';
const asterisk = await startAsterisk({ accounts: [{ username: 'nino', password }] });
const sipAccounts = join(directory, 'sip-accounts.json');
await writeFile(
  sipAccounts,
  JSON.stringify({
    nino: {
      servers: [asterisk.wsUrl],
      aor: `nino@${asterisk.domain}`,
      authorizationUsername: 'nino',
      password,
      displayName: 'ნინო კაპანაძე',
    },
  }),
);
const demoDirectory = join(directory, 'content');
const rows = await writeLargeContent(demoDirectory);
console.log(`content: ${rows} rows`);
const centre = await startCentre({
  dataDirectory: join(directory, 'centre'),
  serverPort: 0,
  practicePort: 0,
  sipAccounts,
  demoDirectory,
});
const launched = await launchElectron(electron, [
  '--inspect=127.0.0.1:0',
  root,
  ...['--server', centre.serverUrl, '--data', join(directory, 'desk')],
  '--use-fake-device-for-media-stream',
]);
const pid = launched.child.pid ?? 0;

async function pageAt(url: string): Promise<Page> {
  for (;;) {
    const page = browser
      ?.contexts()[0]
      ?.pages()
      .find((candidate) => candidate.url().startsWith(url));
    if (page !== undefined) return page;
    await wait(20);
  }
}

/** A call that is stuck ends the bench, with what the desk knows of it. */
async function inTime(what: string, work: () => Promise<void>): Promise<void> {
  const done = work().then(() => true);
  if (await Promise.race([done, wait(stuckMs, false)])) return;
  const known = await (
    await pageAt('app://desk/')
  ).evaluate(() => JSON.stringify(window.bench.state().calls));
  throw new Error(`${what} is stuck: ${known}`);
}

const originate = (application: 'Echo' | 'HangUpSoon'): Promise<void> =>
  asterisk.originate({
    to: 'nino',
    callerNumber: '+995599123456',
    calledNumber: '+995322000001',
    application,
  });

/** The main loop's delays since it was asked last, ms. */
const watchLoop = `(() => {
  const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks');
  const watch = (globalThis.zariLoop ??= monitorEventLoopDelay({ resolution: ${resolutionMs} }));
  watch.enable();
  const seen = { p99: watch.percentile(99) / 1e6 - ${resolutionMs}, max: watch.max / 1e6 - ${resolutionMs}, count: watch.count };
  watch.reset();
  return seen;
})()`;
/** Bytes of the host's heap that hold compiled code, with what belongs to it: V8's code and trusted spaces. */
const compiledCode = `process.getBuiltinModule('node:v8').getHeapSpaceStatistics()
  .filter(({ space_name }) => /^(shared_)?(code|trusted)_/.test(space_name))
  .reduce((sum, { space_used_size }) => sum + space_used_size, 0)`;
const loopDelays = z.object({ p99: z.number(), max: z.number(), count: z.number() });

let browser: Browser | undefined;
let host: Inspector | undefined;
try {
  await firstPageLoaded(launched.endpoint);
  browser = await chromium.connectOverCDP(launched.endpoint);
  const inspectorUrl = /Debugger listening on (ws:\/\/\S+)/.exec(launched.log())?.[1];
  if (inspectorUrl === undefined) throw new Error('Electron does not say where its inspector listens');
  const inspector = await Inspector.connect(inspectorUrl);
  host = inspector;
  const page = await pageAt('app://desk/');
  const operator = walk(page);
  await operator.signIn('nino');
  await operator.startShift();
  await operator.registered();
  const desk = await deskTelephone(page);
  const media = await pageAt('app://media/');

  // A full sync in a call, and the same call without one.
  await desk.dial('600');
  await desk.reaches('active');
  const status = await desk.contentStatus();
  if (status === 'current') throw new Error('the content was there before the call: it is too little');
  await inspector.evaluate(watchLoop);
  await desk.synced();
  const inSync = loopDelays.parse(await inspector.evaluate(watchLoop));
  await wait(10_000);
  const without = loopDelays.parse(await inspector.evaluate(watchLoop));
  await desk.hangUp();
  await desk.finish();
  console.log(`synced in a call: p99 ${inSync.p99.toFixed(1)} ms of ${inSync.count} looks`);

  const mediaSession = await page.context().newCDPSession(media);
  const deskSession = await page.context().newCDPSession(page);
  /** The states of the peer connections that are left in the media window after a collection. */
  const peerStates = async (): Promise<string[]> => {
    const { result } = await mediaSession.send('Runtime.evaluate', {
      expression: 'RTCPeerConnection.prototype',
    });
    const { objects } = await mediaSession.send('Runtime.queryObjects', {
      prototypeObjectId: result.objectId ?? '',
    });
    const states = await mediaSession.send('Runtime.callFunctionOn', {
      objectId: objects.objectId ?? '',
      functionDeclaration: 'function () { return this.map((one) => one.signalingState); }',
      returnByValue: true,
    });
    await mediaSession.send('Runtime.releaseObject', { objectId: objects.objectId ?? '' });
    return z.array(z.string()).parse(states.result.value);
  };
  const heapOf = async (session: typeof mediaSession): Promise<number> => {
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    return usedSize / 1024 ** 2;
  };
  const read = async () => {
    await wait(restMs);
    await inspector.collectGarbage();
    for (const session of [mediaSession, deskSession]) await session.send('HeapProfiler.collectGarbage');
    await wait(restMs);
    await inspector.collectGarbage();
    const heap = z.number().parse(await inspector.evaluate('process.memoryUsage().heapUsed'));
    const code = z.number().parse(await inspector.evaluate(compiledCode));
    const peers = await peerStates();
    return {
      all: await treeAnonymous(pid),
      host: await anonymousOf(pid),
      hostHeap: heap / 1024 ** 2,
      hostCode: code / 1024 ** 2,
      hostObjects: (heap - code) / 1024 ** 2,
      mediaHeap: await heapOf(mediaSession),
      deskHeap: await heapOf(deskSession),
      open: peers.filter((state) => state !== 'closed').length,
      closed: peers.filter((state) => state === 'closed').length,
    };
  };

  const kinds: readonly (() => Promise<void>)[] = [
    async () => {
      await desk.dial('600');
      await desk.reaches('active');
      await wait(talkMs);
      await desk.hangUp();
    },
    async () => {
      await originate('Echo');
      await desk.answer();
      await desk.reaches('active');
      await wait(talkMs);
      await desk.hangUp();
    },
    // The caller hangs up.
    async () => {
      await originate('HangUpSoon');
      await desk.answer();
    },
    async () => {
      await originate('Echo');
      await desk.reject();
    },
    // The caller gives up.
    async () => {
      await originate('Echo');
      await desk.reaches('ringing');
      await asterisk.command('channel request hangup all');
    },
    async () => {
      await desk.dial('601'); // busy
    },
    // Nobody answers, and the operator gives up.
    async () => {
      await desk.dial('602');
      await wait(talkMs);
      await desk.hangUp();
    },
  ];
  const readings: Awaited<ReturnType<typeof read>>[] = [];
  for (let made = 1; made <= calls; made += 1) {
    const kind = made % kinds.length;
    await inTime(`call ${made} of kind ${kind}`, async () => {
      await kinds[kind]?.();
      await desk.finish();
    });
    if (made < warmUp || made % readEvery !== 0) continue;
    readings.push(await read());
    const last = readings.at(-1);
    console.log(
      `call ${made}: ${last?.all.toFixed(1)} MiB, host ${last?.host.toFixed(1)}, heaps ${last?.hostHeap.toFixed(2)} (code ${last?.hostCode.toFixed(2)}), ${last?.mediaHeap.toFixed(2)}, ${last?.deskHeap.toFixed(2)} MiB, ${last?.open} peer connection(s) open, ${last?.closed} closed`,
    );
  }
  while (!/\b0 active channels/u.test(await asterisk.command('core show channels count'))) await wait(100);

  const growth = (name: keyof (typeof readings)[number], words: string, judged: boolean): Figure => {
    const values = readings.map((reading) => reading[name]);
    const slopes = values.flatMap((value, at) =>
      values.slice(at + 1).map((later, by) => (later - value) / (by + 1)),
    );
    const middle = median(values);
    const grown = median(slopes) * (values.length - 1);
    const percent = (grown / (middle - grown / 2)) * 100;
    return {
      name: `${words}, ${middle.toFixed(1)} MiB`,
      value: percent,
      unit: '% growth',
      ...(judged ? { goal: 'at most 2 %', holds: percent <= 2 } : {}),
    };
  };
  const most = (name: 'open' | 'closed') => Math.max(...readings.map((reading) => reading[name]));
  await publish(
    'bench',
    'soak',
    [
      // What is waited for never comes where a call is stuck: to be here is the proof.
      { name: 'calls that came to their end', value: calls, unit: `of ${calls}`, goal: 'all', holds: true },
      {
        name: 'peer connections open between calls, most ever seen',
        value: most('open'),
        unit: '',
        goal: '1: the one kept for the next call',
        holds: most('open') <= 1,
      },
      {
        name: 'closed ones not collected yet, most ever seen',
        value: most('closed'),
        unit: '',
      },
      growth('all', 'memory of all processes', true),
      growth('host', 'memory of the host process', true),
      growth('hostHeap', "the host's heap", true),
      growth('hostCode', 'of it compiled code', false),
      growth('hostObjects', 'of it all else', false),
      growth('mediaHeap', "the media window's heap", true),
      growth('deskHeap', "the desk's heap", false),
      {
        name: 'p99 delay of the main loop, full sync in a call',
        value: inSync.p99,
        unit: 'ms',
        peer: 'the call alone',
        peerValue: without.p99,
        goal: 'under 20 ms',
        holds: inSync.p99 < 20,
      },
      {
        name: 'longest delay of the main loop, full sync in a call',
        value: inSync.max,
        unit: 'ms',
        peer: 'the call alone',
        peerValue: without.max,
      },
    ],
    [
      `${rows} rows synced in the call; memory read ${readings.length} times from call ${warmUp} on`,
      `main loop looked at every ${resolutionMs} ms, ${inSync.count} times in the sync`,
    ],
  );
} finally {
  host?.close();
  await browser?.close();
  process.kill(-pid, 'SIGTERM');
  await launched.ended;
  await centre.stop();
  await asterisk.stop();
  await rm(directory, { recursive: true, force: true });
}
