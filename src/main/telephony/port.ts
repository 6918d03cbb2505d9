import type { Call, Registration } from '../../contract/desk/state.ts';
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
  /** The number or user part that was called: P-Called-Party-ID (RFC 7315 §4.2) before To. */
  readonly calledNumber?: string | undefined;
  /** The Call-ID header, so that a call can be found in the PBX's records. */
  readonly sipCallId: string;
};

export interface TelephonyEvents {
  registration: (registration: Registration) => void;
  /** A call is new or changed; the last event of a call has state `ended`. */
  call: (call: TelephonyCall) => void;
}

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
  dial(target: string): Promise<Result<{ callId: string }>>;
  answer(callId: string): Promise<Result<void>>;
  reject(callId: string): Promise<Result<void>>;
  hangUp(callId: string): Promise<Result<void>>;
  setMuted(callId: string, muted: boolean): Promise<Result<void>>;
  setHeld(callId: string, held: boolean): Promise<Result<void>>;
  sendDtmf(callId: string, tones: string): Promise<Result<void>>;
  /** An out-of-dialog MESSAGE (RFC 3428) to a user of the own domain; done when it is accepted. */
  sendMessage(user: string, text: string): Promise<Result<void>>;
  on<E extends keyof TelephonyEvents>(event: E, listener: TelephonyEvents[E]): () => void;
}
