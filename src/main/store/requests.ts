import type { Draft, DeskCase, HistoryEntry, OutboxItem, SearchHit } from '../../contract/desk/commands.ts';
import type { Article, Customer, Line, Product, Script } from '../../contract/content.ts';
import type { Language } from '../../domain/language.ts';
import type { CallRecord, Operation, ShiftEvent, StoredScriptPath } from '../../contract/operations.ts';
import type { ReasonCode } from '../../contract/reasons.ts';
import type { FitnessReport } from '../../contract/quality.ts';
import type { Change, SignInAnswer } from '../../contract/server/api.ts';

/** What the store keeps of the session, so that the next sign-in needs no server. Encrypted with everything else. */
export type StoredSession = Omit<SignInAnswer, 'serverTime' | 'lastReference'> & {
  /** The address of the server that issued it: its token and what waits in the outbox are for nobody else. */
  readonly serverUrl?: string | undefined;
};

/** Where the working time stood, rebuilt from the shift events after a restart. */
export interface ShiftPosition {
  readonly shift: { readonly shiftId: string; readonly startedAt: string } | undefined;
  readonly lastPresence: ShiftEvent | undefined;
}

export interface NumberSuggestion {
  readonly kind: 'history' | 'customer';
  readonly number: string;
  readonly name?: string | undefined;
}

/**
 * Every request that the store's worker answers: `[input, output]`. Each is one transaction. Writes answer after
 * they are on the disk (WAL, synchronous=FULL).
 */
export interface StoreRequests {
  'session.save': [StoredSession, void];
  'session.load': [void, StoredSession | undefined];
  /** Raises the counter of references to at least this number. */
  'reference.atLeast': [number, void];

  /** Appends to the record of working time and to the outbox. */
  'shift.append': [ShiftEvent, void];
  'shift.position': [void, ShiftPosition];

  /** Writes or updates the record and queues it: an unsent earlier version of the same call is replaced in the outbox. */
  'call.record': [CallRecord, void];
  /** Ended, answered calls whose outcome was never set (the host was stopped in the after-call work), newest first. */
  'call.withoutOutcome': [void, CallRecord[]];
  /** The newest call out and its line, if there ever was one. */
  'call.lastDialled': [void, { number: string; lineId?: string | undefined } | undefined];
  'call.history': [{ limit: number }, HistoryEntry[]];

  /** Numbers for what is being typed into the dial field: last calls, then customers; each once. */
  'number.suggest': [{ text: string; limit: number }, NumberSuggestion[]];

  /** Keeps the report of a check before a shift as the last one, and queues it. */
  'fitness.save': [FitnessReport, void];
  'fitness.last': [void, FitnessReport | undefined];

  'customer.findByNumber': [{ number: string; companyId?: string | undefined }, Customer[]];
  'customer.get': [{ id: string }, Customer | undefined];
  'customer.save': [Customer, void];
  'customer.story': [
    { customerId?: string | undefined; number?: string | undefined },
    { calls: HistoryEntry[]; cases: DeskCase[] },
  ];

  'draft.list': [void, Draft[]];
  'draft.save': [Draft, void];
  'draft.discard': [{ draftId: string }, void];
  'draft.restore': [{ draftId: string }, void];
  /** Idempotent by draft id: a second submit answers with the first one's reference. Rejects with case.incomplete. */
  'case.submit': [Draft, { reference: string }];
  'case.list': [{ limit: number }, DeskCase[]];

  'line.list': [void, Line[]];
  'script.get': [{ id: string }, Script | undefined];
  /** Keeps where a call has come to in its script; the call's record takes it from there. */
  'script.keep': [{ callId: string; path: StoredScriptPath; at: string }, void];
  'script.place': [{ callId: string }, StoredScriptPath | undefined];
  'article.get': [{ id: string }, Article | undefined];
  'product.get': [{ id: string }, Product | undefined];
  /** With a company, its content only. */
  'knowledge.search': [
    { text: string; companyId?: string | undefined; language: Language; limit: number },
    SearchHit[],
  ];

  /** Applies one pulled page and its cursor in one transaction. Rows with an unsent local change are kept back. */
  'content.apply': [{ changes: Change[]; cursor: string; at: string }, void];
  'content.position': [void, { cursor: string | undefined; updatedAt: string | undefined }];

  /** The next operations to send, oldest first; none whose subject has a parked or earlier unsent one outside the batch. */
  'outbox.next': [{ limit: number }, Operation[]];
  /** What the server made of them. Applied and duplicate ones leave the queue, rejected ones are parked. */
  'outbox.settle': [
    {
      results: { id: string; status: 'applied' | 'duplicate' | 'rejected'; detail?: string | undefined }[];
      at: string;
    },
    void,
  ];
  /** Counts a try that had no answer. */
  'outbox.tried': [{ ids: string[] }, void];
  'outbox.summary': [
    void,
    { waiting: number; waitingCases: number; parked: number; oldestAt: string | undefined },
  ];
  'outbox.list': [void, OutboxItem[]];
}

export type StoreRequestName = keyof StoreRequests;
export type StoreInput<N extends StoreRequestName> = StoreRequests[N][0];
export type StoreOutput<N extends StoreRequestName> = StoreRequests[N][1];

/** Why the store did not do something; the reason is one of the store.*, case.* or internal codes. */
export class StoreError extends Error {
  readonly reason: ReasonCode;
  constructor(reason: ReasonCode, message: string) {
    super(message);
    this.name = 'StoreError';
    this.reason = reason;
  }
}

/** An open store. */
export interface Store {
  /** Rejects with a StoreError. */
  run<N extends StoreRequestName>(
    name: N,
    ...input: StoreInput<N> extends void ? [] : [StoreInput<N>]
  ): Promise<StoreOutput<N>>;
  close(): Promise<void>;
}

/**
 * The stores of a device: one encrypted file per operator, so that a shared workstation shows nobody anything of a
 * colleague. The file's key is random and lies beside it, wrapped by the operator's password (scrypt, AES-256-GCM).
 */
export interface StoreVault {
  /** Whether this operator has signed in on this device before. */
  known(username: string): Promise<boolean>;
  /**
   * Opens with the password. Rejects with auth.wrongPassword, store.inUse, store.damaged, store.newer, store.full, and
   * notFound where the operator is not known. A store that was killed while it was made opens empty, without a session.
   */
  open(username: string, password: string): Promise<Store>;
  /** Makes a new store. Rejects if there is one already. */
  create(username: string, password: string): Promise<Store>;
  /** Wraps the key anew after the password was changed on the server. Rejects with auth.wrongPassword. */
  rewrap(username: string, previousPassword: string, password: string): Promise<void>;
}
