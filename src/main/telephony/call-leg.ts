import type { Session } from 'sip.js';
import type { Refusal } from '../../domain/call/call-machine.ts';
import type { CallDirection } from '../../domain/call/call.ts';
import type { TelephonyCall } from './port.ts';
import type { SessionTimer } from './session-timer.ts';

/** What is known of a call from its first message; only who is at the other side may change (see `party.ts`). */
export type CallFacts = Pick<
  TelephonyCall,
  | 'answerAfterSeconds'
  | 'remoteNumber'
  | 'remoteName'
  | 'calledNumber'
  | 'divertedFrom'
  | 'purpose'
  | 'sipCallId'
>;

/** The signalling of one call, as far as calls in and out differ. None of these throws. */
export interface CallLeg {
  readonly session: Session;
  readonly direction: CallDirection;
  /** The session description that a call in came with; absent where it expects ours in the 200. */
  readonly offer?: string | undefined;
  /**
   * Settles when the first INVITE is over: with its ACK, or with the session. No re-INVITE may go out before
   * (RFC 3261 §14.1), and SIP.js would take the late ACK for an error and hang up.
   */
  readonly confirmed: Promise<void>;
  /** Whether the other side has said that its From may change within the call (RFC 4916 §4.2). */
  changesFrom(): boolean;
  /** Gives the first INVITE, or the 200 to it, the header fields of the session timer; before anything is sent. */
  keepTime(timer: SessionTimer): void;
  accept(): Promise<void>;
  refuse(refusal: Refusal): void;
  cancel(): void;
}
