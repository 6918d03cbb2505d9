import fc from 'fast-check';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { paths } from '../../../../src/contract/server/api.ts';
import { silentLog } from '../../../../src/main/logging/log.ts';
import { createServerClient } from '../../../../src/main/sync/server-client.ts';
import { createSyncService } from '../../../../src/main/sync/sync-service.ts';
import { createFakeServer, type Fault } from '../../../support/fake-server.ts';
import { createFakeDisk, createFakeStore } from '../../../support/fake-store.ts';
import { sampleChange, sampleOperation, sampleSession } from '../../../support/host-samples.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import { quiet } from '../../../support/until.ts';

const faults: Fault[] = [
  'none',
  'away',
  'loseAnswer',
  'hang',
  'error',
  'wrongShape',
  'redirect',
  'portal',
  'wait',
  'tooLarge',
  'forgetResults',
];

/** What may happen to a desk in a day. `turns`: how far things get before the next one happens. */
const happening = fc.record({
  turns: fc.nat({ max: 12 }),
  what: fc.oneof(
    fc.record({ kind: fc.constant('enqueue' as const), subject: fc.nat({ max: 4 }) }),
    fc.record({ kind: fc.constant('publish' as const) }),
    fc.record({
      kind: fc.constant('fault' as const),
      fault: fc.constantFrom(...faults),
      path: fc.constantFrom(undefined, paths.push, paths.pull),
    }),
    fc.record({ kind: fc.constant('timer' as const) }),
    fc.record({ kind: fc.constant('sendNow' as const) }),
    fc.record({ kind: fc.constant('crash' as const) }),
    fc.record({ kind: fc.constant('signOutAndIn' as const) }),
    fc.record({ kind: fc.constant('signInNeeded' as const) }),
    fc.record({
      kind: fc.constant('storeFails' as const),
      request: fc.constantFrom(
        'outbox.next' as const,
        'outbox.settle' as const,
        'outbox.tried' as const,
        'session.load' as const,
        'content.apply' as const,
      ),
    }),
  ),
});

const subjects = Array.from({ length: 5 }, (_, i) => `0198c0de-0000-7000-8000-00000000000${i}`);

describe('the sync, whatever happens to it', () => {
  it('applies every operation exactly once, in the order of its subject, and loses none', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 1, maxLength: 60 }), async (day) => {
        const clock = createManualClock();
        const server = createFakeServer();
        server.now = clock.now;
        server.pageSize = 2;
        const disk = createFakeDisk();
        const made: { id: string; subject: string }[] = [];
        let signInNeeded = false;

        /** The process begins: a new store on the old disk, a new sync. */
        function launch() {
          const store = createFakeStore(disk);
          const client = createServerClient({
            serverUrl: () => 'https://zari.example',
            clock,
            log: silentLog,
            fetch: server.fetch,
          });
          const sync = createSyncService({ client, clock, log: silentLog, random: () => 0.5 });
          sync.on('server', ({ status }) => (signInNeeded = status === 'signInNeeded'));
          return { store, sync };
        }
        function signIn(): void {
          const token = `token-${server.tokens.size + 1}-${clock.now()}`;
          server.tokens.add(token);
          disk.session = sampleSession(token);
          const { operator } = disk.session;
          host.sync.start({ operator, sip: undefined, store: host.store, offline: false });
        }
        async function stop(): Promise<void> {
          const stopped = host.sync.stop();
          clock.advance(2000); // cuts what hangs
          await stopped;
        }
        let host = launch();
        signIn();

        for (const { turns, what } of day) {
          for (let turn = 0; turn < turns; turn++) await setImmediate();
          switch (what.kind) {
            case 'enqueue': {
              const operation = sampleOperation(subjects[what.subject]);
              made.push(operation);
              host.store.enqueue(operation);
              host.sync.nudge();
              break;
            }
            case 'publish':
              server.changes.push(sampleChange('text'));
              break;
            case 'fault':
              server.fault(what.fault, what.path);
              break;
            case 'timer':
              clock.runNext();
              break;
            case 'sendNow':
              host.sync.sendNow();
              break;
            case 'crash':
              // The old process does nothing more that counts: its store is gone with it.
              await host.store.close();
              void host.sync.stop();
              host = launch();
              signIn();
              break;
            case 'signOutAndIn': {
              await stop();
              signIn();
              break;
            }
            case 'signInNeeded':
              server.tokens.clear();
              break;
            case 'storeFails':
              host.store.failNext(what.request, 'store.full');
              break;
          }
        }

        for (const path of [undefined, paths.push, paths.pull]) server.fault('none', path);
        const done = () => disk.outbox.length === 0 && disk.changes.length === server.changes.length;
        for (let step = 0; step < 300 && !done(); step++) {
          await quiet(12); // what is under way comes first, then the next timer
          if (signInNeeded) signIn();
          else clock.runNext();
        }
        await stop();

        expect(server.applied.map(({ id }) => id).toSorted()).toEqual(made.map(({ id }) => id).toSorted());
        for (const subject of subjects) {
          const of = (list: readonly { id: string; subject: string }[]) =>
            list.filter((operation) => operation.subject === subject).map(({ id }) => id);
          expect(of(server.applied)).toEqual(of(made));
        }
        expect(disk.changes).toEqual(server.changes);
      }),
      { numRuns: 500 },
    );
  });
});
