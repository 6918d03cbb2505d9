/** The telephones that bench:calls measures, driven alike: our desk in Electron, and the peers' page in another one. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { findElectron, root } from '../../../scripts/environment.ts';
import type { DeskBridge, DeskState } from '../../../src/contract/desk/bridge.ts';
import { launchElectron, openDesk } from '../../support/desk/open-desk.ts';
import { walk } from '../../support/desk/walk.ts';
import { portOf } from '../../support/port-of.ts';
import type { PeerAccount, PeerName } from './peer-page/peer-page.ts';

/** One telephone. Times are when the action began in its page, ms since 1970. */
export interface MeasuredTelephone {
  readonly name: string;
  /** What it said of late, for when something went wrong. */
  log(): string;
  dial(number: string): Promise<number>;
  answer(): Promise<number>;
  /** Ends the call and whatever has to be done after it. */
  hangUp(): Promise<void>;
  /** Lets it come back with a new connection; resolves when that is on its way. */
  registerAnew(cut: () => void): Promise<void>;
  close(): Promise<void>;
}

/** The desk as it ships, signed in and on shift. */
export async function openOurs(
  serverUrl: string,
  dataDirectory: string,
  { microphone }: { readonly microphone?: string } = {},
): Promise<MeasuredTelephone & { registration(): Promise<DeskState['registration']> }> {
  const desk = await openDesk({ shell: 'electron', dataDirectory, serverUrl, microphone });
  const operator = walk(desk.page);
  await operator.signIn('nino');
  await operator.startShift();
  await operator.registered();
  await desk.page.evaluate(() => {
    const { zari } = window;
    if (zari === undefined) throw new Error('there is no bridge');
    let calls: DeskState['calls'] = [];
    let registration: DeskState['registration'] | undefined;
    const waiting = new Set<() => void>();
    zari.subscribe((event) => {
      if (event.name !== 'snapshot' && event.name !== 'change') return;
      calls = event.state.calls ?? calls;
      registration = event.state.registration ?? registration;
      for (const look of [...waiting]) look();
    });
    window.bench = {
      zari,
      registration: () => registration,
      untilCall: (fits) =>
        new Promise((resolve) => {
          const look = () => {
            const call = calls.find(fits);
            if (call === undefined) return;
            waiting.delete(look);
            resolve(call);
          };
          waiting.add(look);
          look();
        }),
      // See wall-clock.ts: a page is given functions, not modules.
      wallClock: () => {
        const before = Date.now();
        let now = before;
        while (now === before) now = Date.now();
        return now;
      },
    };
  });
  return {
    name: 'desk',
    log: () => desk.log(),
    registration: async () => {
      const now = await desk.page.evaluate(() => window.bench.registration());
      if (now === undefined) throw new Error('the desk has not told of its registration');
      return now;
    },
    dial: (number) =>
      desk.page.evaluate(async (wanted) => {
        const at = window.bench.wallClock();
        const result = await window.bench.zari.command('call.dial', { number: wanted });
        if (!result.ok) throw new Error(result.reason);
        return at;
      }, number),
    answer: () =>
      desk.page.evaluate(async () => {
        const { id } = await window.bench.untilCall(({ state }) => state === 'ringing');
        const at = window.bench.wallClock();
        const result = await window.bench.zari.command('call.answer', { callId: id });
        if (!result.ok) throw new Error(result.reason);
        return at;
      }),
    hangUp: () =>
      desk.page.evaluate(async () => {
        const { id } = await window.bench.untilCall(({ state }) => state !== 'ended');
        await window.bench.zari.command('call.hangUp', { callId: id });
        await window.bench.untilCall((call) => call.id === id && call.state === 'ended');
        await window.bench.zari.command('call.finish', { callId: id, outcome: 'other' });
      }),
    async registerAnew(cut) {
      cut();
    },
    close: () => desk.close(),
  };
}

declare global {
  interface Window {
    bench: {
      readonly zari: DeskBridge;
      registration(): DeskState['registration'] | undefined;
      untilCall(fits: (call: DeskState['calls'][number]) => boolean): Promise<DeskState['calls'][number]>;
      wallClock(): number;
    };
  }
}

/** The peers in a hidden window of the same Electron, registered with these accounts. */
export async function openPeers(
  accounts: Readonly<Record<PeerName, PeerAccount>>,
  dataDirectory: string,
  { microphone }: { readonly microphone?: string } = {},
): Promise<Readonly<Record<PeerName, MeasuredTelephone>> & { close(): Promise<void> }> {
  const site = await servePage();
  const launched = await launchElectron(
    findElectron() ?? 'electron',
    [
      '--use-fake-device-for-media-stream',
      ...(microphone === undefined ? [] : [`--use-file-for-fake-audio-capture=${microphone}`]),
      join(root, 'tests/bench/calls/peer-window'),
      `--user-data-dir=${dataDirectory}`,
    ],
    { ZARI_BENCH_PAGE: site.url },
  );
  const browser = await chromium.connectOverCDP(launched.endpoint);
  const page = browser
    .contexts()[0]
    ?.pages()
    .find((candidate) => candidate.url() === site.url);
  if (page === undefined) throw new Error('the page of the peers did not open');
  await page.waitForFunction(() => 'peers' in window);
  const register = (name: PeerName): Promise<void> =>
    page.evaluate(([peer, account]) => window.peers.register(peer, account), [name, accounts[name]] as const);
  const telephone = async (name: PeerName, title: string): Promise<MeasuredTelephone> => {
    await register(name);
    return {
      name: title,
      log: () => '',
      dial: (number) =>
        page.evaluate(([peer, address]) => window.peers.dial(peer, address), [
          name,
          `sip:${number}@${accounts[name].domain}`,
        ] as const),
      answer: () => page.evaluate((peer) => window.peers.answer(peer), name),
      hangUp: () => page.evaluate((peer) => window.peers.hangUp(peer), name),
      async registerAnew() {
        await page.evaluate((peer) => window.peers.unregister(peer), name);
        await register(name);
      },
      close: () => Promise.resolve(),
    };
  };
  return {
    simpleUser: await telephone('simpleUser', 'SIP.js SimpleUser'),
    jsSip: await telephone('jsSip', 'JsSIP'),
    async close() {
      await browser.close();
      process.kill(-(launched.child.pid ?? 0), 'SIGTERM');
      await launched.ended;
      site.close();
    },
  };
}

async function servePage(): Promise<{ readonly url: string; close(): void }> {
  const built = await build({
    root: join(import.meta.dirname, 'peer-page'),
    configFile: false,
    logLevel: 'silent',
    build: { write: false, modulePreload: { polyfill: false } },
  });
  const outputs = Array.isArray(built) ? built : 'output' in built ? [built] : [];
  const files = new Map(
    outputs
      .flatMap(({ output }) => output)
      .map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source]),
  );
  const server = createServer((request, response) => {
    const body = files.get(request.url ?? '');
    const type = request.url?.endsWith('.html') ? 'text/html' : 'text/javascript';
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': type });
    response.end(body ?? '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${portOf(server)}/index.html`, close: () => server.close() };
}
