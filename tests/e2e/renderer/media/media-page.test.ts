import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  FromMedia,
  MediaCommandInput,
  MediaEvent,
  MediaResult,
} from '../../../../src/contract/media/messages.ts';
import { contentSecurityPolicy } from '../../../../src/main/shells/page-files.ts';

const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser'].find(
  existsSync,
);

/** The media page in a browser, and the host's side of its bridge. */
class MediaPage {
  readonly page: Page;
  readonly events: MediaEvent[] = [];
  readonly violations: string[] = [];
  readonly #answers = new Map<number, (result: MediaResult) => void>();
  readonly #waiting = new Set<() => void>();
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

  async ask(command: MediaCommandInput): Promise<MediaResult> {
    const id = ++this.#lastId;
    const answer = new Promise<MediaResult>((resolve) => this.#answers.set(id, resolve));
    await this.page.evaluate(`window.fromHost(${JSON.stringify({ id, command })})`);
    return answer;
  }

  /** Asks for a description and gives it. */
  async describe(
    peer: string,
    type: 'offer' | 'answer',
    direction: 'sendrecv' | 'sendonly' = 'sendrecv',
  ): Promise<string> {
    const result = await this.ask({ name: 'describe', peer, type, direction, iceRestart: false });
    if (!result.ok || result.value.sdp === undefined)
      throw new Error(`no description: ${JSON.stringify(result)}`);
    return result.value.sdp;
  }

  async statistics(peer: string) {
    const result = await this.ask({ name: 'statistics', peer });
    if (!result.ok || result.value.statistics === undefined) throw new Error('no statistics');
    return result.value.statistics;
  }

  async untilEvent(fits: (event: MediaEvent) => boolean): Promise<void> {
    while (!this.events.some(fits)) {
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
    for (const check of [...this.#waiting]) check();
  }
}

describe.skipIf(executablePath === undefined)('the media page (needs Chromium)', () => {
  let server: Server;
  let browser: Browser;
  let url: string;
  const files = new Map<string, { body: string | Uint8Array; type: string }>();

  beforeAll(async () => {
    const built = await build({
      root: join(import.meta.dirname, '../../../../src/renderer/media'),
      configFile: false,
      logLevel: 'silent',
      build: { write: false, modulePreload: { polyfill: false } },
    });
    const outputs = Array.isArray(built) ? built : 'output' in built ? [built] : [];
    for (const output of outputs.flatMap(({ output }) => output)) {
      const body = output.type === 'chunk' ? output.code : output.source;
      files.set(`/${output.fileName}`, {
        body,
        type: output.fileName.endsWith('.html') ? 'text/html' : 'text/javascript',
      });
    }
    server = createServer((request, response) => {
      const file = files.get(request.url ?? '');
      response.writeHead(file === undefined ? 404 : 200, {
        'content-type': file?.type ?? 'text/plain',
        'content-security-policy': contentSecurityPolicy({
          connect: "'self'",
          frames: "'none'",
          frameAncestors: "'none'",
        }),
      });
      response.end(file?.body ?? '');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    url = `http://127.0.0.1:${address.port}/index.html`;
    browser = await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        '--autoplay-policy=no-user-gesture-required',
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    });
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  async function open(permissions: readonly string[] = ['microphone']): Promise<MediaPage> {
    const context = await browser.newContext({ permissions: [...permissions] });
    const media = new MediaPage(await context.newPage());
    await media.load(url);
    return media;
  }

  /** Two peers of one page that call each other. */
  async function talk(media: MediaPage): Promise<void> {
    expect(await media.ask({ name: 'prepare' })).toEqual({ ok: true, value: {} });
    await media.ask({ name: 'open', peer: 'a', iceServers: [] });
    await media.ask({ name: 'open', peer: 'b', iceServers: [] });
    const offer = await media.describe('a', 'offer');
    await media.ask({ name: 'accept', peer: 'b', type: 'offer', sdp: offer });
    const answer = await media.describe('b', 'answer');
    await media.ask({ name: 'accept', peer: 'a', type: 'answer', sdp: answer });
    for (const peer of ['a', 'b']) {
      await media.untilEvent(
        (event) => event.name === 'connection' && event.peer === peer && event.state === 'connected',
      );
    }
  }

  it('connects two peers with Opus, and both hear', async () => {
    const media = await open();
    await talk(media);
    await expect.poll(async () => (await media.statistics('b')).packetsReceived).toBeGreaterThan(10);
    expect((await media.statistics('a')).codec?.toLowerCase()).toBe('audio/opus');
    expect(media.violations).toEqual([]);
    await media.page.context().close();
  });

  it('prefers Opus, and gathers before it describes', async () => {
    const media = await open();
    await media.ask({ name: 'open', peer: 'a', iceServers: [] });
    const offer = await media.describe('a', 'offer');
    const first = /^m=audio \d+ \S+ (\d+)/mu.exec(offer)?.[1];
    expect(offer).toContain(`a=rtpmap:${first} opus/48000/2`);
    expect(offer).toMatch(/^a=candidate:/mu);
    expect(offer).toContain('telephone-event');
    await media.page.context().close();
  });

  it('holds, takes a refused hold back, and talks on', async () => {
    const media = await open();
    await talk(media);
    expect(await media.describe('a', 'offer', 'sendonly')).toContain('a=sendonly');
    expect(await media.ask({ name: 'rollback', peer: 'a' })).toMatchObject({ ok: true });
    const hold = await media.describe('a', 'offer', 'sendonly');
    await media.ask({ name: 'accept', peer: 'b', type: 'offer', sdp: hold });
    const answer = await media.describe('b', 'answer');
    expect(answer).toContain('a=recvonly');
    expect(await media.ask({ name: 'accept', peer: 'a', type: 'answer', sdp: answer })).toMatchObject({
      ok: true,
    });
    const back = await media.describe('a', 'offer');
    await media.ask({ name: 'accept', peer: 'b', type: 'offer', sdp: back });
    expect(await media.describe('b', 'answer')).toContain('a=sendrecv');
    await media.page.context().close();
  });

  it('sends digits, mutes, sounds tones, and closes', async () => {
    const media = await open();
    await talk(media);
    expect(await media.ask({ name: 'dtmf', peer: 'a', tones: '12#' })).toEqual({
      ok: true,
      value: { sent: true },
    });
    expect(await media.ask({ name: 'mute', peer: 'a', muted: true })).toMatchObject({ ok: true });
    // What a muted microphone sends is silence.
    await expect.poll(async () => (await media.statistics('b')).outputLevel ?? 0).toBeLessThan(0.001);
    for (const tone of ['ring', 'ringback', 'busy', 'none'] as const) {
      expect(await media.ask({ name: 'tone', tone })).toEqual({ ok: true, value: {} });
    }
    await media.ask({ name: 'close', peer: 'a' });
    await media.ask({ name: 'close', peer: 'b' });
    await media.ask({ name: 'release' });
    expect(await media.ask({ name: 'mute', peer: 'a', muted: true })).toMatchObject({
      ok: false,
      reason: 'media.failed',
    });
    await media.page.context().close();
  });

  it('says that permission is denied, and that a description is of no use', async () => {
    const media = await open();
    await media.ask({ name: 'open', peer: 'a', iceServers: [] });
    expect(await media.ask({ name: 'accept', peer: 'a', type: 'offer', sdp: 'v=0' })).toMatchObject({
      ok: false,
      reason: 'media.failed',
    });
    await media.page.evaluate(`navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException('no', 'NotAllowedError'))`);
    await media.ask({ name: 'close', peer: 'a' });
    await media.ask({ name: 'release' });
    expect(await media.ask({ name: 'prepare' })).toMatchObject({
      ok: false,
      reason: 'media.permissionDenied',
    });
    await media.page.evaluate(`navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException('none', 'NotFoundError'))`);
    expect(await media.ask({ name: 'prepare' })).toMatchObject({ ok: false, reason: 'media.noMicrophone' });
    await media.page.context().close();
  });
});
