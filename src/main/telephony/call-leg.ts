import type { Session } from 'sip.js';
import type { CallDirection } from '../../domain/call/call.ts';
import type { TelephonyCall } from './port.ts';

/** What is known of a call from its first message, and never changes. */
export type CallFacts = Pick<TelephonyCall, 'remoteNumber' | 'remoteName' | 'calledNumber' | 'sipCallId'>;

/** How a caller is refused; `busy` where nothing is said: the queue tries the next desk. */
export type Refusal =
  | { readonly how: 'busy' }
  | { readonly how: 'decline' }
  /** Sent on to this SIP URI. */
  | { readonly how: 'divert'; readonly target: string };

/** The signalling of one call, as far as calls in and out differ. None of these throws. */
export interface CallLeg {
  readonly session: Session;
  readonly direction: CallDirection;
  /**
   * Settles when the first INVITE is over: with its ACK, or with the session. No re-INVITE may go out before
   * (RFC 3261 §14.1), and SIP.js would take the late ACK for an error and hang up.
   */
  readonly confirmed: Promise<void>;
  accept(): Promise<void>;
  refuse(refusal: Refusal): void;
  cancel(): void;
}
