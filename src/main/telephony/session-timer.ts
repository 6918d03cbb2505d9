import type { Clock } from './clock.ts';
import { lists, type HeaderReader } from './headers.ts';

/** No session timer may be shorter, in seconds (RFC 4028 §5). */
export const shortestSession = 90;
/** What we ask for, in seconds (RFC 4028 §4 recommends it). */
const wantedSession = 1800;
/** A PBX that wants more than a day at least has no working timer. */
const longestMinimum = 86_400;
/** Node's timers turn anything longer than 24.8 days into nothing. */
const longestWaitMs = 86_400_000;

export interface SessionTimerParts {
  readonly clock: Clock;
  /** Half of the interval is over, and the refresh is ours to send. */
  readonly refresh: () => void;
  /** The session is about to expire, and nobody has refreshed it. */
  readonly expire: () => void;
}

/**
 * The session timer of one call (RFC 4028): what our requests and answers say of it, who refreshes, and when. Each
 * request is answered for by `agreed` or `answer`, whatever it was sent for: a hold is a refresh, too (§7.4).
 *
 *     refresher: us    |----------- refresh --------------| expire |
 *     refresher: them  |----------------------------------| expire |     expire: a third of it, at most 32 s (§10)
 */
export class SessionTimer {
  readonly #parts: SessionTimerParts;
  /** The largest Min-SE that we were told, in seconds. */
  #minimum = shortestSession;
  /** What was agreed on, in seconds; undefined where there is no timer. */
  #interval: number | undefined;
  #isAnswered = false;
  #updates = false;
  #weRefresh = false;
  #isOver = false;
  #isStopped = false;
  #expiresAt = 0;
  #cancelRefresh = () => {};
  #cancelExpiry = () => {};

  constructor(parts: SessionTimerParts) {
    this.#parts = parts;
  }

  /** True from the expiry on, until a refresh succeeds after all. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether the other side takes UPDATE, which refreshes without a new offer (§7.4 recommends it). */
  get refreshesByUpdate(): boolean {
    return this.#updates;
  }

  /** The other side refused UPDATE, whatever it said before. */
  withoutUpdate(): void {
    this.#updates = false;
  }

  /**
   * The header fields for an INVITE or UPDATE of ours. The first leaves it to the other side who refreshes (§7.1);
   * later ones keep to what was agreed on. The caller's side of a request is `uac`, whoever made the call.
   */
  requestHeaders(): readonly string[] {
    if (this.#isAnswered && this.#interval === undefined) return [];
    const seconds = Math.max(this.#interval ?? wantedSession, this.#minimum);
    const refresher = this.#interval === undefined ? '' : `;refresher=${this.#weRefresh ? 'uac' : 'uas'}`;
    // Left out where it says what is so anyway.
    const minimum = this.#minimum > shortestSession ? [`Min-SE: ${this.#minimum}`] : [];
    return [`Session-Expires: ${seconds}${refresher}`, ...minimum];
  }

  /** Takes the 2xx to a request of ours. One without Session-Expires means that the session never expires (§7.2). */
  agreed(header: HeaderReader): void {
    const expires = readSessionExpires(header('Session-Expires'));
    this.#isAnswered = true;
    this.#learn(header);
    if (expires === undefined) return this.#start(undefined, false);
    // One that breaks §5 would have us refresh without a pause, or hang up at once.
    this.#start(Math.max(shortestSession, expires.seconds), expires.refresher !== 'uas');
  }

  /** Takes a 422 to a request of ours: true where the request is to be sent again, with a longer interval (§7.3). */
  tooShort(header: HeaderReader): boolean {
    const minimum = readSeconds(header('Min-SE'));
    const asked = Math.max(this.#interval ?? wantedSession, this.#minimum);
    if (minimum === undefined || minimum <= asked || minimum > longestMinimum) return false;
    this.#minimum = minimum;
    return true;
  }

  /**
   * The header fields for our 2xx to an INVITE or UPDATE of the other side (§9, table 2). Where it does not care, we
   * refresh: it is our network that goes away, and our refresh that then waits until it is back.
   */
  answer(header: HeaderReader): readonly string[] {
    const asked = readSessionExpires(header('Session-Expires'));
    const knowsTimers = lists(header('Supported'), 'timer');
    this.#isAnswered = true;
    this.#learn(header);
    const kept = this.#interval;
    // A request that does not speak of the timer leaves it as it was, if its sender can do its part.
    const expires =
      asked ??
      (kept === undefined ? undefined : { seconds: kept, refresher: this.#weRefresh ? 'uas' : 'uac' });
    if (expires === undefined || expires.seconds < shortestSession) {
      this.#start(undefined, false);
      return [];
    }
    const weRefresh = expires.refresher !== 'uac' || !knowsTimers;
    this.#start(expires.seconds, weRefresh);
    return [
      `Session-Expires: ${expires.seconds};refresher=${weRefresh ? 'uas' : 'uac'}`,
      ...(knowsTimers ? ['Require: timer'] : []),
    ];
  }

  /** Our refresh did not get through: it is tried again when half of the time that is left is over. */
  refreshFailed(): void {
    if (!this.#weRefresh || this.#interval === undefined || this.#isOver) return;
    // The device's clock may have been set meanwhile.
    const left = Math.min(this.#interval * 500, this.#expiresAt - this.#parts.clock.now());
    this.#cancelRefresh();
    if (left > 2000) this.#cancelRefresh = this.#parts.clock.after(left / 2, () => this.#parts.refresh());
  }

  /** The call is over; what may still be said of it starts nothing. */
  stop(): void {
    this.#isStopped = true;
    this.#clear();
  }

  #clear(): void {
    this.#cancelRefresh();
    this.#cancelExpiry();
  }

  #learn(header: HeaderReader): void {
    const allow = header('Allow');
    if (allow !== undefined) this.#updates = lists(allow, 'update');
  }

  #start(seconds: number | undefined, weRefresh: boolean): void {
    const { clock } = this.#parts;
    this.#clear();
    this.#interval = seconds;
    this.#weRefresh = weRefresh;
    this.#isOver = false;
    if (seconds === undefined || this.#isStopped) return;
    const expiryMs = (seconds - Math.min(32, seconds / 3)) * 1000;
    const refreshMs = Math.min(longestWaitMs, seconds * 500);
    this.#expiresAt = clock.now() + expiryMs;
    if (weRefresh) this.#cancelRefresh = clock.after(refreshMs, () => this.#parts.refresh());
    if (expiryMs > longestWaitMs) return;
    this.#cancelExpiry = clock.after(expiryMs, () => {
      this.#isOver = true;
      this.#parts.expire();
    });
  }
}

interface SessionExpires {
  readonly seconds: number;
  readonly refresher?: string | undefined;
}

/** Reads `1800;refresher=uac` (§4); undefined for nonsense. */
export function readSessionExpires(value: string | undefined): SessionExpires | undefined {
  const [first = '', ...parameters] = (value ?? '').split(';');
  const seconds = readSeconds(first.trim());
  if (seconds === undefined) return undefined;
  const refresher = parameters
    .map((each) => /^\s*refresher\s*=\s*(uac|uas)\s*$/iu.exec(each)?.[1]?.toLowerCase())
    .find((each) => each !== undefined);
  return { seconds, refresher };
}

function readSeconds(value: string | undefined): number | undefined {
  const digits = /^(\d{1,10})\s*(?:;|$)/u.exec(value ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}
