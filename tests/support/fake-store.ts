import type { Customer, Line } from '../../src/contract/content.ts';
import type { CallRecord, Operation, ShiftEvent, SubmittedCase } from '../../src/contract/operations.ts';
import type { ReasonCode } from '../../src/contract/reasons.ts';
import type { Change } from '../../src/contract/server/api.ts';
import { makeReference } from '../../src/domain/reference.ts';
import {
  StoreError,
  type Store,
  type StoredSession,
  type StoreInput,
  type StoreOutput,
  type StoreRequestName,
  type StoreVault,
} from '../../src/main/store/requests.ts';
import { uuidv7 } from 'uuidv7';

interface Queued {
  readonly operation: Operation;
  attempts: number;
  parked: boolean;
  detail: string | undefined;
}

/** What would lie on the disk: it outlives the store that works on it, as after a crash. */
export interface FakeDisk {
  session: StoredSession | undefined;
  lastReference: number;
  shiftEvents: ShiftEvent[];
  cases: SubmittedCase[];
  outbox: Queued[];
  changes: Change[];
  cursor: string | undefined;
  updatedAt: string | undefined;
}

export function createFakeDisk(): FakeDisk {
  return {
    session: undefined,
    lastReference: 0,
    shiftEvents: [],
    cases: [],
    outbox: [],
    changes: [],
    cursor: undefined,
    updatedAt: undefined,
  };
}

export interface FakeStore extends Store {
  readonly disk: FakeDisk;
  readonly closed: boolean;
  /** The next `times` requests of this name reject with this reason and change nothing. */
  failNext(name: StoreRequestName, reason: ReasonCode, times?: number): void;
  /** Puts an operation of the caller's making into the outbox. */
  enqueue(operation: Operation): void;
}

/** The handlers of the requests that the services under test make; all others reject. */
type Handlers = { [N in StoreRequestName]?: (input: StoreInput<N>) => StoreOutput<N> };

