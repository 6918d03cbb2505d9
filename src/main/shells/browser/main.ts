/**
 * The browser shell: the same host behind `http://127.0.0.1:PORT/?token=…`, for development, tests, and machines where
 * no Electron can run. Prints one JSON line `{"ready":true,"url":…}` when it can be opened.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { WebSocketServer, type WebSocket } from 'ws';
import { createHost } from '../../app/host.ts';
import { createMediaLink } from '../../app/media-link.ts';
import { jsonLog } from '../../logging/log.ts';
import { readShellOptions } from '../options.ts';
import { contentSecurityPolicy, permissionsPolicy, readPageFile } from '../page-files.ts';
import { createAccess } from './access.ts';
import { serveDesk, serveMedia } from './sockets.ts';

const build = join(dirname(fileURLToPath(import.meta.url)), '..');
const options = readShellOptions(process.argv.slice(2), process.env);
const log = (part: string) => jsonLog(part, (line) => process.stderr.write(`${line}\n`));

let mediaSocket: WebSocket | undefined;
const mediaLink = createMediaLink(
  {
    send(request) {
      if (mediaSocket?.readyState === mediaSocket?.OPEN) mediaSocket?.send(JSON.stringify(request));
    },
  },
  log('media'),
);

const host = await createHost({
  dataDirectory: options.dataDirectory ?? join(homedir(), '.zari'),
  serverUrl: options.serverUrl,
  shell: 'browser',
  version: process.env['ZARI_VERSION'] ?? '0.1.0',
  storeWorkerUrl: pathToFileURL(join(build, 'main', 'store-worker.js')),
  media: mediaLink,
  log,
});

let address = '';
const access = createAccess(() => address);
const server = createServer((request, response) => {
  // Everybody on this machine can send something here: no request may end the calls that go on.
  answer(request, response).catch((error: unknown) => {
    log('shell').error('request failed', { error: error instanceof Error ? error.name : 'unknown' });
    response.destroy();
  });
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = URL.parse(request.url ?? '/', `http://${address}`);
  if (url === null) {
    response.writeHead(400).end();
    return;
  }
  const token = url.searchParams.get('token');
  const cookie = token === null || request.headers.host !== address ? undefined : access.redeem(token);
  if (cookie !== undefined) {
    response
      .writeHead(303, { 'set-cookie': cookie, location: '/desk/index.html', 'cache-control': 'no-store' })
      .end();
    return;
  }
  if (!access.allows(request)) {
    response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8' });
    response.end('Open the address that was printed at the start: it works in one browser, once.\n');
    return;
  }
  if (url.pathname === '/') {
    response.writeHead(303, { location: '/desk/index.html' }).end();
    return;
  }
  const [, page = '', ...rest] = url.pathname.split('/');
  const file =
    page === 'desk' || page === 'media'
      ? await readPageFile(join(build, 'renderer', page), `/${rest.join('/')}`)
      : undefined;
  if (request.method !== 'GET' || file === undefined) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, {
    'content-type': file.type,
    'content-security-policy': contentSecurityPolicy({
      connect: `ws://${address}`,
      frames: "'self'",
      frameAncestors: page === 'media' ? "'self'" : "'none'",
    }),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'permissions-policy': permissionsPolicy,
    'cache-control': 'no-store',
  });
  response.end(file.body);
}

const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024 * 1024 });
server.on('upgrade', (request, socket, head) => {
  // From here on the socket is ours, and so are its errors: nobody else listens for them.
  socket.on('error', () => socket.destroy());
  const path = request.url?.split('?')[0];
  if (!access.allows(request) || (path !== '/desk' && path !== '/media')) {
    socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    return;
  }
  sockets.handleUpgrade(request, socket, head, (opened) => {
    if (path === '/desk') {
      serveDesk(opened, host, log('shell'));
      return;
    }
    mediaSocket?.close();
    mediaLink.pageGone();
    mediaSocket = opened;
    serveMedia(opened, mediaLink, () => {
      if (mediaSocket === opened) mediaLink.pageGone();
    });
  });
});

server.listen(options.port, '127.0.0.1', () => {
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('no port');
  address = `127.0.0.1:${bound.port}`;
  process.stdout.write(
    `${JSON.stringify({ ready: true, url: `http://${address}/?token=${access.token}` })}\n`,
  );
});

let closing = false;
async function close(): Promise<void> {
  if (closing) return;
  closing = true;
  await host.close();
  for (const client of sockets.clients) client.terminate();
  server.close();
  server.closeAllConnections();
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void close());
if (process.argv.includes('--exit-with-parent')) process.stdin.resume().on('end', () => void close());
