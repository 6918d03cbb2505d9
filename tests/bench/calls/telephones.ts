/** The telephones that bench:calls measures, driven alike: our desk in Electron, and the peers' page in another one. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { findElectron, root } from '../../../scripts/environment.ts';
import type { DeskState } from '../../../src/contract/desk/bridge.ts';
import { firstPageLoaded, launchElectron, openDesk } from '../../support/desk/open-desk.ts';
import { walk } from '../../support/desk/walk.ts';
import { portOf } from '../../support/port-of.ts';
import { deskTelephone } from './desk-telephone.ts';
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
  const { dial, answer, hangUp, finish, registration } = await deskTelephone(desk.page);
  return {
    name: 'desk',
    log: () => desk.log(),
    registration,
    dial,
    answer,
    async hangUp() {
      await hangUp();
      await finish();
    },
    async registerAnew(cut) {
      cut();
    },
    close: () => desk.close(),
  };
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
  await firstPageLoaded(launched.endpoint);
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
