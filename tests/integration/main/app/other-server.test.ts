// A device whose server's address is changed, by the operator or by whatever runs in the desk: what one server issued,
// and what is meant for it, reaches no other.
import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { uuidv7 } from 'uuidv7';
import { root } from '../../../../scripts/environment.ts';
import { createHost, type Host } from '../../../../src/main/app/host.ts';
import { silentLog } from '../../../../src/main/logging/log.ts';
import { startServer } from '../../../../src/server/start-server.ts';
import { FakeMediaPort } from '../../../support/fake-media-port.ts';
import { quietServerLog } from '../../../support/quiet-server-log.ts';
import { storeWorkerUrl } from '../../../support/temporary-store.ts';

const waiting = { timeout: 20_000, interval: 20 };

/** A server of somebody else: remembers what it is sent, and has no usable answer. */
async function stranger() {
  const requests: { path: string; authorization: string | undefined; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (data: Buffer) => (body += data.toString()));
    request.on('end', () => {
      requests.push({ path: request.url ?? '', authorization: request.headers.authorization, body });
      response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, requests };
}

async function deskAndServer() {
  const folder = await mkdtemp(join(tmpdir(), 'zari-other-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const server = await startServer({
    dataDirectory: join(folder, 'server'),
    port: 0,
    host: '127.0.0.1',
    log: quietServerLog,
    demoDirectory: join(root, 'assets/demo'),
    environment: {},
  });
  onTestFinished(() => server.stop());
  const desk = await createHost({
    dataDirectory: join(folder, 'desk'),
    shell: 'browser',
    version: '0.0.0',
    storeWorkerUrl,
    media: new FakeMediaPort(),
    log: () => silentLog,
  });
  onTestFinished(() => desk.close());
  return { server, desk };
}

const useServer = (desk: Host, serverUrl: string) =>
  desk.execute({ name: 'settings.set', input: { serverUrl } });
const signIn = (desk: Host) =>
  desk.execute({ name: 'session.signIn', input: { username: 'nino', password: 'zari-demo' } });

test('after a change of the address nothing that was saved goes to the new one', async () => {
  const { server, desk } = await deskAndServer();
  const other = await stranger();
  await useServer(desk, server.url);
  expect(await signIn(desk)).toMatchObject({ ok: true });
  await vi.waitFor(() => expect(desk.state().lines.length).toBeGreaterThan(0), waiting);
  await server.stop();
  const companyId = desk.state().lines[0]?.companyId;
  const customer = { id: uuidv7(), companyId, kind: 'person', name: 'ლალი', phones: [] };
  expect(await desk.execute({ name: 'customer.save', input: { customer } })).toMatchObject({ ok: true });
  await vi.waitFor(() => expect(desk.state().outbox.waiting).toBe(1), waiting);
  expect(await desk.execute({ name: 'session.signOut', input: {} })).toMatchObject({ ok: true });

  expect(await useServer(desk, other.url)).toMatchObject({ ok: true });
  expect(await signIn(desk)).toMatchObject({ ok: false, reason: 'auth.firstTimeOffline' });
  expect(new Set(other.requests.map(({ path }) => path))).toEqual(new Set(['/healthz', '/api/v1/sign-in']));
  expect(other.requests.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
  expect(other.requests.filter(({ body }) => body.includes('ლალი'))).toEqual([]);

  await useServer(desk, server.url);
  expect(await signIn(desk)).toMatchObject({ ok: true });
  await vi.waitFor(() => expect(desk.state().outbox.waiting).toBe(1), waiting);
});

test('the address cannot be changed, nor somebody else sign in, while a sign-in is under way', async () => {
  const { server, desk } = await deskAndServer();
  const other = await stranger();
  await useServer(desk, server.url);
  const signedIn = signIn(desk);
  expect(await useServer(desk, other.url)).toMatchObject({ ok: false, reason: 'session.wrongState' });
  expect(await signIn(desk)).toMatchObject({ ok: false, reason: 'session.wrongState' });
  expect(await signedIn).toMatchObject({ ok: true });
  expect(desk.state().host.serverUrl).toBe(server.url);
  expect(await useServer(desk, other.url)).toMatchObject({ ok: false, reason: 'session.wrongState' });
  expect(other.requests).toEqual([]);
});
