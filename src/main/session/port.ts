import type { DeskState } from '../../contract/desk/state.ts';
import type { Result } from '../../contract/reasons.ts';
import type { SipAccount } from '../../contract/server/api.ts';
import type { Store, StoredSession } from '../store/requests.ts';

/** What is there while somebody is signed in. */
export interface OpenSession {
  readonly operator: StoredSession['operator'];
  readonly sip: SipAccount | undefined;
  readonly store: Store;
  /** True where the password was checked against the device alone. */
  readonly offline: boolean;
}

/** Signing in and out. Knows the vault and the server; tells the rest of the host by its answers. */
export interface SessionService {
  /**
   * For who is signed in already: a newer session from the server for the same open store. For somebody else meanwhile:
   * session.wrongState.
   */
  signIn(username: string, password: string, previousPassword?: string): Promise<Result<OpenSession>>;
  /** Closes the store. Stop the sync before. */
  signOut(): Promise<void>;
}

export type ServerStatus = DeskState['server'];

/** The two directions of the sync while somebody is signed in. */
export interface SyncService {
  /** Begins with this session, in place of the one before; also after a new sign-in of the same operator. */
  start(session: OpenSession): void;
  /** Stops after the request under way; nothing is lost, what waits stays in the store. */
  stop(): Promise<void>;
  /** Something was put into the outbox: send it now. */
  nudge(): void;
  /** Tries now, whatever the back-off says, and pulls as well. */
  sendNow(): void;
  on<E extends keyof SyncEvents>(event: E, listener: SyncEvents[E]): () => void;
}
export interface SyncEvents {
  server: (status: ServerStatus) => void;
  outbox: (summary: DeskState['outbox']) => void;
  /** Pulled content was written to the store. */
  content: (status: DeskState['content']) => void;
  /** The store has the server's word on these: they have left the outbox, or are parked in it. */
  delivered: (operationIds: readonly string[]) => void;
}

/** The record of working time and the operator's presence. */
export interface ShiftService {
  /** Takes up where the store left off. Rejects with a StoreError where the record cannot be read. */
  open(store: Store): Promise<void>;
  close(): void;
  startShift(): Promise<Result<void>>;
  endShift(): Promise<Result<void>>;
  setPresence(
    state: DeskState['presence']['state'],
    breakReason?: DeskState['presence']['breakReason'],
  ): Promise<Result<void>>;
  shift(): DeskState['shift'];
  presence(): DeskState['presence'];
  on(event: 'change', listener: () => void): () => void;
}
