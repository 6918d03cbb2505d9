/**
 * A call of the practice line. `incoming` and `outgoing` are meant as the operator sees them.
 *
 *   ringing ──180──▶ early ──200/ACK──▶ confirmed ──BYE──▶ ended
 *      └───────────────┴── refused, cancelled, unanswered ──▲
 */
export type CallState = 'ringing' | 'early' | 'confirmed' | 'ended';
export type CallDirection = 'incoming' | 'outgoing';
/** `lost`: nobody hung up; the operator's connection, media or answer stayed away, or the call vanished. */
export type EndedBy = 'operator' | 'practice' | 'lost';
export type CallEvent = 'state' | 'held' | 'resumed' | 'digit' | 'media';
export type CallCondition = CallState | 'held' | 'resumed' | 'media' | ((call: PracticeCall) => boolean);

export interface PracticeCall {
  /** Call-ID. */
  readonly id: string;
  readonly username: string;
  readonly scenarioId: string | undefined;
  readonly direction: CallDirection;
  readonly state: CallState;
  readonly endedBy: EndedBy | undefined;
  /** SIP status with which the call was refused, where it was. */
  readonly endStatus: number | undefined;
  /** Who took the call when the operator handed it over; the line ends it then. */
  readonly handedOverTo: string | undefined;
  /** The operator has put this call on hold. */
  readonly held: boolean;
  /** ICE and DTLS-SRTP are up. */
  readonly mediaConnected: boolean;
  /** RMS of the last second of what the operator said, whole dBov (RFC 6464): 0 loudest, -127 silence. */
  operatorLevelDbov(): number | undefined;
  /** RTP packets of the operator: how many came, how many are missing in between. */
  operatorPackets(): { received: number; lost: number };
  /** Digits pressed by the operator, by RTP (RFC 4733) or SIP INFO. */
  digits(): string;
  /** The caller hangs up: BYE, or CANCEL or refusal before the answer. Resolves when the desk knows. */
  hangUp(): Promise<void>;
  /** The caller gives up before the answer. Does the same as {@link hangUp}. */
  cancel(): Promise<void>;
  /** The other side is gone: no BYE, no media, no answer to anything in this call. */
  vanish(): void;
  /** Resolves once the condition holds; rejects where the call ends without it. */
  until(condition: CallCondition): Promise<void>;
  /** @returns a function that ends the subscription */
  on(event: CallEvent, listener: (call: PracticeCall) => void): () => void;
}

/** Durations of the practice line in milliseconds; tests shorten them. */
export type PracticeTimers = {
  /** An incoming call that nobody answers is cancelled. */
  noAnswerMs: number;
  /** A call without a connection, or without any sign of its media, is ended. */
  lostAfterMs: number;
  /** How long the called person lets it ring. */
  calleeRingsMs: number;
};

export const DEFAULT_TIMERS: PracticeTimers = {
  noAnswerMs: 60_000,
  lostAfterMs: 30_000,
  calleeRingsMs: 1000,
};
