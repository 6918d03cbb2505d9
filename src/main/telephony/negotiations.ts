import type { CallFailure } from '../../domain/call/call-machine.ts';
import type { Log } from '../logging/log.ts';
import type { CallLeg } from './call-leg.ts';
import type { Clock } from './clock.ts';
import { renegotiate, type Renegotiation } from './renegotiation.ts';
import type { DescriptionOptions, SessionDescriptionProxy } from './session-description-proxy.ts';

export interface NegotiationsParts {
  readonly id: string;
  readonly leg: CallLeg;
  readonly proxy: SessionDescriptionProxy;
  readonly clock: Clock;
  readonly log: Log;
  readonly isConnected: () => boolean;
  /** The other side has no such call any more. */
  readonly onGone: () => void;
}

/** What came of a hold or resume: the other side agreed, has no such call any more, or all stays as it was. */
export type HoldOutcome =
  | { readonly outcome: 'agreed' }
  | { readonly outcome: 'gone' }
  | { readonly outcome: 'failed'; readonly failure: CallFailure; readonly detail?: string | undefined };

/** The re-INVITEs of one call: one after the other (RFC 3261 §14.1), and none before the first INVITE is over. */
export class Negotiations {
  readonly #parts: NegotiationsParts;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: NegotiationsParts) {
    this.#parts = parts;
  }

  /** Queues one re-INVITE; `prepare` runs when its turn has come. Never throws. */
  run(prepare: () => DescriptionOptions): Promise<Renegotiation> {
    const { id, leg, proxy, clock, log, isConnected, onGone } = this.#parts;
    const turn = this.#last.then(async () => {
      await leg.confirmed;
      const { session, direction } = leg;
      const part = { session, proxy, clock, isConnected, ownsCallId: direction === 'out' };
      const result = await renegotiate(part, prepare());
      log.info('re-INVITE', { call: id, outcome: result.outcome });
      if (result.outcome === 'gone') onGone();
      return result;
    });
    this.#last = turn;
    return turn;
  }

  /** Puts the other side on hold, or takes it back (RFC 3264 §8.4). */
  async changeHold(held: boolean): Promise<HoldOutcome> {
    const { proxy } = this.#parts;
    let before = proxy.direction;
    const result = await this.run(() => {
      before = proxy.direction;
      proxy.direction = held ? 'sendonly' : 'sendrecv';
      return {};
    });
    if (result.outcome === 'agreed' || result.outcome === 'gone') return result;
    proxy.direction = before;
    switch (result.outcome) {
      case 'refused':
        return { outcome: 'failed', failure: 'pbx.refused', detail: `${result.sipStatus}` };
      case 'unreachable':
        return { outcome: 'failed', failure: 'pbx.unreachable' };
      case 'mediaFailed':
        return { outcome: 'failed', failure: 'media.failed' };
    }
  }
}
