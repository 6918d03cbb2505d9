import { afterEach, describe, expect, it } from 'vitest';
import { paths } from '../../../../src/contract/server/api.ts';
import { silentLog } from '../../../../src/main/logging/log.ts';
import type { OpenSession, ServerStatus, SyncEvents } from '../../../../src/main/session/port.ts';
import { createServerClient } from '../../../../src/main/sync/server-client.ts';
import { createSyncService } from '../../../../src/main/sync/sync-service.ts';
import { createFakeServer } from '../../../support/fake-server.ts';
import { createFakeStore, type FakeStore } from '../../../support/fake-store.ts';
import { sampleChange, sampleOperation, sampleSession } from '../../../support/host-samples.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import { quiet, until } from '../../../support/until.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

function setUp() {
  const clock = createManualClock();
  const server = createFakeServer();
  server.now = clock.now;
  server.tokens.add('good');
  const store = createFakeStore();
  store.disk.session = sampleSession('good');
  const client = createServerClient({
    serverUrl: () => 'https://zari.example',
    clock,
    log: silentLog,
    fetch: server.fetch,
  });
  const sync = createSyncService({
    client,
    clock,
    log: silentLog,
    random: () => 0,
    policy: (attempt) => attempt * 1000,
  });
  const statuses: ServerStatus[] = [];
  const outbox: Parameters<SyncEvents['outbox']>[0][] = [];
  const content: Parameters<SyncEvents['content']>[0][] = [];
  const delivered: string[] = [];
  sync.on('server', (status) => statuses.push(status));
  sync.on('outbox', (summary) => outbox.push(summary));
  sync.on('content', (status) => content.push(status));
  sync.on('delivered', (ids) => delivered.push(...ids));
  const session = (offline = false, on: FakeStore = store): OpenSession => ({
    operator: sampleSession('good').operator,
    sip: undefined,
    store: on,
    offline,
  });
  const enqueue = (count: number) => {
    const operations = Array.from({ length: count }, () => sampleOperation());
    for (const operation of operations) store.enqueue(operation);
    return operations;
  };
  const appliedIds = () => server.applied.map((operation) => operation.id);
  stops.push(async () => {
    server.fault('none');
    const stopped = sync.stop();
    clock.advance(2000);
    await stopped;
  });
  return { clock, server, store, sync, statuses, outbox, content, delivered, session, enqueue, appliedIds };
}

