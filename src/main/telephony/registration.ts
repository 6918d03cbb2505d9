import { Registerer, RegistererState, UserAgentState, type Core, type UserAgent } from 'sip.js';
import type { Registration } from '../../contract/desk/state.ts';
import type { Log } from '../logging/log.ts';
import type { Clock } from './clock.ts';
import { registrationSeconds } from './granted-expiry.ts';
import { statusOf } from './interval-too-brief.ts';
import type { NetworkChange } from './port.ts';
import { reconnectDelay, refusalDelay } from './reconnect-policy.ts';
import type { WebSocketTransport } from './transport.ts';

/** A PBX that takes the connection but does not answer a REGISTER for so long is as good as away. */
const answerMs = 10_000;
/**
 * A PBX that restarts takes connections some moments before its telephony is there, and what it is sent then is lost: the
 * first REGISTER after a registration that was lost waits no longer than this, each further one twice as long.
 */
const firstAnswerMs = 1_000;
const goodbyeMs = 2000;
/** A network that has just changed may need a moment until packets find their way. */
const hurryMs = 50;
/** No registrar may want more than an hour of a registration (RFC 3261 §10.3), nor another time again and again. */
const longestSeconds = 3600;
const mostBriefs = 3;

interface Refused {
  readonly sipStatus: number;
  readonly retryAfter: number | undefined;
  /** Seconds that the registrar wants at least, in its 423. */
  readonly minExpires: number | undefined;
}

export interface RegistrationParts {
  readonly userAgent: UserAgent;
  readonly transport: WebSocketTransport;
  readonly servers: ServerChoice;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: (registration: Registration) => void;
  /** A registration stands that did not stand before: also after each reconnection. */
  readonly onRegistered: () => void;
}

/** Which of the account's servers is next: the one that works stays, one that fails gives way to the next. */
export class ServerChoice {
  readonly #servers: readonly string[];
  #index = 0;
  #failed = 0;

  constructor(servers: readonly string[]) {
    this.#servers = servers;
  }

  current(): string {
    return this.#servers[this.#index] ?? '';
  }

  /** How many servers are left in this round. */
  failed(): number {
    this.#index = (this.#index + 1) % Math.max(1, this.#servers.length);
    this.#failed = (this.#failed + 1) % Math.max(1, this.#servers.length);
    return this.#failed === 0 ? 0 : this.#servers.length - this.#failed;
  }

  worked(): void {
    this.#failed = 0;
  }
}

/**
 * Keeps the account registered, for ever.
 *
 *     start ─▶ connecting ──200──▶ registered
 *                 ▲   │               │ connection lost, renewal failed
 *        timer,   │   │ no connection, │
 *        retryNow │   ▼ no answer, 4xx ▼
 *                waiting ◀────────────┘
 *
 * Each try uses a Registerer of its own: one whose REGISTER never got an answer stays blocked for 32 s in SIP.js.
 */
export class RegistrationKeeper {
  readonly #parts: RegistrationParts;
  #registration: Registration;
  #registerer: Registerer | undefined;
  #cancelTimer = () => {};
  #attempt = 0;
  /** Seconds that are asked for: what a registrar wants at least is kept for the next time. */
  #seconds = registrationSeconds;
  #briefs = 0;
  /** The next failure is the old network's: no reason to wait. */
  #hurry = false;
  /** For how long the next REGISTER waits for its answer. */
  #patienceMs = answerMs;
  #stopped = false;

  constructor(parts: RegistrationParts) {
    this.#parts = parts;
    this.#registration = { status: 'none', since: this.#now(), attempt: 0 };
  }

  current(): Registration {
    return this.#registration;
  }

  start(): void {
    void this.#try();
  }

