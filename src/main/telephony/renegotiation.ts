import { SessionState, type Core, type Session, type SessionDescriptionHandlerOptions } from 'sip.js';
import type { Clock } from './clock.ts';
import { headersOf } from './headers.ts';
import { glareDelay } from './reconnect-policy.ts';
import type { DescriptionOptions, SessionDescriptionProxy } from './session-description-proxy.ts';
import type { SessionTimer } from './session-timer.ts';
import { sendUpdate } from './update.ts';

/**
 * What came of a re-INVITE: the other side agreed; it refused, and all stays as it was; it has no such call any more;
 * it could not be asked; or our media window failed.
 */
export type Renegotiation =
  | { readonly outcome: 'agreed' }
  | { readonly outcome: 'refused'; readonly sipStatus: number }
  | { readonly outcome: 'gone' }
  | { readonly outcome: 'unreachable' }
  | { readonly outcome: 'mediaFailed' };

export interface RenegotiationPart {
  readonly session: Session;
  readonly proxy: SessionDescriptionProxy;
  readonly timer: SessionTimer;
  readonly clock: Clock;
  /** True where we made the Call-ID: the call is ours. */
  readonly ownsCallId: boolean;
  /** True while the PBX can be reached. */
  readonly isConnected: () => boolean;
}

type IncomingResponseMessage = Core.IncomingResponseMessage;

/** More glare than this in a row is no glare. */
const mostTries = 5;
/** Longer than INVITE transactions live (RFC 3261 timer B, 32 s), for answers that SIP.js does not pass on. */
const longestMs = 35_000;

/**
 * Sends a re-INVITE with a new offer (RFC 3261 §14.1), or an UPDATE without any (RFC 3311), and gives what came of it.
 * A 491 (both sides offered at once), a 500 with Retry-After (§14.2) and a 422 (RFC 4028 §7.3) are tried again, the
 * first two after their delay. A 481, and a 408 on a connection that held, mean that the call is no more (§12.2.1.2).
 * Never throws.
 */
export async function renegotiate(
  part: RenegotiationPart,
  wanted: DescriptionOptions | 'update',
): Promise<Renegotiation> {
  for (let tries = 1; ; tries++) {
    if (part.session.state !== SessionState.Established) return { outcome: 'gone' };
    if (!part.isConnected()) return { outcome: 'unreachable' };
    const answer = await sendOnce(part, wanted);
    if (answer.outcome !== 'again') return answer;
    if (tries === mostTries) return { outcome: 'refused', sipStatus: answer.sipStatus };
    if (answer.afterMs > 0) await new Promise<void>((resolve) => part.clock.after(answer.afterMs, resolve));
  }
}

type OneTry =
  Renegotiation | { readonly outcome: 'again'; readonly afterMs: number; readonly sipStatus: number };

function sendOnce(part: RenegotiationPart, wanted: DescriptionOptions | 'update'): Promise<OneTry> {
  const { session, proxy, clock, isConnected } = part;
  // The other side's offer is being answered.
  if (wanted !== 'update' && proxy.exchange !== 'none') return Promise.resolve(glare(part));
  proxy.failure = undefined;
  return new Promise<OneTry>((resolve) => {
    const settle = (result: OneTry) => {
      cancelTimeout();
      session.stateChange.removeListener(onState);
      resolve(result);
    };
    const onState = (state: SessionState) => {
      if (state === SessionState.Terminated) settle({ outcome: 'gone' });
    };
    const cancelTimeout = clock.after(longestMs, () => settle({ outcome: 'unreachable' }));
    session.stateChange.addListener(onState);
    const accepted = (message: IncomingResponseMessage) => {
      part.timer.agreed(headersOf(message));
      settle(session.state === SessionState.Established ? { outcome: 'agreed' } : { outcome: 'gone' });
    };
    const refused = (message: IncomingResponseMessage) => settle(refusal(part, message, isConnected()));
    if (wanted === 'update') sendUpdate(session, part.timer.requestHeaders(), { accepted, refused });
    else sendOffer(part, wanted, { accepted, refused, failed: settle });
  });
}

interface Heard {
  readonly accepted: (message: IncomingResponseMessage) => void;
  readonly refused: (message: IncomingResponseMessage) => void;
  /** Nothing was sent. */
  readonly failed: (result: OneTry) => void;
}

function sendOffer(part: RenegotiationPart, options: DescriptionOptions, heard: Heard): void {
  const { session, proxy } = part;
  const described: SessionDescriptionHandlerOptions & DescriptionOptions = options;
  session
    .invite({
      sessionDescriptionHandlerOptions: described,
      requestOptions: { extraHeaders: [...part.timer.requestHeaders()] },
      requestDelegate: {
        onAccept: ({ message }) => heard.accepted(message),
        onReject: ({ message }) => heard.refused(message),
      },
    })
    .catch(async () => {
      // Either our window failed, or the other side's re-INVITE is still under way: then our offer is taken back and
      // tried again like any glare.
      if (session.state !== SessionState.Established) return heard.failed({ outcome: 'gone' });
      if (proxy.failure !== undefined) return heard.failed({ outcome: 'mediaFailed' });
      const rolledBack = await proxy.rollbackDescription().then(
        () => true,
        () => false,
      );
      return heard.failed(rolledBack ? glare(part) : { outcome: 'mediaFailed' });
    });
}

function glare({ ownsCallId, clock }: RenegotiationPart): OneTry {
  return { outcome: 'again', afterMs: glareDelay(ownsCallId, clock.random()), sipStatus: 491 };
}

/** What a refusal means. `connectionHeld` tells a 408 or 503 of the PBX from one that was made up here. */
function refusal(part: RenegotiationPart, message: IncomingResponseMessage, connectionHeld: boolean): OneTry {
  const status = message.statusCode ?? 0;
  const retryAfter = Number.parseInt(message.getHeader('Retry-After') ?? '', 10);
  switch (status) {
    case 491:
      return glare(part);
    case 422:
      if (!part.timer.tooShort(headersOf(message))) return { outcome: 'refused', sipStatus: status };
      return { outcome: 'again', afterMs: 0, sipStatus: status };
    case 500:
      if (!message.hasHeader('Retry-After')) return { outcome: 'refused', sipStatus: status };
      return {
        outcome: 'again',
        afterMs: Math.min(10, Math.max(1, retryAfter || 1)) * 1000,
        sipStatus: status,
      };
    case 481:
      return { outcome: 'gone' };
    case 408:
      return { outcome: connectionHeld ? 'gone' : 'unreachable' };
    case 503:
      return connectionHeld ? { outcome: 'refused', sipStatus: status } : { outcome: 'unreachable' };
    default:
      return { outcome: 'refused', sipStatus: status };
  }
}
