import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Operation } from '../../../../src/contract/operations.ts';
import { createHandlers, runRequest } from '../../../../src/main/store/answer.ts';
import { openDatabase, type StoreDatabase } from '../../../../src/main/store/database.ts';
import type { StoreInput, StoreOutput, StoreRequestName } from '../../../../src/main/store/requests.ts';
import { sampleCall, sampleCustomer, sampleShiftEvent } from '../../../support/store-samples.ts';

/** What one after the other may happen to a desk; `which` picks one of a few subjects. */
const action = fc.oneof(
  fc.record({ does: fc.constantFrom('call', 'customer', 'shift'), which: fc.nat(1) }),
  // A push: how many operations, and what becomes of it.
  fc.record({
    does: fc.constant('push'),
    limit: fc.integer({ min: 1, max: 5 }),
    fate: fc.constantFrom('answered', 'answeredLate', 'answerLost', 'neverArrived'),
    rejects: fc.integer({ min: 0, max: 15 }),
  }),
  fc.record({ does: fc.constant('lateAnswer') }),
  fc.record({ does: fc.constant('restart') }),
);
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;
type Results = StoreInput<'outbox.settle'>['results'];

/** What tells one version of a row from another. */
const markOf = (payload: Operation['payload']): string =>
  ('note' in payload ? payload.note : undefined) ?? payload.id;

/** A server that applies each operation id once, in the order of arrival, and refuses the chosen ones for good. */
class Server {
  readonly applied: Operation[] = [];
  readonly refused = new Set<string>();
  readonly refusedSubjects = new Set<string>();
  readonly #seen = new Map<string, string>();

  take(operations: readonly Operation[], refuses: (index: number) => boolean): Results {
    return operations.map((operation, index) => {
      const body = JSON.stringify(operation);
      // An id that came before must stand for the same thing: the server would skip it unread.
      if ((this.#seen.get(operation.id) ?? body) !== body) throw new Error('an id was used for two things');
      const before = this.#seen.has(operation.id);
      this.#seen.set(operation.id, body);
      if (this.refused.has(operation.id)) return { id: operation.id, status: 'rejected' };
      if (before) return { id: operation.id, status: 'duplicate' };
      if (refuses(index)) {
        this.refused.add(operation.id);
        this.refusedSubjects.add(operation.subject);
        return { id: operation.id, status: 'rejected', detail: 'refused' };
      }
      this.applied.push(operation);
      return { id: operation.id, status: 'applied' };
    });
  }
}

/** The desk's store, in this thread, so that many runs fit into a test. */
class Desk {
  readonly #file: string;
  readonly #key = randomBytes(32);
  #database: StoreDatabase;
  #handlers;
  constructor(file: string) {
    this.#file = file;
    this.#database = openDatabase({ file, key: this.#key });
    this.#handlers = createHandlers(this.#database);
  }
  run<N extends StoreRequestName>(name: N, input: StoreInput<N>): StoreOutput<N> {
    return runRequest(this.#database, this.#handlers, name, input);
  }
  restart(): void {
    this.#database.close();
    this.#database = openDatabase({ file: this.#file, key: this.#key });
    this.#handlers = createHandlers(this.#database);
  }
  close(): void {
    this.#database.close();
  }
}

let folder: string;
let runs = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zari-outbox-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Ids of calls (a), customers (b) and shifts (c). */
const subjectId = (kind: 'a' | 'b' | 'c', which: number): string =>
  `01900000-0000-7000-8000-0000000000${kind}${which}`;

/** Plays the actions at a desk, lets all that can go out at the end, and compares what reached the server. */
function play(actions: readonly Action[]): void {
  const desk = new Desk(join(folder, `${++runs}.db`));
  const server = new Server();
  /** Everything done, in order. */
  const done: { subject: string; mark: string }[] = [];
  const late: Results[] = [];
  let version = 0;

  const push = (limit: number, fate: string, rejects: number): number => {
    const parkedBefore = desk.run('outbox.list', undefined).filter(({ parked }) => parked);
    const batch = desk.run('outbox.next', { limit });
    expect(batch.length).toBeLessThanOrEqual(limit);
    for (const { operationId } of parkedBefore) expect(batch.map(({ id }) => id)).not.toContain(operationId);
    if (batch.length === 0) return 0;
    if (fate === 'neverArrived') {
      desk.run('outbox.tried', { ids: batch.map(({ id }) => id) });
      return batch.length;
    }
    const results = server.take(batch, (index) => (rejects & (1 << index)) !== 0);
    if (fate === 'answered') desk.run('outbox.settle', { results, at: '2026-03-01T08:00:00.000Z' });
    else if (fate === 'answeredLate') late.push(results);
    else desk.run('outbox.tried', { ids: batch.map(({ id }) => id) });
    return batch.length;
  };

  try {
    for (const step of actions) {
      version += 1;
      if ('which' in step && step.does === 'call') {
        const payload = sampleCall({ id: subjectId('a', step.which), note: String(version) });
        desk.run('call.record', payload);
        done.push({ subject: payload.id, mark: markOf(payload) });
      } else if ('which' in step && step.does === 'customer') {
        const payload = sampleCustomer({ id: subjectId('b', step.which), note: String(version) });
        desk.run('customer.save', payload);
        done.push({ subject: payload.id, mark: markOf(payload) });
      } else if ('which' in step) {
        const payload = sampleShiftEvent(subjectId('c', step.which), { kind: 'presence', presence: 'ready' });
        desk.run('shift.append', payload);
        done.push({ subject: payload.shiftId, mark: markOf(payload) });
      } else if ('fate' in step) {
        // Refusals are rare, so that whole queues get through.
        push(step.limit, step.fate, step.rejects < 12 ? 0 : step.rejects - 11);
      } else if (step.does === 'lateAnswer') {
        const results = late.shift();
        if (results !== undefined) desk.run('outbox.settle', { results, at: '2026-03-01T08:00:00.000Z' });
      } else {
        desk.restart();
      }
    }

    // The line is good again: everything that can go, goes.
    while (push(5, 'answered', 0) > 0);

    // Each operation at most once, and no subject's out of order.
    expect(new Set(server.applied.map(({ id }) => id)).size).toBe(server.applied.length);
    const parked = desk.run('outbox.list', undefined).filter((item) => item.parked);
    expect(new Set(parked.map(({ operationId }) => operationId))).toEqual(server.refused);
    for (const subject of new Set(done.map((one) => one.subject))) {
      const made = done.filter((one) => one.subject === subject).map(({ mark }) => mark);
      const arrived = server.applied.filter((one) => one.subject === subject);
      const order = arrived.map(({ payload }) => made.indexOf(markOf(payload)));
      expect(order).not.toContain(-1);
      expect(order).toEqual(order.toSorted((a, b) => a - b));
      if (server.refusedSubjects.has(subject)) continue;
      // The newest word has arrived; of what is never replaced, every word has.
      expect(order.at(-1)).toBe(made.length - 1);
      if (!subject.includes('a')) expect(order).toHaveLength(made.length);
    }
    if (server.refused.size === 0) {
      expect(desk.run('outbox.summary', undefined)).toEqual({
        waiting: 0,
        waitingCases: 0,
        parked: 0,
        oldestAt: undefined,
      });
    }
  } finally {
    desk.close();
  }
}

test('whatever happens on the way, each operation is applied once, in order, and none is lost', () => {
  fc.assert(fc.property(fc.array(action, { minLength: 1, maxLength: 40, size: 'max' }), play), {
    numRuns: 150,
  });
});
