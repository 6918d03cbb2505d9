import type { TransferFailure } from '../../domain/call/transfer.ts';
import type { Clock } from './clock.ts';
import type { PhoneCall } from './phone-call.ts';
import type { ReferReport } from './refer.ts';

/** A PBX that has taken a call on and says nothing more for so long has failed: longer than an INVITE lives (32 s). */
const silenceMs = 35_000;
/** How long a phone may ring (timer C, RFC 3261 §16.6). */
const ringingMs = 180_000;
/** After the last report without an outcome a BYE may still tell it. */
const lastWordMs = 3000;
/** The PBX ends the consultation itself; after so long we do. */
const consultationMs = 2000;

export interface HandingOverParts {
  readonly clock: Clock;
  readonly call: PhoneCall;
  /** The consultation of an attended transfer: it ends with the call, or is left as it was. */
  readonly other: PhoneCall | undefined;
  readonly onFailed: () => void;
}

/**
 * One transfer from its REFER to its outcome. Reports come late, twice, out of order, with nonsense or not at all;
 * the call machine sorts out which of them still mean something.
 */
export class HandingOver {
  readonly #parts: HandingOverParts;
  #cancelTimer = () => {};
  /** The PBX has told the outcome: what it says after that is not believed. */
  #isTold = false;
  #isFailed = false;

  constructor(parts: HandingOverParts) {
    this.#parts = parts;
  }

  /** The PBX took the call on. Where it will not report, that is all there is to know (RFC 4488 §4). */
  accepted(reports: boolean): void {
    if (!reports) return this.#succeeded();
    this.#report('trying');
    if (this.#isUnderWay()) this.#wait(silenceMs);
  }

  reported({ sipStatus, last }: ReferReport): void {
    if (this.#isTold) return;
    if (sipStatus !== undefined && sipStatus >= 200) {
      this.#isTold = true;
      if (sipStatus < 300) this.#succeeded();
      else this.failed('call.transferRefused', sipStatus);
      return;
    }
    if (!this.#isUnderWay()) return;
    // 199 is the end of one of several phones that rang (RFC 6228).
    const isRinging = sipStatus !== undefined && sipStatus >= 180 && sipStatus < 199;
    if (sipStatus !== undefined) this.#report(isRinging ? 'ringing' : 'trying');
    if (last) this.#wait(lastWordMs);
    else if (sipStatus !== undefined) this.#wait(isRinging ? ringingMs : silenceMs);
  }

  failed(failure: TransferFailure, sipStatus?: number): void {
    const { call, other, onFailed } = this.#parts;
    this.#cancelTimer();
    this.#isFailed = true;
    other?.apply({ type: 'transferForgotten' });
    if (call.apply({ type: 'transferFailed', failure, sipStatus })) onFailed();
  }

  /** The PBX has no such call any more. */
  gone(): void {
    const { call, clock } = this.#parts;
    call.apply({ type: 'lost', at: clock.instant(), gone: true });
    this.callEnded();
  }

  callEnded(): void {
    const { call, other, clock } = this.#parts;
    if (this.#isFailed) return;
    this.#cancelTimer();
    if (other === undefined || other.progress.state === 'ended') return;
    if (call.progress.ending !== 'transferred') return void other.apply({ type: 'transferForgotten' });
    this.#cancelTimer = clock.after(consultationMs, () =>
      other.apply({ type: 'transferred', at: clock.instant() }),
    );
  }

  #succeeded(): void {
    const { call, other, clock } = this.#parts;
    this.#cancelTimer();
    const at = clock.instant();
    call.apply({ type: 'transferred', at });
    other?.apply({ type: 'transferred', at });
  }

  #report(status: 'trying' | 'ringing'): void {
    for (const each of [this.#parts.call, this.#parts.other]) {
      each?.apply({ type: 'transferReported', status });
    }
  }

  #wait(ms: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#parts.clock.after(ms, () => this.failed('call.transferRefused', 408));
  }

  #isUnderWay(): boolean {
    const { state, transfer } = this.#parts.call.progress;
    return state !== 'ended' && transfer !== undefined && transfer.status !== 'failed';
  }
}