/** A store in memory, with the order and the queue of the real one. */
export function createFakeStore(disk: FakeDisk = createFakeDisk()): FakeStore {
  const failures = new Map<StoreRequestName, { reason: ReasonCode; times: number }>();
  let closed = false;

  const enqueue = (operation: Operation) =>
    void disk.outbox.push({ operation, attempts: 0, parked: false, detail: undefined });

  const handlers: Handlers = {
    'session.save': (session) => void (disk.session = session),
    'session.load': () => disk.session,
    'reference.atLeast': (number) => void (disk.lastReference = Math.max(disk.lastReference, number)),
    'shift.append': (event) => {
      disk.shiftEvents.push(event);
      enqueue({
        id: event.id,
        subject: event.shiftId,
        madeAt: event.deviceTime,
        kind: 'shift.event',
        payload: event,
      });
    },
    'shift.position': () => {
      const start = disk.shiftEvents.findLast((event) => event.kind === 'start');
      const last = disk.shiftEvents.findLast((event) => event.kind !== 'presence');
      if (!start || last?.kind === 'end') return { shift: undefined, lastPresence: undefined };
      return {
        shift: { shiftId: start.shiftId, startedAt: start.deviceTime },
        lastPresence: disk.shiftEvents.findLast(
          (event) => event.kind === 'presence' && event.shiftId === start.shiftId,
        ),
      };
    },
    'call.record': (record: CallRecord) =>
      enqueue({
        id: uuidv7(),
        subject: record.id,
        madeAt: record.endedAt,
        kind: 'call.record',
        payload: record,
      }),
    'customer.save': (customer: Customer) =>
      enqueue({
        id: uuidv7(),
        subject: customer.id,
        madeAt: new Date().toISOString(),
        kind: 'customer.put',
        payload: customer,
      }),
    'case.submit': (draft) => {
      const known = disk.cases.find((submitted) => submitted.id === draft.id);
      if (known) return { reference: known.reference };
      disk.lastReference += 1;
      const reference = makeReference(disk.session?.deskNumber ?? 1000, disk.lastReference);
      const submittedAt = draft.savedAt;
      const payload: SubmittedCase = {
        id: draft.id,
        reference,
        companyId: draft.lineId,
        lineId: draft.lineId,
        fields: draft.fields,
        submittedAt,
      };
      disk.cases.push(payload);
      enqueue({ id: uuidv7(), subject: draft.id, madeAt: submittedAt, kind: 'case.submit', payload });
      return { reference };
    },
    'line.list': () =>
      disk.changes.flatMap((change): Line[] =>
        change.entity === 'line' && 'row' in change ? [change.row] : [],
      ),
    'content.position': () => ({ cursor: disk.cursor, updatedAt: disk.updatedAt }),
    'content.apply': ({ changes, cursor, at }) => {
      disk.changes.push(...changes);
      disk.cursor = cursor;
      disk.updatedAt = at;
    },
    'outbox.next': ({ limit }) => {
      const blocked = new Set<string>();
      const next: Operation[] = [];
      for (const { operation, parked } of disk.outbox) {
        if (parked) blocked.add(operation.subject);
        else if (!blocked.has(operation.subject) && next.length < limit) next.push(operation);
      }
      return next;
    },
    'outbox.settle': ({ results }) => {
      for (const { id, status, detail } of results) {
        const queued = disk.outbox.find((candidate) => candidate.operation.id === id);
        if (queued && status === 'rejected') Object.assign(queued, { parked: true, detail });
        else if (queued) disk.outbox.splice(disk.outbox.indexOf(queued), 1);
      }
    },
    'outbox.tried': ({ ids }) => {
      for (const queued of disk.outbox) if (ids.includes(queued.operation.id)) queued.attempts += 1;
    },
    'outbox.summary': () => {
      const waiting = disk.outbox.filter((queued) => !queued.parked);
      return {
        waiting: waiting.length,
        waitingCases: waiting.filter((queued) => queued.operation.kind === 'case.submit').length,
        parked: disk.outbox.length - waiting.length,
        oldestAt: waiting[0]?.operation.madeAt,
      };
    },
  };

  return {
    disk,
    get closed() {
      return closed;
    },
    failNext: (name, reason, times = 1) => void failures.set(name, { reason, times }),
    enqueue,
    async run<N extends StoreRequestName>(
      name: N,
      ...input: StoreInput<N> extends void ? [] : [StoreInput<N>]
    ): Promise<StoreOutput<N>> {
      if (closed) throw new StoreError('internal', 'the store is closed');
      const failure = failures.get(name);
      if (failure && failure.times > 0) {
        failure.times -= 1;
        throw new StoreError(failure.reason, `${name} was told to fail`);
      }
      const handler = handlers[name];
      if (!handler) throw new StoreError('internal', `${name} is not part of the fake store`);
      return structuredClone(handler(structuredClone(input[0]) as StoreInput<N>));
    },
    async close() {
      closed = true;
    },
  };
}

export interface FakeVault extends StoreVault {
  /** The open store of this operator. */
  store(username: string): FakeStore | undefined;
  disk(username: string): FakeDisk | undefined;
  /** Makes every opening reject with this reason. */
  breakWith(reason: ReasonCode | undefined): void;
}

/** A vault in memory: one disk and one password per operator. */
export function createFakeVault(): FakeVault {
  const kept = new Map<string, { password: string; disk: FakeDisk; store: FakeStore | undefined }>();
  let broken: ReasonCode | undefined;

  function entry(username: string) {
    const found = kept.get(username);
    if (!found) throw new StoreError('notFound', 'no such store');
    return found;
  }

  const vault: FakeVault = {
    known: async (username) => kept.has(username),
    async open(username, password) {
      if (broken) throw new StoreError(broken, 'was told to fail');
      const found = entry(username);
      if (found.password !== password) throw new StoreError('auth.wrongPassword', 'wrong password');
      if (found.store && !found.store.closed) throw new StoreError('store.inUse', 'is open');
      found.store = createFakeStore(found.disk);
      return found.store;
    },
    async create(username, password) {
      if (kept.has(username)) throw new StoreError('internal', 'there is one already');
      kept.set(username, { password, disk: createFakeDisk(), store: undefined });
      return vault.open(username, password);
    },
    async rewrap(username, previousPassword, password) {
      const found = entry(username);
      if (found.password !== previousPassword) throw new StoreError('auth.wrongPassword', 'wrong password');
      found.password = password;
    },
    store: (username) => kept.get(username)?.store,
    disk: (username) => kept.get(username)?.disk,
    breakWith: (reason) => void (broken = reason),
  };
  return vault;
}