describe('pushing', () => {
  it('sends what waits, oldest first, in batches, and says so', async () => {
    const { sync, session, enqueue, server, store, outbox, delivered, appliedIds } = setUp();
    const ids = enqueue(120).map((operation) => operation.id);
    sync.start(session());
    await until(() => store.disk.outbox.length === 0 && outbox.at(-1)?.waiting === 0);
    expect(appliedIds()).toEqual(ids);
    expect(server.pushes.map((batch) => batch.length)).toEqual([50, 50, 20]);
    expect(delivered).toEqual(ids);
    expect(outbox[0]?.waiting).toBe(120);
  });

  it('sends at once when nudged, and many nudges are few pushes', async () => {
    const { sync, session, enqueue, server, store, outbox } = setUp();
    sync.start(session());
    await until(() => outbox.length === 1 && server.requests.length === 1);
    await quiet();
    enqueue(3);
    sync.nudge();
    sync.nudge();
    sync.nudge();
    await until(() => store.disk.outbox.length === 0);
    expect(server.pushes).toHaveLength(1);
  });

  it('sends the same operations under the same ids after a lost answer: each is applied once', async () => {
    const { sync, session, enqueue, server, store, clock, statuses, delivered } = setUp();
    server.fault('loseAnswer', paths.push);
    const ids = enqueue(4).map((operation) => operation.id);
    sync.start(session());
    await until(() => store.disk.outbox[0]?.attempts === 1);
    expect(server.applied).toHaveLength(4);
    expect(store.disk.outbox).toHaveLength(4);
    expect(delivered).toEqual([]);
    expect(statuses.map(({ status }) => status)).toContain('unreachable');
    server.fault('none', paths.push);
    clock.advance(1000);
    await until(() => store.disk.outbox.length === 0);
    expect(server.applied).toHaveLength(4);
    expect(delivered).toEqual(ids);
  });

  it('waits longer after each failure, is not hurried by a nudge, but by the operator', async () => {
    const { sync, session, enqueue, server, store, clock } = setUp();
    server.fault('away');
    enqueue(1);
    sync.start(session(true));
    const attempts = () => store.disk.outbox[0]?.attempts ?? 0;
    await until(() => attempts() === 1 && clock.waits().length === 2);
    sync.nudge();
    await quiet();
    expect(attempts()).toBe(1);
    clock.advance(1000);
    await until(() => attempts() === 2 && clock.waits().length === 2);
    clock.advance(1000);
    await quiet();
    expect(attempts()).toBe(2);
    server.fault('none');
    sync.sendNow();
    await until(() => store.disk.outbox.length === 0);
  });

  it('sends at once when a pull finds the server back', async () => {
    const { sync, session, enqueue, server, store, clock, statuses } = setUp();
    server.fault('away', paths.push);
    server.fault('away', paths.pull);
    enqueue(1);
    sync.start(session(true));
    await until(() => store.disk.outbox[0]?.attempts === 1 && clock.waits().length === 2);
    expect(statuses.map(({ status }) => status)).toEqual(['unreachable']);
    server.fault('none', paths.pull);
    clock.advance(1000);
    await until(() => store.disk.outbox[0]?.attempts === 2 && clock.waits().length === 2);
    server.fault('none', paths.push);
    clock.advance(15_000);
    await until(() => store.disk.outbox.length === 0);
    expect(statuses.at(-1)).toMatchObject({ status: 'reachable', lastAnswerAt: expect.any(String) });
  });

  it('keeps a Retry-After, also when a pull comes through meanwhile', async () => {
    const { sync, session, enqueue, server, store, clock } = setUp();
    server.fault('wait', paths.push);
    enqueue(1);
    sync.start(session());
    await until(() => server.requests.includes(paths.push));
    server.fault('none', paths.push);
    await quiet();
    expect(clock.waits()).toEqual([15_000, 120_000]);
    for (let seconds = 15; seconds <= 105; seconds += 15) {
      clock.advance(15_000);
      await quiet();
    }
    expect(store.disk.outbox).toHaveLength(1);
    clock.advance(15_000);
    await until(() => store.disk.outbox.length === 0);
  });

  it('keeps what the answer does not name, and sends it again', async () => {
    const { sync, session, enqueue, server, store, clock, delivered } = setUp();
    server.fault('forgetResults', paths.push);
    const ids = enqueue(4).map((operation) => operation.id);
    sync.start(session());
    await until(() => store.disk.outbox.length === 2 && store.disk.outbox[0]?.attempts === 1);
    expect(delivered).toEqual([ids[0], ids[2]]);
    server.fault('none', paths.push);
    clock.advance(1000);
    await until(() => store.disk.outbox.length === 0);
    expect(server.applied).toHaveLength(4);
  });

  it('finds the one that spoils the batch, parks it alone, and sends all others', async () => {
    const { sync, session, enqueue, server, store, outbox } = setUp();
    const operations = enqueue(60);
    const bad = operations[37]?.id;
    server.poisoned = (operation) => operation.id === bad;
    sync.start(session());
    await until(() => outbox.at(-1)?.waiting === 0);
    expect(server.applied).toHaveLength(59);
    expect(store.disk.outbox.map(({ operation, parked }) => [operation.id, parked])).toEqual([[bad, true]]);
    expect(outbox.at(-1)).toMatchObject({ waiting: 0, parked: 1 });
  });

  it('goes on in smaller batches where something on the way takes only small ones', async () => {
    const { sync, session, enqueue, server, store } = setUp();
    server.fault('tooLarge', paths.push);
    enqueue(9);
    sync.start(session());
    await until(() => store.disk.outbox.length === 0);
    expect(server.applied).toHaveLength(9);
  });

  it('parks what the server rejects, and holds back what follows on the same subject', async () => {
    const { sync, session, server, store, outbox, enqueue } = setUp();
    const [first] = enqueue(1);
    if (!first) throw new Error('nothing enqueued');
    server.rejected = (operation) => operation.id === first.id;
    sync.start(session());
    await until(() => outbox.at(-1)?.parked === 1);
    store.enqueue(sampleOperation(first.subject));
    const [other] = enqueue(1);
    sync.nudge();
    await until(() => server.applied.length === 1);
    await quiet();
    expect(server.applied[0]?.id).toBe(other?.id);
    expect(store.disk.outbox).toHaveLength(2);
  });

  it('never has two pushes under way, whatever is asked of it', async () => {
    const { sync, session, enqueue, server, store } = setUp();
    for (let round = 0; round < 20; round++) {
      enqueue(3);
      sync.nudge();
      sync.sendNow();
      if (round % 5 === 0) sync.start(session());
      await quiet(round % 3);
    }
    await until(() => store.disk.outbox.length === 0);
    expect(server.mostPushesAtOnce).toBe(1);
    expect(server.applied).toHaveLength(60);
  });

  it('sends again what the store could not settle', async () => {
    const { sync, session, enqueue, server, store, clock } = setUp();
    store.failNext('outbox.settle', 'store.full');
    enqueue(2);
    sync.start(session());
    await until(() => server.applied.length === 2 && clock.waits().length === 2);
    expect(store.disk.outbox).toHaveLength(2);
    clock.advance(1000);
    await until(() => store.disk.outbox.length === 0);
    expect(server.applied).toHaveLength(2);
  });

  it('is not stopped by a listener that throws', async () => {
    const { sync, session, enqueue, store } = setUp();
    sync.on('delivered', () => {
      throw new Error('a fault in the desk');
    });
    enqueue(60);
    sync.start(session());
    await until(() => store.disk.outbox.length === 0);
  });
});

