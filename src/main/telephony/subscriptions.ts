import type { Core } from 'sip.js';
import type { Log } from '../logging/log.ts';
import type { Clock } from './clock.ts';
import { EventSubscription, type SubscriptionEnd, type WantedEvents } from './event-subscription.ts';

/** Seconds that a subscription is asked for. */
const expires = 1800;
/** So many SUBSCRIBEs may wait for their answer: a PBX with hundreds of colleagues is not asked for all at once. */
const atOnce = 8;
/** More colleagues than this are not watched by one desk. */
const most = 500;
/** What was refused is asked for again after so long: an administrator may have changed it. */
const refusedMs = 30 * 60_000;
/** A subscription that lived for so long may be asked for again at once when it ends. */
const soundMs = 60_000;
const longestMs = 5 * 60_000;

export interface SubscriptionsParts {
  readonly core: Core.UserAgentCore;
  readonly domain: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly isRegistered: () => boolean;
  readonly wanted: readonly WantedEvents[];
}

interface Entry {
  readonly wanted: WantedEvents;
  expires: number;
  current: EventSubscription | undefined;
  begunAt: number;
  /** Ends in a row, each soon after its beginning. */
  failures: number;
  /** Not to be asked for before, in milliseconds since 1970. */
  notBefore: number;
  cancelTimer: () => void;
}

/**
 * Keeps subscriptions alive while the account is registered: few SUBSCRIBEs at a time, each again when it ends, with
 * waits that double; what the PBX does not want is left alone for half an hour, a whole event package where it says
 * that it has no such (489, 405, 501). Each new registration begins them afresh, because a PBX forgets the
 * subscriptions of a connection that is gone.
 */
export class Subscriptions {
  readonly #parts: SubscriptionsParts;
  readonly #entries: readonly Entry[];
  readonly #waiting = new Set<Entry>();
  readonly #asking = new Set<Entry>();

  constructor(parts: SubscriptionsParts) {
    this.#parts = parts;
    if (parts.wanted.length > most) {
      parts.log.warn('too many to watch', { wanted: parts.wanted.length, watched: most });
    }
    this.#entries = parts.wanted.slice(0, most).map((wanted) => ({
      wanted,
      expires,
      current: undefined,
      begunAt: 0,
      failures: 0,
      notBefore: 0,
      cancelTimer: () => {},
    }));
  }

  registered(): void {
    this.#dropAll(false);
    for (const entry of this.#entries) this.#askLater(entry, entry.notBefore - this.#parts.clock.now());
  }

  /** What the PBX told is not known any more. */
  connectionLost(): void {
    this.#dropAll(false);
  }

  stop(): void {
    this.#dropAll(true);
  }

  #dropAll(tell: boolean): void {
    this.#waiting.clear();
    this.#asking.clear();
    for (const entry of this.#entries) {
      entry.cancelTimer();
      if (entry.current === undefined) continue;
      entry.current.close(tell);
      entry.current = undefined;
      entry.wanted.onUnknown();
    }
  }

  #askLater(entry: Entry, ms: number): void {
    entry.cancelTimer();
    entry.cancelTimer = () => {};
    if (ms > 0) entry.cancelTimer = this.#parts.clock.after(ms, () => this.#askLater(entry, 0));
    else {
      this.#waiting.add(entry);
      this.#askNext();
    }
  }

  #askNext(): void {
    for (const entry of this.#waiting) {
      if (this.#asking.size >= atOnce) return;
      this.#waiting.delete(entry);
      // Its event package may have been refused while it waited.
      const wait = entry.notBefore - this.#parts.clock.now();
      if (wait > 0) this.#askLater(entry, wait);
      else this.#ask(entry);
    }
  }

  #ask(entry: Entry): void {
    const { core, domain, clock, log, isRegistered } = this.#parts;
    if (!isRegistered()) return;
    this.#asking.add(entry);
    entry.begunAt = clock.now();
    const current: EventSubscription = new EventSubscription({
      core,
      domain,
      clock,
      log,
      wanted: entry.wanted,
      expires: entry.expires,
      onAccepted: () => {
        if (entry.current === current && this.#asking.delete(entry)) this.#askNext();
      },
      onEnd: (end) => {
        if (entry.current === current) this.#ended(entry, end);
      },
    });
    entry.current = current;
  }

  #ended(entry: Entry, end: SubscriptionEnd): void {
    entry.current = undefined;
    entry.wanted.onUnknown();
    this.#asking.delete(entry);
    this.#askLater(entry, this.#waitAfter(entry, end));
    this.#askNext();
  }

  /** How long what ended is left alone, in milliseconds. */
  #waitAfter(entry: Entry, end: SubscriptionEnd): number {
    const { clock, log } = this.#parts;
    const { event } = entry.wanted;
    if (end.how === 'refused') {
      log.info('subscription refused', { event, sipStatus: end.sipStatus });
      const isPackage = [405, 489, 501].includes(end.sipStatus ?? 0);
      const wait = refusedMs * (1 + 0.1 * clock.random());
      const until = clock.now() + wait;
      for (const each of this.#entries) {
        if (each === entry || (isPackage && each.wanted.event === event && each.current === undefined)) {
          each.notBefore = until;
        }
      }
      entry.failures = 0;
      return wait;
    }
    if (end.expires !== undefined) entry.expires = end.expires;
    entry.failures = clock.now() - entry.begunAt >= soundMs ? 1 : entry.failures + 1;
    const whole = Math.min(longestMs, 5000 * 2 ** Math.min(entry.failures - 1, 10));
    const wait = end.afterMs ?? whole * (0.5 + 0.5 * clock.random());
    entry.notBefore = clock.now() + wait;
    return wait;
  }
}
