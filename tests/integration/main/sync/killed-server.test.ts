import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { paths } from '../../../../src/contract/server/api.ts';
import { silentLog } from '../../../../src/main/logging/log.ts';
import { openDevice } from '../../../../src/main/session/device.ts';
import type { OpenSession, ServerStatus, SyncEvents } from '../../../../src/main/session/port.ts';
import { createSessionService } from '../../../../src/main/session/session-service.ts';
import { createShiftService } from '../../../../src/main/shift/shift-service.ts';
import type { Store } from '../../../../src/main/store/requests.ts';
import { createVault } from '../../../../src/main/store/vault.ts';
import { createServerClient } from '../../../../src/main/sync/server-client.ts';
import { createSyncService } from '../../../../src/main/sync/sync-service.ts';
import { demoPassword } from '../../../../src/server/jobs/seed-demo.ts';
import { openFragileServer, type FragileServer } from '../../../support/fragile-server.ts';
import { storeWorkerUrl, temporaryFolder } from '../../../support/temporary-store.ts';

/** The host's services on real parts: vault, encrypted store, HTTP. */
async function startHost(dataDir: string, serverUrl: string) {
  const client = createServerClient({ serverUrl: () => serverUrl, log: silentLog });
  const sessions = createSessionService({
    client,
    vault: createVault({ directory: join(dataDir, 'stores'), workerUrl: storeWorkerUrl, log: silentLog }),
    device: await openDevice(dataDir),
    serverUrl: () => serverUrl,
    version: '0.1.0',
    log: silentLog,
  });
  const sync = createSyncService({ client, log: silentLog, policy: () => 50, pullEveryMs: 200 });
  const shift = createShiftService({ clockOffsetMs: () => client.clockOffsetMs(), log: silentLog });
  let status: ServerStatus['status'] = 'unknown';
  let content: Parameters<SyncEvents['content']>[0]['status'] = 'empty';
  const delivered: string[] = [];
  sync.on('server', (now) => (status = now.status));
  sync.on('content', (now) => (content = now.status));
  sync.on('delivered', (ids) => delivered.push(...ids));
  return {
    shift,
    sync,
    delivered,
    status: () => status,
    content: () => content,
    async signIn(): Promise<OpenSession> {
      const result = await sessions.signIn('Nino', demoPassword);
      if (!result.ok) throw new Error(`${result.reason} ${result.detail}`);
      await shift.open(result.value.store);
      sync.start(result.value);
      return result.value;
    },
    async leave() {
      await sync.stop();
      shift.close();
      await sessions.signOut();
    },
  };
}

async function submitCase(store: Store): Promise<string> {
  const [line] = await store.run('line.list');
  if (!line) throw new Error('no line was pulled');
  const { reference } = await store.run('case.submit', {
    id: uuidv7(),
    lineId: line.id,
    fields: {
      kind: 'complaint',
      category: line.categories[0]?.code ?? '',
      customerName: 'ლალი ბერიძე',
      callback: '599 12 34 56',
      address: '',
      description: 'ინტერნეტი გუშინდელიდან არ მუშაობს',
      desiredResult: '',
    },
    savedAt: new Date().toISOString(),
  });
  return reference;
}

// A database is begun and recovered here several times over, which takes its time on a busy machine.
describe('a server that is killed in the middle of a complaint', { timeout: 180_000 }, () => {
  let server: FragileServer;
  let dataDir: string;
  const ends: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    dataDir = await temporaryFolder();
    server = await openFragileServer(join(await temporaryFolder(), 'server'));
    await server.start();
  });
  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end();
    await server.close();
  });

  async function launch() {
    const host = await startHost(dataDir, server.url);
    ends.push(() => host.leave());
    return host;
  }
  const waiting = async (store: Store) => (await store.run('outbox.summary')).waiting;
  const soon = { timeout: 60_000, interval: 20 };

  it('has one of each in the end, wherever it died', async () => {
    const host = await launch();
    const { store, offline } = await host.signIn();
    expect(offline).toBe(false);
    expect(await host.shift.startShift()).toMatchObject({ ok: true });
    host.sync.nudge();
    await vi.waitUntil(() => host.content() === 'current', soon);
    await vi.waitUntil(async () => (await waiting(store)) === 0, soon);

    const references: string[] = [];
    for (const moment of ['answer', 'request'] as const) {
      const killed = server.killAt(paths.push, moment);
      references.push(await submitCase(store));
      host.sync.nudge();
      await killed;
      await vi.waitUntil(() => host.status() === 'unreachable', soon);
      expect(await store.run('outbox.summary')).toMatchObject({ waiting: 1, waitingCases: 1 });

      await server.start();
      await vi.waitUntil(async () => (await waiting(store)) === 0, soon);
      await vi.waitUntil(() => host.status() === 'reachable', soon);
    }
    const arrived = (await server.cases()).map(({ reference }) => reference);
    expect(arrived.toSorted()).toEqual(references.toSorted());
  });

  it('takes the case that a desk signed in without it hands over, once', async () => {
    const first = await launch();
    const { store } = await first.signIn();
    await vi.waitUntil(() => first.content() === 'current', soon);
    const killed = server.killAt(paths.push, 'answer');
    const before = await submitCase(store);
    first.sync.nudge();
    await killed;
    await first.leave();

    const second = await launch();
    const session = await second.signIn();
    expect(session.offline).toBe(true);
    expect(await second.shift.startShift()).toMatchObject({ ok: true });
    const meanwhile = await submitCase(session.store);
    second.sync.nudge();
    expect(second.status()).toBe('unreachable');

    await server.start();
    await vi.waitUntil(async () => (await waiting(session.store)) === 0, soon);
    const references = (await server.cases()).map(({ reference }) => reference);
    expect(references.toSorted()).toEqual([before, meanwhile].toSorted());
    expect(second.delivered).toHaveLength(4); // two cases, the shift's start, and ready
  });
});