describe('a session that the server no longer takes', () => {
  it('keeps everything and stops trying until there is a new one', async () => {
    const { sync, session, enqueue, server, store, statuses, clock } = setUp();
    server.tokens.clear();
    enqueue(2);
    sync.start(session());
    await until(() => statuses.at(-1)?.status === 'signInNeeded');
    await quiet();
    const asked = server.requests.length;
    sync.nudge();
    sync.sendNow();
    await quiet();
    expect(server.requests).toHaveLength(asked);
    expect(clock.waits()).toEqual([]);
    expect(store.disk.outbox.map(({ attempts }) => attempts)).toEqual([0, 0]);
    server.tokens.add('fresh');
    store.disk.session = sampleSession('fresh');
    sync.start(session());
    await until(() => store.disk.outbox.length === 0);
    expect(statuses.at(-1)?.status).toBe('reachable');
  });

  it('is not asked for by a page of somebody in between', async () => {
    const { sync, session, enqueue, server, store, statuses } = setUp();
    server.fault('portal');
    enqueue(1);
    sync.start(session());
    await until(() => store.disk.outbox[0]?.attempts === 1);
    expect(statuses.map(({ status }) => status)).not.toContain('signInNeeded');
    server.fault('none');
    sync.sendNow();
    await until(() => store.disk.outbox.length === 0);
  });
});

