import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { z } from 'zod';
import {
  findChromium,
  findElectron,
  findProgram,
  hasDisplay,
  isRoot,
  root,
} from '../../../scripts/environment.ts';
import { startNode, urlOf, type Running } from '../../../scripts/processes.ts';

export const deskShells = ['electron', 'browser', 'packaged'] as const;
export type DeskShell = (typeof deskShells)[number];

export interface OpenDeskOptions {
  readonly shell: DeskShell;
  readonly dataDirectory: string;
  readonly serverUrl: string;
  /**
   * A WAV file that the fake microphone plays; `none`: only what the machine has (see `hasSoundCard`); `denied`: its use
   * is refused.
   */
  readonly microphone?: string | undefined;
  readonly size?: { readonly width: number; readonly height: number };
}

/** The real desk in a real shell, driven from outside. */
export interface OpenDesk {
  readonly shell: DeskShell;
  readonly page: Page;
  /** Pids of the desk's processes, the host's first. */
  pids(): Promise<number[]>;
  /** The host's error output of late. */
  log(): string;
  close(): Promise<void>;
  /** kill -9 of the host and everything it started. */
  kill(): Promise<void>;
}

/** Where electron-builder has put the unpacked application, or undefined. */
export function findPackaged(): string | undefined {
  const path = join(root, 'release/linux-unpacked/zari');
  return existsSync(path) ? path : undefined;
}

/** Why this shell cannot run here, or undefined if it can: tests skip by it, and say so. */
export function whyNot(shell: DeskShell): string | undefined {
  if (shell === 'browser') return findChromium() === undefined ? 'no Chromium' : undefined;
  if (!hasDisplay() && findProgram('xvfb-run') === undefined) return 'no display and no xvfb-run';
  if (shell === 'electron') return findElectron() === undefined ? 'no Electron binary' : undefined;
  return findPackaged() === undefined ? 'not packed: npm run dist -- --dir' : undefined;
}

/** Whether this machine has a microphone of its own, so that its absence cannot be tried (Linux). */
export const hasSoundCard = (): boolean => existsSync('/proc/asound/card0') || process.platform !== 'linux';

const mediaFlags = (microphone: string | undefined): string[] => {
  if (microphone === 'none') return [];
  if (microphone === undefined || microphone === 'denied') return ['--use-fake-device-for-media-stream'];
  return ['--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${microphone}`];
};

/** All descendants of a process, itself first (Linux). */
export async function processTree(pid: number): Promise<number[]> {
  const found = [pid];
  for (const parent of found) {
    const text = await readFile(`/proc/${parent}/task/${parent}/children`, 'utf8').catch(() => '');
    found.push(...text.trim().split(/\s+/).filter(Boolean).map(Number));
  }
  return found;
}

export interface Launched {
  readonly child: ChildProcess;
  readonly endpoint: string;
  log(): string;
  ended: Promise<void>;
}

/** Starts an Electron binary with a debugging port, on a display of its own where there is none. */
export async function launchElectron(
  binary: string,
  words: readonly string[],
  environment: Record<string, string> = {},
): Promise<Launched> {
  const all = ['--remote-debugging-port=0', ...(isRoot ? ['--no-sandbox'] : []), ...words];
  const [command, ...rest] = hasDisplay()
    ? [binary, ...all]
    : ['xvfb-run', '-a', '-s', '-screen 0 1920x1080x24', binary, ...all];
  const child = spawn(command ?? binary, rest, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...environment },
    detached: true,
  });
  const lines: string[] = [];
  const ended = new Promise<void>((settle) => child.once('exit', () => settle()));
  const endpoint = await new Promise<string>((settle, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      lines.push(line);
      if (lines.length > 200) lines.shift();
      const match = /^DevTools listening on (ws:\/\/\S+)/.exec(line);
      if (match?.[1] !== undefined) settle(match[1]);
    });
    void ended.then(() => reject(new Error(`the desk ended before it listened:\n${lines.join('\n')}`)));
  });
  return { child, endpoint, log: () => lines.join('\n'), ended };
}

