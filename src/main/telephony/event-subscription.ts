import { URI, type Core } from 'sip.js';
import type { Log } from '../logging/log.ts';
import { attempt } from './attempt.ts';
import type { Clock } from './clock.ts';

/** Somebody or something at the PBX whose events are wanted, by an event package (RFC 6665). */
export interface WantedEvents {
  /** The user part of its address in the own domain. */
  readonly user: string;
  readonly event: 'dialog' | 'message-summary';
  /** The media type of its notifications. */
  readonly accept: string;
  /** What a NOTIFY says, in their order; gives false where something was missed and all should be told anew. */
  readonly onBody: (body: string) => boolean;
  /** A subscription begins afresh: its versions count anew. */
  readonly onFresh: () => void;
  /** Nothing is known any more. */
  readonly onUnknown: () => void;
}

/** Why a subscription is over: to be asked for again (after so long, where the PBX said), or not for a good while. */
export type SubscriptionEnd =
  | { readonly how: 'again'; readonly afterMs?: number | undefined; readonly expires?: number | undefined }
  | { readonly how: 'refused'; readonly sipStatus?: number | undefined };

export interface EventSubscriptionParts {
  readonly core: Core.UserAgentCore;
  readonly domain: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly wanted: WantedEvents;
  /** Seconds that it is asked for. */
  readonly expires: number;
  /** The SUBSCRIBE was accepted. */
  readonly onAccepted: () => void;
  /** Called once, unless it was closed before. */
  readonly onEnd: (end: SubscriptionEnd) => void;
}

/** At most so often are missed notifications asked for. */
const resyncMs = 10_000;
const longestBody = 64 * 1024;

/**
 * One subscription from its SUBSCRIBE to its end. Works on the core of SIP.js: its Subscriber tells no status of a
 * refusal, asks again at once for ever when the PBX ends a subscription, and takes seconds for milliseconds.
 */
export class EventSubscription {
  readonly #parts: EventSubscriptionParts;
  readonly #request: Core.OutgoingSubscribeRequest;
  #subscription: Core.Subscription | undefined;
  #cancelRefresh = () => {};
  #refreshAt = Infinity;
  #nextResyncAt = 0;
  #isOver = false;

