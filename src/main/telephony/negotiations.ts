import type { CallFailure } from '../../domain/call/call-machine.ts';
import type { Log } from '../logging/log.ts';
import type { CallLeg } from './call-leg.ts';
import type { Clock } from './clock.ts';
import { attend } from './in-dialog.ts';
import { renegotiate, type Renegotiation } from './renegotiation.ts';
import type { DescriptionOptions, SessionDescriptionProxy } from './session-description-proxy.ts';
import { SessionTimer } from './session-timer.ts';

export interface NegotiationsParts {
  readonly id: string;
  readonly leg: CallLeg;
  readonly proxy: SessionDescriptionProxy;
  readonly clock: Clock;
  readonly log: Log;
  readonly isConnected: () => boolean;
  /** Settles when no media path is being made for the first time. */
  readonly pathSettled: () => Promise<void>;
  /** The other side has no such call any more. */
  readonly onGone: () => void;
}

/** What came of a hold or resume: the other side agreed, has no such call any more, or all stays as it was. */
export type HoldOutcome =
  | { readonly outcome: 'agreed' }
  | { readonly outcome: 'gone' }
  | { readonly outcome: 'failed'; readonly failure: CallFailure; readonly detail?: string | undefined };

/**
 * The re-INVITEs of one call: one after the other (RFC 3261 §14.1), none before the first INVITE is over, nor while the
 * first media path is being made. Each of them, and of the other side's, refreshes the session (RFC 4028); where none is due otherwise this sends one.
 */
export class Negotiations {
  readonly #parts: NegotiationsParts;
  readonly #timer: SessionTimer;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: NegotiationsParts) {
    this.#parts = parts;
    const { clock, leg, proxy, isConnected, onGone } = parts;
    this.#timer = new SessionTimer({
      clock,
      refresh: () => void this.#refresh(),
      // While the PBX is away its BYE would not come through either: the re-INVITE after the return will tell.
      expire: () => {
        if (isConnected()) onGone();
      },
    });
    leg.keepTime(this.#timer);
    attend(leg.session, { timer: this.#timer, proxy });
  }

  /** The call is over. */
  stop(): void {
    this.#timer.stop();
  }

  /** Queues one re-INVITE; `prepare` runs when its turn has come. Never throws. */
  run(prepare: () => DescriptionOptions): Promise<Renegotiation> {
    return this.#queue(prepare);
  }

  #queue(prepare: () => DescriptionOptions | 'update'): Promise<Renegotiation> {
    const { id, leg, proxy, clock, log, isConnected, pathSettled, onGone } = this.#parts;
    const timer = this.#timer;
    const turn = this.#last.then(async () => {
      await leg.confirmed;
      await pathSettled();
      const { session, direction } = leg;
      const part = { session, proxy, timer, clock, isConnected, ownsCallId: direction === 'out' };
      const wanted = prepare();
      const result = await renegotiate(part, wanted);
      log.info(wanted === 'update' ? 'UPDATE' : 're-INVITE', { call: id, outcome: result.outcome });
      // A session that has expired and that the other side does not want to go on with is as good as gone.
      const isOver = timer.isOver && result.outcome === 'refused';
      if (result.outcome === 'gone' || isOver) onGone();
      return result;
    });
    this.#last = turn;
    return turn;
  }

  /** The refresh of the session timer: by UPDATE where the other side takes it, as it makes no new offer. */
  async #refresh(): Promise<void> {
    const result = await this.#queue(() => (this.#timer.refreshesByUpdate ? 'update' : {}));
    if (result.outcome === 'agreed' || result.outcome === 'gone') return;
    if (result.outcome === 'refused' && this.#timer.refreshesByUpdate) {
      this.#timer.withoutUpdate();
      return this.#refresh();
    }
    this.#timer.refreshFailed();
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
