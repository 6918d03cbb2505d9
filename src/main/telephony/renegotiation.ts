import { SessionState, type Session, type SessionDescriptionHandlerOptions } from 'sip.js';
import type { Clock } from './clock.ts';
import { glareDelay } from './reconnect-policy.ts';
import type { DescriptionOptions, SessionDescriptionProxy } from './session-description-proxy.ts';

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
  readonly clock: Clock;
  /** True where we made the Call-ID: the call is ours. */
  readonly ownsCallId: boolean;
  /** True while the PBX can be reached. */
  readonly isConnected: () => boolean;
}

/** More glare than this in a row is no glare. */
const mostTries = 5;
/** Longer than INVITE transactions live (RFC 3261 timer B, 32 s), for answers that SIP.js does not pass on. */
const longestMs = 35_000;

/**
 * Sends a re-INVITE with a new offer (RFC 3261 §14.1) and gives what came of it. A 491 (both sides offered at once)
 * and a 500 with Retry-After (§14.2) are tried again after their delay. A 481, and a 408 on a connection that held,
 * mean that the call is no more (§12.2.1.2). Never throws.
 */
export async function renegotiate(
  part: RenegotiationPart,
  options: DescriptionOptions,
): Promise<Renegotiation> {
  for (let tries = 1; ; tries++) {
    if (part.session.state !== SessionState.Established) return { outcome: 'gone' };
    if (!part.isConnected()) return { outcome: 'unreachable' };
    const answer = await sendOnce(part, options);
    if (answer.outcome !== 'again') return answer;
    if (tries === mostTries) return { outcome: 'refused', sipStatus: answer.sipStatus };
    await new Promise<void>((resolve) => part.clock.after(answer.afterMs, resolve));
  }
}

type OneTry =
  Renegotiation | { readonly outcome: 'again'; readonly afterMs: number; readonly sipStatus: number };

function sendOnce(part: RenegotiationPart, options: DescriptionOptions): Promise<OneTry> {
  const { session, proxy, clock, ownsCallId } = part;
  const glare = (): OneTry => ({
    outcome: 'again',
    afterMs: glareDelay(ownsCallId, clock.random()),
    sipStatus: 491,
  });
  const described: SessionDescriptionHandlerOptions & DescriptionOptions = options;
  proxy.failure = undefined;
  return new Promise<OneTry>((resolve) => {
    let connectionHeld = true;
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
    session
      .invite({
        sessionDescriptionHandlerOptions: described,
        requestDelegate: {
          onAccept: () => {
            settle(session.state === SessionState.Established ? { outcome: 'agreed' } : { outcome: 'gone' });
          },
          onReject: ({ message }) => {
            const status = message.statusCode ?? 0;
            connectionHeld &&= part.isConnected();
            if (status === 491) settle(glare());
            else if (status === 500 && message.hasHeader('Retry-After')) {
              const seconds = Number.parseInt(message.getHeader('Retry-After') ?? '', 10);
              settle({
                outcome: 'again',
                afterMs: Math.min(10, Math.max(1, seconds || 1)) * 1000,
                sipStatus: 500,
              });
            } else if (status === 481) settle({ outcome: 'gone' });
            else if (status === 408) settle({ outcome: connectionHeld ? 'gone' : 'unreachable' });
            else if (status === 503 && !connectionHeld) settle({ outcome: 'unreachable' });
            else settle({ outcome: 'refused', sipStatus: status });
          },
        },
      })
      .catch(async () => {
        // Nothing was sent. Either our window failed, or the other side's re-INVITE is still under way: then our
        // offer is taken back and tried again like any glare.
        if (session.state !== SessionState.Established) return settle({ outcome: 'gone' });
        if (proxy.failure !== undefined) return settle({ outcome: 'mediaFailed' });
        const rolledBack = await proxy.rollbackDescription().then(
          () => true,
          () => false,
        );
        return settle(rolledBack ? glare() : { outcome: 'mediaFailed' });
      });
  });
}