  constructor(parts: EventSubscriptionParts) {
    this.#parts = parts;
    const { core, domain, wanted, expires } = parts;
    const target = new URI('sip', wanted.user, domain);
    const headers = [
      `Event: ${wanted.event}`,
      `Accept: ${wanted.accept}`,
      `Expires: ${expires}`,
      `Contact: ${core.configuration.contact.toString()}`,
    ];
    const message = core.makeOutgoingRequestMessage(
      'SUBSCRIBE',
      target,
      core.configuration.aor,
      target,
      {},
      headers,
    );
    this.#request = core.subscribe(message, {
      onAccept: () => parts.onAccepted(),
      onRedirect: ({ message: { statusCode } }) => this.#end({ how: 'refused', sipStatus: statusCode }),
      onReject: ({ message: response }) => this.#end(refusal(response)),
      onNotify: ({ request, subscription }) => {
        parts.onAccepted();
        this.#begin(subscription);
        this.#heard(request);
      },
      onNotifyTimeout: () => this.#end({ how: 'again' }),
    });
  }

  /** Ends it here; says so to the PBX where it can be told. */
  close(tell: boolean): void {
    const isActive = !this.#isOver && this.#subscription !== undefined;
    this.#isOver = true;
    this.#cancelRefresh();
    this.#request.waitNotifyStop();
    if (tell && isActive) {
      // What the PBX answers is nobody's business any more.
      void attempt(this.#parts.log, 'un-SUBSCRIBE', async () => this.#subscription?.unsubscribe());
    } else this.#subscription?.dispose();
    this.#subscription = undefined;
  }

  #begin(subscription: Core.Subscription | undefined): void {
    if (this.#isOver || subscription === undefined) return;
    this.#subscription = subscription;
    subscription.delegate = {
      onNotify: (request) => this.#heard(request),
      onTerminated: () => this.#end({ how: 'again' }),
    };
    this.#parts.wanted.onFresh();
    this.#refreshWithin(this.#parts.expires);
  }

  #heard(request: Core.IncomingNotifyRequest): void {
    void attempt(this.#parts.log, 'answer to NOTIFY', async () => request.accept());
    if (this.#isOver) return;
    const { message } = request;
    const { wanted, clock } = this.#parts;
    const state = subscriptionState(message.getHeader('Subscription-State') ?? '');
    const isReadable = typeIs(message.getHeader('Content-Type'), wanted.accept);
    if (isReadable && message.body !== '' && message.body.length <= longestBody) {
      const isWhole = wanted.onBody(message.body);
      if (!isWhole && !state.isOver && clock.now() >= this.#nextResyncAt) {
        this.#nextResyncAt = clock.now() + resyncMs;
        this.#refresh();
      }
    }
    if (state.isOver) this.#end(state.end);
    else if (state.expires !== undefined) this.#refreshWithin(state.expires);
  }

  /** Asks again before so many seconds are over; spread by chance, so that hundreds do not ask at once. */
  #refreshWithin(seconds: number): void {
    const { clock } = this.#parts;
    const ms = Math.max(5, seconds) * 1000 * (0.7 + 0.2 * clock.random());
    if (clock.now() + ms >= this.#refreshAt) return;
    this.#cancelRefresh();
    this.#refreshAt = clock.now() + ms;
    this.#cancelRefresh = clock.after(ms, () => this.#refresh());
  }

  #refresh(): void {
    if (this.#isOver || this.#subscription === undefined) return;
    this.#refreshAt = Infinity;
    this.#refreshWithin(this.#parts.expires);
    try {
      this.#subscription.refresh().delegate = {
        onAccept: ({ message }) => {
          const seconds = Number.parseInt(message.getHeader('Expires') ?? '', 10);
          if (seconds > 0) this.#refreshWithin(seconds);
        },
        onRedirect: () => this.#end({ how: 'again' }),
        onReject: ({ message }) =>
          this.#end(message.statusCode === 481 ? { how: 'again' } : refusal(message)),
      };
    } catch {
      this.#end({ how: 'again' });
    }
  }

  #end(end: SubscriptionEnd): void {
    if (this.#isOver) return;
    this.close(false);
    this.#parts.onEnd(end);
  }
}

/** What a refusal means: for that moment only, or for good. */
function refusal(response: Core.IncomingResponseMessage): SubscriptionEnd {
  const sipStatus = response.statusCode ?? 0;
  const isPassing =
    [408, 423, 429, 480, 491].includes(sipStatus) ||
    (sipStatus >= 500 && sipStatus < 600 && sipStatus !== 501);
  if (!isPassing) return { how: 'refused', sipStatus };
  const expires = Number.parseInt(response.getHeader('Min-Expires') ?? '', 10);
  return {
    how: 'again',
    afterMs: retryAfter(response.getHeader('Retry-After')),
    expires: sipStatus === 423 && expires > 0 ? Math.min(expires, 86_400) : undefined,
  };
}

function retryAfter(header: string | undefined): number | undefined {
  const seconds = Number.parseInt(header ?? '', 10);
  return Number.isFinite(seconds) ? Math.min(3600, Math.max(1, seconds)) * 1000 : undefined;
}

interface SubscriptionState {
  readonly isOver: boolean;
  readonly end: SubscriptionEnd;
  readonly expires: number | undefined;
}

/** Reads Subscription-State (RFC 6665 §4.1.3): `active;expires=600`, `terminated;reason=noresource`. */
function subscriptionState(header: string): SubscriptionState {
  const parameter = (name: string) =>
    new RegExp(`;\\s*${name}\\s*=\\s*"?([^;"\\s]+)`, 'iu').exec(header)?.[1]?.toLowerCase();
  const seconds = Number.parseInt(parameter('expires') ?? '', 10);
  const isFinal = ['rejected', 'noresource', 'invariant'].includes(parameter('reason') ?? '');
  return {
    isOver: /^\s*terminated\b/iu.test(header),
    end: isFinal ? { how: 'refused' } : { how: 'again', afterMs: retryAfter(parameter('retry-after')) },
    expires: seconds > 0 ? seconds : undefined,
  };
}

function typeIs(header: string | undefined, type: string): boolean {
  return header?.split(';', 1)[0]?.trim().toLowerCase() === type;
}
