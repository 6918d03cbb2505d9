// What anybody on this machine, or any web page in its browser, can send to the browser shell without being let in.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { root } from '../../../../scripts/environment.ts';
import { startNode, urlOf } from '../../../../scripts/processes.ts';

async function shell(): Promise<{ address: string; port: number; token: string; alive: () => boolean }> {
  const folder = await mkdtemp(join(tmpdir(), 'zari-shell-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const running = await startNode(join(root, 'src/main/shells/browser/main.ts'), [
    ...['--data', folder, '--server', 'http://127.0.0.1:9', '--port', '0'],
  ]);
  onTestFinished(() => running.stop());
  const url = new URL(urlOf(running));
  return {
    address: url.host,
    port: Number(url.port),
    token: url.searchParams.get('token') ?? '',
    alive: () => running.child.exitCode === null,
  };
}

/** Sends bytes and gives what comes back until the other side closes; with `reset` the connection is broken at once. */
async function send(port: number, bytes: string, reset = false): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.on('data', (data) => (heard += data.toString()));
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  const closed = once(socket, 'close');
  if (reset) socket.write(bytes, () => socket.resetAndDestroy());
  else socket.write(bytes);
  await closed;
  return heard;
}

const statusOf = (answer: string): string | undefined => /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1];

test('an address that is none, and connections that break, end nothing', async () => {
  const { address, port, alive } = await shell();
  const end = `Host: ${address}\r\nConnection: close\r\n\r\n`;
  expect(statusOf(await send(port, `GET // HTTP/1.1\r\n${end}`))).toBe('400');
  expect(statusOf(await send(port, `GET http://[ HTTP/1.1\r\n${end}`))).toBe('400');
  expect(statusOf(await send(port, `GET /%ff HTTP/1.1\r\n${end}`))).toBe('403');
  const upgrade = `GET /desk HTTP/1.1\r\nHost: ${address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`;
  for (let size = 0; size < 200; size += 1) await send(port, upgrade + 'x'.repeat(size * 100), true);
  expect(statusOf(await send(port, upgrade))).toBe('403');
  expect(statusOf(await send(port, `GET / HTTP/1.1\r\n${end}`))).toBe('403');
  expect(alive()).toBe(true);
});

test('a page under a foreign name neither gets the cookie nor uses the token up', async () => {
  const { address, port, token } = await shell();
  const visit = (host: string): Promise<string> =>
    send(port, `GET /?token=${token} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  const foreign = await visit('evil.example');
  expect(statusOf(foreign)).toBe('403');
  expect(foreign).not.toMatch(/set-cookie/i);
  expect(await visit(address)).toMatch(/^HTTP\/1\.1 303[^]*set-cookie: zari=/i);
});