describe('pulling', () => {
  it('reads all pages, then looks again every fifteen seconds', async () => {
    const { sync, session, server, store, content, clock } = setUp();
    server.changes.push(...Array.from({ length: 5 }, (_, i) => sampleChange(`article ${i}`)));
    server.pageSize = 2;
    sync.start(session());
    await until(() => content.at(-1)?.status === 'current');
    expect(content.map(({ status }) => status)).toEqual(['empty', 'syncing', 'syncing', 'current']);
    expect(store.disk.changes).toEqual(server.changes);
    await quiet();
    expect(clock.waits()).toEqual([15_000]);
    server.changes.push(sampleChange('new'));
    clock.advance(15_000);
    await until(() => store.disk.changes.length === 6);
    await until(() => content.length === 5);
  });

  it('refuses a wrong page whole, and takes it when it is right', async () => {
    const { sync, session, server, store, content, statuses, clock } = setUp();
    server.changes.push(sampleChange('a'));
    server.fault('wrongShape', paths.pull);
    sync.start(session());
    await until(() => statuses.at(-1)?.status === 'unreachable');
    expect(store.disk.changes).toEqual([]);
    expect(content.map(({ status }) => status)).toEqual(['empty']);
    server.fault('none', paths.pull);
    await quiet();
    clock.advance(1000);
    await until(() => content.at(-1)?.status === 'current');
  });

  it('goes on behind the last page that was written, after a break in the middle', async () => {
    const { sync, session, server, store, clock } = setUp();
    server.changes.push(...Array.from({ length: 6 }, (_, i) => sampleChange(`article ${i}`)));
    server.pageSize = 2;
    store.failNext('content.apply', 'store.full', 1);
    sync.start(session());
    await quiet();
    expect(store.disk.changes).toEqual([]);
    expect(clock.waits()).toEqual([1000]);
    clock.advance(1000);
    await until(() => store.disk.changes.length === 6);
    expect(store.disk.changes).toEqual(server.changes);
  });

  it('begins anew where the server does not know the cursor any more', async () => {
    const { sync, session, server, store } = setUp();
    store.disk.cursor = '999';
    server.changes.push(sampleChange('a'));
    sync.start(session());
    await until(() => store.disk.cursor === '1');
  });

  it('does not hold back a push while it hangs', async () => {
    const { sync, session, server, store, enqueue } = setUp();
    server.fault('hang', paths.pull);
    enqueue(1);
    sync.start(session());
    await until(() => store.disk.outbox.length === 0);
  });
});

describe('stopping', () => {
  it('waits for the push under way, and asks no more after it', async () => {
    const { sync, session, enqueue, server, store } = setUp();
    enqueue(120);
    sync.start(session());
    await until(() => server.pushes.length === 1);
    await sync.stop();
    const sent = server.pushes.length;
    expect(sent).toBeLessThan(3);
    expect(store.disk.outbox).toHaveLength(120 - sent * 50);
    await quiet();
    expect(server.pushes).toHaveLength(sent);
  });

  it('cuts a request that hangs after two seconds, and leaves all in the store', async () => {
    const { sync, session, enqueue, server, store, clock } = setUp();
    server.fault('hang');
    enqueue(3);
    sync.start(session());
    await until(() => server.requests.length === 2);
    let stopped = false;
    const stopping = sync.stop().then(() => (stopped = true));
    await quiet();
    expect(stopped).toBe(false);
    clock.advance(2000);
    await stopping;
    expect(store.disk.outbox).toHaveLength(3);
    expect(clock.waits()).toEqual([]);
  });

  it('begins with the next operator only after the one before has ended', async () => {
    const { sync, session, enqueue, server, store, clock } = setUp();
    server.fault('hang');
    enqueue(1);
    sync.start(session());
    await until(() => server.requests.length === 2);
    const colleague = createFakeStore();
    colleague.disk.session = sampleSession('hers');
    server.tokens.add('hers');
    const hers = sampleOperation();
    colleague.enqueue(hers);
    server.fault('none');
    sync.start(session(false, colleague));
    await quiet();
    expect(server.applied).toEqual([]);
    clock.advance(2000);
    await until(() => colleague.disk.outbox.length === 0);
    expect(server.applied.map(({ id }) => id)).toEqual([hers.id]);
    expect(store.disk.outbox).toHaveLength(1);
  });
});