/** Waits until the first page is loaded: a debugger that attaches in the middle of a navigation stops it for good. */
export async function firstPageLoaded(endpoint: string): Promise<void> {
  const list = new URL('/json/list', endpoint.replace('ws:', 'http:'));
  const titles = z.array(z.object({ title: z.string(), type: z.string(), url: z.string() }));
  for (;;) {
    const targets = titles.parse(await (await fetch(list)).json());
    if (targets.some(({ type, title, url }) => type === 'page' && title !== '' && !url.endsWith(title)))
      return;
    await wait(20);
  }
}

async function until<T>(look: () => T | undefined, changed: (again: () => void) => void): Promise<T> {
  return new Promise((settle) => {
    const check = (): void => {
      const found = look();
      if (found !== undefined) settle(found);
    };
    changed(check);
    check();
  });
}

async function openInElectron(options: OpenDeskOptions, binary: string, words: string[]): Promise<OpenDesk> {
  const launched = await launchElectron(binary, [
    ...mediaFlags(options.microphone),
    ...words,
    ...['--data', options.dataDirectory, '--server', options.serverUrl],
  ]);
  await firstPageLoaded(launched.endpoint);
  const browser: Browser = await chromium.connectOverCDP(launched.endpoint);
  const context: BrowserContext | undefined = browser.contexts()[0];
  if (context === undefined) throw new Error('Electron shows no page');
  const page = await until(
    () => context.pages().find((candidate) => candidate.url().startsWith('app://desk/')),
    (again) => context.on('page', (opened) => void opened.waitForLoadState().then(again, again)),
  );
  if (options.size !== undefined) await page.setViewportSize(options.size);
  const pid = launched.child.pid ?? 0;
  return {
    shell: options.shell,
    page,
    pids: () => processTree(pid),
    log: launched.log,
    async close() {
      await browser.close().catch(() => undefined);
      process.kill(-pid, 'SIGTERM');
      await launched.ended;
    },
    async kill() {
      process.kill(-pid, 'SIGKILL');
      await launched.ended;
      await browser.close().catch(() => undefined);
    },
  };
}

async function openInBrowser(options: OpenDeskOptions): Promise<OpenDesk> {
  const host: Running = await startNode(join(root, 'build/main/browser.js'), [
    ...['--data', options.dataDirectory, '--server', options.serverUrl, '--port', '0'],
  ]);
  const context = await chromium.launchPersistentContext('', {
    executablePath: findChromium() ?? 'chromium',
    headless: true,
    viewport: options.size ?? { width: 1280, height: 720 },
    chromiumSandbox: !isRoot,
    ...(options.microphone === 'denied' ? {} : { permissions: ['microphone'] }),
    args: [
      ...mediaFlags(options.microphone),
      ...(options.microphone === 'denied'
        ? ['--deny-permission-prompts']
        : ['--use-fake-ui-for-media-stream']),
      '--autoplay-policy=no-user-gesture-required',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(urlOf(host));
  const end = async (stop: () => Promise<void>): Promise<void> => {
    await stop();
    await context.close();
  };
  return {
    shell: 'browser',
    page,
    pids: async () => (host.child.pid === undefined ? [] : processTree(host.child.pid)),
    log: host.tail,
    close: () => end(host.stop),
    kill: () => end(host.kill),
  };
}

/** Opens the desk; resolves when its page is loaded. */
export async function openDesk(options: OpenDeskOptions): Promise<OpenDesk> {
  await mkdir(options.dataDirectory, { recursive: true });
  if (options.shell === 'browser') return openInBrowser(options);
  if (options.shell === 'electron') return openInElectron(options, findElectron() ?? 'electron', [root]);
  return openInElectron(options, findPackaged() ?? 'zari', []);
}
