import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import type {
  FromMedia,
  MediaCommandInput,
  MediaEvent,
  MediaResult,
} from '../../src/contract/media/messages.ts';
import { contentSecurityPolicy } from '../../src/main/shells/page-files.ts';
import type { MediaPort } from '../../src/main/telephony/port.ts';
import { portOf } from './port-of.ts';

/** Where Chromium is on this machine, or undefined where there is none. */
export function whereIsChromium(): string | undefined {
  return ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser'].find(existsSync);
}

export interface MediaBrowser {
  /** A fresh media page that has said `ready`. */
  open(): Promise<MediaPage>;
  close(): Promise<void>;
}

export interface MediaBrowserOptions {
  /** A WAV file that the fake microphones play; they beep without. */
  readonly microphone?: string;
  /** Words that begin a program where the browser runs, if not here: it comes to nothing but the page then. */
  readonly at?: readonly string[];
  /** More words of Chromium's own. */
  readonly words?: readonly string[];
}

/**
 * Builds the media page as the product does, serves it under the shells' own policy, and starts a browser for it. */
export async function openMediaBrowser({
  microphone,
  at = [],
  words = [],
}: MediaBrowserOptions = {}): Promise<MediaBrowser> {
  const executablePath = whereIsChromium();
  if (executablePath === undefined) throw new Error('Chromium is not installed');
  const files = await builtPage();
  const answer = (path: string) => {
    const file = files.get(path);
    return {
      status: file === undefined ? 404 : 200,
      headers: {
        'content-type': file?.type ?? 'text/plain',
        'content-security-policy': contentSecurityPolicy({
          connect: "'self'",
          frames: "'none'",
          frameAncestors: "'none'",
        }),
      },
      body: Buffer.from(file?.body ?? ''),
    };
  };
  const server = createServer((request, response) => {
    const { status, headers, body } = answer(request.url ?? '');
    response.writeHead(status, headers).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const elsewhere = at.length === 0 ? undefined : await programAt(at, executablePath);
  const browser = await chromium.launch({
    executablePath: elsewhere?.path ?? executablePath,
    args: [
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      ...(microphone === undefined ? [] : [`--use-file-for-fake-audio-capture=${microphone}`]),
      '--autoplay-policy=no-user-gesture-required',
      ...words,
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
  return {
    open: async () => {
      const context = await browser.newContext({ permissions: ['microphone'] });
      // The loopback is another one there.
      if (elsewhere !== undefined) {
        await context.route('**/*', (route) =>
          route.fulfill(answer(new URL(route.request().url()).pathname)),
        );
      }
      const media = new MediaPage(await context.newPage());
      await media.load(`http://127.0.0.1:${portOf(server)}/index.html`);
      return media;
    },
    close: async () => {
      await browser.close();
      server.close();
      await elsewhere?.remove();
    },
  };
}

/** A script that starts a program elsewhere: a browser is started by one path. */
async function programAt(
  words: readonly string[],
  program: string,
): Promise<{ path: string; remove: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'zari-browser-'));
  const path = join(directory, 'browser');
  await writeFile(path, `#!/bin/sh\nexec ${[...words, program].join(' ')} "$@"\n`, { mode: 0o755 });
  return { path, remove: () => rm(directory, { recursive: true, force: true }) };
}

async function builtPage(): Promise<ReadonlyMap<string, { body: string | Uint8Array; type: string }>> {
  const built = await build({
    root: join(import.meta.dirname, '../../src/renderer/media'),
    configFile: false,
    logLevel: 'silent',
    build: { write: false, modulePreload: { polyfill: false } },
  });
  const outputs = Array.isArray(built) ? built : 'output' in built ? [built] : [];
  return new Map(
    outputs
      .flatMap(({ output }) => output)
      .map((file) => [
        `/${file.fileName}`,
        {
          body: file.type === 'chunk' ? file.code : file.source,
          type: file.fileName.endsWith('.html') ? 'text/html' : 'text/javascript',
        },
      ]),
  );
}

/** The media page in a browser, and the host's side of its bridge. */
export class MediaPage implements MediaPort {
  readonly page: Page;
  readonly events: MediaEvent[] = [];
  readonly violations: string[] = [];
  readonly #answers = new Map<number, (result: MediaResult) => void>();
  readonly #waiting = new Set<() => void>();
  readonly #listeners = new Set<(event: MediaEvent) => void>();
  #lastId = 0;

  constructor(page: Page) {
    this.page = page;
  }

  async load(url: string): Promise<void> {
    this.page.on('console', (message) => {
      if (/Content Security Policy|Uncaught/iu.test(message.text())) this.violations.push(message.text());
    });
    this.page.on('pageerror', (error) => this.violations.push(error.message));
    await this.page.exposeFunction('toHost', (message: FromMedia) => this.#receive(message));
    await this.page.addInitScript(`
      const listeners = new Set();
      window.fromHost = (request) => listeners.forEach((listener) => listener(request));
      window.zariMedia = {
        send: (message) => void window.toHost(JSON.parse(JSON.stringify(message))),
        onRequest: (listener) => { listeners.add(listener); return () => listeners.delete(listener); },
      };
    `);
    await this.page.goto(url);
    await this.untilEvent((event) => event.name === 'ready');
  }

  onEvent(listener: (event: MediaEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async request(command: MediaCommandInput): Promise<MediaResult> {
    const id = ++this.#lastId;
    const answer = new Promise<MediaResult>((resolve) => this.#answers.set(id, resolve));
    const request = JSON.stringify({ id, command: { iceRestart: false, ...command } });
    try {
      await this.page.evaluate(`window.fromHost(${request})`);
    } catch {
      // The page is gone, as a media window may be.
      return { ok: false, reason: 'media.failed', detail: 'the page is gone' };
    }
    return answer;
  }

  /** Asks for a description and gives it. */
  async describe(
    peer: string,
    type: 'offer' | 'answer',
    direction: 'sendrecv' | 'sendonly' = 'sendrecv',
  ): Promise<string> {
    const result = await this.request({ name: 'describe', peer, type, direction, iceRestart: false });
    if (!result.ok || result.value.sdp === undefined)
      throw new Error(`no description: ${JSON.stringify(result)}`);
    return result.value.sdp;
  }

  /** Two peers of this page call each other; settles when both are connected. */
  async talk(caller: string, callee: string): Promise<void> {
    await this.request({ name: 'open', peer: caller, iceServers: [] });
    await this.request({ name: 'open', peer: callee, iceServers: [] });
    const offer = await this.describe(caller, 'offer');
    await this.request({ name: 'accept', peer: callee, type: 'offer', sdp: offer });
    const answer = await this.describe(callee, 'answer');
    await this.request({ name: 'accept', peer: caller, type: 'answer', sdp: answer });
    for (const peer of [caller, callee]) {
      await this.untilEvent(
        (event) => event.name === 'connection' && event.peer === peer && event.state === 'connected',
      );
    }
  }

  async statistics(peer: string) {
    const result = await this.request({ name: 'statistics', peer });
    if (!result.ok || result.value.statistics === undefined) throw new Error('no statistics');
    return result.value.statistics;
  }

  untilEvent(fits: (event: MediaEvent) => boolean): Promise<void> {
    return this.untilEvents(1, fits);
  }

  async untilEvents(times: number, fits: (event: MediaEvent) => boolean): Promise<void> {
    while (this.events.filter(fits).length < times) {
      await new Promise<void>((resolve) => {
        const check = () => {
          this.#waiting.delete(check);
          resolve();
        };
        this.#waiting.add(check);
      });
    }
  }

  #receive(message: FromMedia): void {
    if ('answer' in message) {
      this.#answers.get(message.answer.id)?.(message.answer.result);
      return;
    }
    this.events.push(message.event);
    for (const listener of [...this.#listeners]) listener(message.event);
    for (const check of [...this.#waiting]) check();
  }
}
