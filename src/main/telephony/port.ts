import type { Call, Registration } from '../../contract/desk/state.ts';
import type { Colleague, Mailbox } from '../../contract/desk/telephone.ts';
import type { MediaCommandInput, MediaEvent, MediaResult } from '../../contract/media/messages.ts';
import type { Result } from '../../contract/reasons.ts';
import type { SipAccount } from '../../contract/server/api.ts';

/** The media window as the telephone sees it. Given by the shell; a fake one stands in for it in tests. */
export interface MediaPort {
  /** Answers with media.failed when the window is gone or does not answer within 10 s. */
  request(command: MediaCommandInput): Promise<MediaResult>;
  onEvent(listener: (event: MediaEvent) => void): () => void;
}

/** A call as the telephone knows it: lines and outcomes are the host's business. */
export type TelephonyCall = Omit<Call, 'lineId' | 'needsOutcome'> & {
  /**
   * The number or user part that was called: the account's own header, P-Called-Party-ID (RFC 7315 §4.2), what was
   * dialled before the call was sent on (History-Info, Diversion), To; the first of these that is there.
   */
  readonly calledNumber?: string | undefined;
  /** The PBX asks that the call be answered by itself after so long (Alert-Info, Call-Info; RFC 5373 practice). */
  readonly answerAfterSeconds?: number | undefined;
  /** A call of Zari's own, to measure the way: nobody's work, so no desk, record or presence knows it. */
  readonly purpose?: 'check' | undefined;
  /** The Call-ID header, so that a call can be found in the PBX's records. */
  readonly sipCallId: string;
};

export interface ColleagueNews {
  readonly number: string;
  readonly state: Colleague['state'];
}

export interface TelephonyEvents {
  registration: (registration: Registration) => void;
  /** A call is new or changed; the last event of a call has state `ended`. */
  call: (call: TelephonyCall) => void;
  /** What the PBX tells of colleagues (RFC 4235), by their number. */
  colleague: (news: ColleagueNews) => void;
  /** Messages that wait (RFC 3842); undefined where the mailbox is not known any more. */
  mailbox: (mailbox: Mailbox | undefined) => void;
}

/** `moved`: addresses are gone, or the computer slept; `grown`: there are only more than before. */
export type NetworkChange = 'moved' | 'grown';

export type TransferTarget = { readonly number: string } | { readonly callId: string };

/** The telephone: one SIP account, its registration and its calls. No method throws. */
export interface Telephony {
  /** Starts to register and goes on trying until `disconnect`. Replaces the account that was there. */
  connect(account: SipAccount): void;
  /** Hangs up, unregisters (waits at most 2 s for the answer) and closes the connection. */
  disconnect(): Promise<void>;
  /** Tries now rather than at `nextTryAt`. */
  retryNow(): void;
  registration(): Registration;
  /** The calls that have not ended. */
  calls(): readonly TelephonyCall[];
  dial(target: string, purpose?: TelephonyCall['purpose']): Promise<Result<{ callId: string }>>;
  answer(callId: string): Promise<Result<void>>;
  /**
   * Has a ringing call answered by itself after so long (1 s at least, with a tone of its own), unless another call is
   * on; undefined takes it back. So does whatever the operator does meanwhile.
   */
  answerAfter(callId: string, seconds: number | undefined): Promise<Result<void>>;
  reject(callId: string, how?: 'busy' | 'decline'): Promise<Result<void>>;
  hangUp(callId: string): Promise<Result<void>>;
  setMuted(callId: string, muted: boolean): Promise<Result<void>>;
  setHeld(callId: string, held: boolean): Promise<Result<void>>;
  /** Sends a ringing call on (302, RFC 3261 §8.1.3.4). */
  divert(callId: string, target: string): Promise<Result<void>>;
  /** Joins the call that is talked with and the one on hold. */
  merge(): Promise<Result<void>>;
  /** Ends the conference: `callId` stays in front, the others are held. */
  split(callId: string): Promise<Result<void>>;
  /** Hands a call over (REFER, RFC 3515, RFC 5589); done when the PBX has taken it on. */
  transfer(callId: string, to: TransferTarget): Promise<Result<void>>;
  setRecordingPaused(callId: string, paused: boolean): Promise<Result<void>>;
  /** The computer's network changed or it woke up: what stands is tried at once, and made anew where it is dead. */
  networkChanged(change: NetworkChange): void;
  sendDtmf(callId: string, tones: string): Promise<Result<void>>;
  /** An out-of-dialog MESSAGE (RFC 3428) to a user of the own domain; done when it is accepted. */
  sendMessage(user: string, text: string): Promise<Result<void>>;
  on<E extends keyof TelephonyEvents>(event: E, listener: TelephonyEvents[E]): () => void;
}