  retryNow(): void {
    if (this.#registration.status === 'waiting') void this.#try();
  }

  /**
   * The computer's network changed, or it woke up. What waits tries now; a connection that is being made on the old
   * network is given up for a new one; one that stands has to show that it lives (`alive`), and is made anew at once
   * if not.
   */
  networkChanged(change: NetworkChange, alive: () => void): void {
    if (this.#stopped) return;
    this.#attempt = 0;
    const { status } = this.#registration;
    if (status === 'waiting') return void this.#try();
    this.#hurry = true;
    if (status === 'registered') this.#parts.transport.doubt(alive);
    if (status === 'connecting' && change === 'moved') this.#parts.transport.drop();
  }

  /** The connection is gone: comes back as soon as the policy allows. */
  connectionLost(): void {
    if (this.#stopped) return;
    this.#fail({ reason: 'pbx.unreachable' });
  }

  /** Takes the registration back (waits at most 2 s for the answer) and tries no more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer();
    const registerer = this.#registerer;
    this.#registerer = undefined;
    const wasRegistered = this.#registration.status === 'registered';
    this.#change({ status: 'stopped' });
    if (registerer === undefined || !wasRegistered || !this.#parts.transport.isConnected()) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#parts.clock.after(goodbyeMs, resolve);
      registerer.dispose().then(
        () => {
          cancel();
          resolve();
        },
        () => resolve(),
      );
    });
  }

  async #try(): Promise<void> {
    if (this.#stopped) return;
    this.#cancelTimer();
    this.#attempt += 1;
    this.#briefs = 0;
    const { reason, sipStatus } = this.#registration;
    this.#change({ status: 'connecting', reason, sipStatus });
    const { userAgent, transport } = this.#parts;
    try {
      if (userAgent.state === UserAgentState.Started) await transport.connect();
      else await userAgent.start();
    } catch {
      if (!this.#stopped) this.#fail({ reason: transport.failure });
      return;
    }
    // `stop` or a loss of the connection may have come in between.
    if (this.#stopped || this.#registration.status !== 'connecting' || !transport.isConnected()) return;
    this.#register();
  }

  #register(): void {
    const registerer = new Registerer(this.#parts.userAgent, {
      expires: this.#seconds,
      refreshFrequency: 80,
      regId: 1,
      logConfiguration: false,
    });
    this.#registerer = registerer;
    let refusal: Refused | undefined;
    const isCurrent = () => this.#registerer === registerer && !this.#stopped;
    this.#cancelTimer = this.#parts.clock.after(this.#patienceMs, () => {
      if (!isCurrent()) return;
      this.#parts.log.warn('pbx does not answer REGISTER');
      // The wait was the pause between two tries, as long as it was short.
      this.#hurry = this.#patienceMs < answerMs;
      this.#patienceMs = Math.min(2 * this.#patienceMs, answerMs);
      this.#parts.transport.drop();
    });
    registerer.stateChange.addListener((state) => {
      if (!isCurrent()) return;
      if (state === RegistererState.Registered) this.#succeed();
      // The state changes before `onReject` is called: only after both is the reason known.
      if (state === RegistererState.Unregistered) {
        queueMicrotask(() => {
          if (isCurrent()) this.#refused(refusal);
        });
      }
    });
    registerer
      .register({
        requestDelegate: {
          onReject: ({ message }) => {
            refusal = {
              sipStatus: statusOf(message),
              retryAfter: secondsOf(message, 'Retry-After'),
              minExpires: secondsOf(message, 'Min-Expires'),
            };
          },
        },
      })
      .catch(() => {
        if (isCurrent()) this.#fail({ reason: 'pbx.unreachable' });
      });
  }

  #succeed(): void {
    this.#cancelTimer();
    this.#hurry = false;
    this.#attempt = 0;
    this.#briefs = 0;
    this.#patienceMs = firstAnswerMs;
    this.#parts.servers.worked();
    this.#change({ status: 'registered' });
    this.#parts.onRegistered();
  }

  #refused(refusal: Refused | undefined): void {
    if (refusal === undefined) {
      // A renewal failed, whose status SIP.js keeps to itself: a fresh try at once will tell.
      if (this.#registration.status === 'registered') void this.#try();
      else this.#fail({ reason: 'pbx.refused' }, refusalDelay(undefined, this.#parts.clock.random()));
      return;
    }
    const { sipStatus, retryAfter, minExpires } = refusal;
    if (sipStatus === 423 && this.#isWorthAsking(minExpires)) {
      this.#seconds = minExpires;
      this.#briefs += 1;
      this.#cancelTimer();
      this.#dropRegisterer();
      this.#register();
      return;
    }
    // 408 and 5xx speak of the PBX's condition, not of the account (RFC 3261 §21.5).
    const isCondition = sipStatus === 408 || (sipStatus >= 500 && sipStatus < 600);
    const reason = isCondition ? 'pbx.unreachable' : 'pbx.refused';
    if (isCondition && retryAfter === undefined) {
      this.#fail({ reason, sipStatus });
      return;
    }
    this.#fail({ reason, sipStatus }, refusalDelay(retryAfter, this.#parts.clock.random()));
  }

  /** §10.2.8: asked again at once with the time of the 423, but not by a registrar that does not know what it wants. */
  #isWorthAsking(minExpires: number | undefined): minExpires is number {
    const isMore = minExpires !== undefined && minExpires > this.#seconds && minExpires <= longestSeconds;
    return isMore && this.#briefs < mostBriefs;
  }

  #fail(why: { reason: NonNullable<Registration['reason']>; sipStatus?: number }, delayMs?: number): void {
    this.#cancelTimer();
    this.#dropRegisterer();
    const { clock, log, servers, transport } = this.#parts;
    const serversLeft = why.reason === 'pbx.refused' ? 0 : servers.failed();
    const hurried = this.#hurry ? hurryMs : undefined;
    this.#hurry = false;
    // One that asks for a wait is waited for only where it is the last.
    const asked = serversLeft > 0 ? undefined : delayMs;
    const delay = asked ?? hurried ?? reconnectDelay(Math.max(1, this.#attempt), serversLeft, clock.random());
    log.warn('not registered', { ...why, attempt: this.#attempt, delaySeconds: Math.round(delay / 1000) });
    this.#change({
      status: 'waiting',
      ...why,
      nextTryAt: new Date(clock.now() + delay).toISOString(),
    });
    // The next try may be at another server.
    if (serversLeft > 0 && transport.isConnected()) void transport.disconnect();
    this.#cancelTimer = clock.after(delay, () => void this.#try());
  }

  /** Ends a Registerer that will not be used again, and its timers with it. */
  #dropRegisterer(): void {
    const registerer = this.#registerer;
    this.#registerer = undefined;
    registerer?.dispose().catch(() => this.#parts.log.info('registerer was gone already'));
  }

  #change(next: Pick<Registration, 'status'> & Partial<Registration>): void {
    const previous = this.#registration;
    this.#registration = {
      since: next.status === previous.status ? previous.since : this.#now(),
      attempt: this.#attempt,
      ...next,
    };
    if (next.status !== previous.status) this.#parts.log.info('registration', { status: next.status });
    this.#parts.onChange(this.#registration);
  }

  #now(): string {
    return this.#parts.clock.instant();
  }
}

/** A header field with a number of seconds; undefined where it has none. */
function secondsOf(message: Core.IncomingResponseMessage, name: string): number | undefined {
  const seconds = Number.parseInt(message.getHeader(name) ?? '', 10);
  return Number.isFinite(seconds) ? seconds : undefined;
}
