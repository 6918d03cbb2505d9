import { fail, ok, type Failure, type Result } from '../../contract/reasons.ts';
import {
  emptyFront,
  hasRoom,
  isInConference,
  unitOf,
  type CallInSet,
  type Front,
  type FrontOrder,
  type FrontStep,
} from '../../domain/call/call-set.ts';
import { confirmJoin, restore, review } from '../../domain/call/front-review.ts';
import { request, type Wish } from '../../domain/call/front.ts';
import type { Log } from '../logging/log.ts';
import { callFailure } from './endings.ts';
import type { PhoneCall } from './phone-call.ts';
import type { MediaPort } from './port.ts';

/** A call as the switchboard needs it. */
export type SwitchedCall = Pick<PhoneCall, 'progress' | 'hold' | 'accept' | 'apply'>;

export interface SwitchboardParts {
  readonly media: MediaPort;
  readonly log: Log;
  readonly find: (callId: string) => SwitchedCall | undefined;
  /** The calls that have not ended, the oldest first. */
  readonly calls: () => readonly CallInSet[];
  /** These are in a conference now, or not any more. */
  readonly onConference: (callIds: readonly string[]) => void;
}

/** What is done once a wish has its way, and how the operator is told what came of it. */
interface Wished {
  readonly proceed: (callIds: readonly string[], heldFor: readonly string[]) => void;
  readonly done: () => void;
  readonly refuse: (failure: Failure) => void;
}

/**
 * Who is talked with: carries out what `domain/call/front.ts` says. Orders are carried out to the end before anything
 * else is looked at, so that no call is seen half held.
 */
export class Switchboard {
  readonly #parts: SwitchboardParts;
  readonly #answering = new Set<string>();
  #front: Front = emptyFront;
  #wished: Wished | undefined;
  #running = false;
  #waiting: (() => FrontStep)[] = [];
  #rejoin = false;

  constructor(parts: SwitchboardParts) {
    this.#parts = parts;
  }

  /** Whether one more call may come. */
  hasRoom(): boolean {
    return hasRoom(this.#parts.calls(), this.#front);
  }

  isInConference(callId: string): boolean {
    return isInConference(this.#front, callId);
  }

  /** Takes a ringing call, with a microphone that is there, once whoever is talked with is held. */
  async answer(callId: string): Promise<Result<void>> {
    const call = this.#parts.find(callId);
    if (call === undefined) return fail('call.gone');
    if (call.progress.state !== 'ringing' || this.#answering.has(callId)) return fail('call.wrongState');
    this.#answering.add(callId);
    const result = await this.#prepareAndAnswer(callId, call);
    this.#answering.delete(callId);
    if (result.ok) return result;
    // It goes on ringing, and says why it was not answered.
    const failure = callFailure(result.reason);
    if (failure === result.reason) call.apply({ type: 'answerFailed', failure });
    return result;
  }

  async #prepareAndAnswer(callId: string, call: SwitchedCall): Promise<Result<void>> {
    const prepared = await this.#parts.media.request({ name: 'prepare' });
    if (!prepared.ok) return fail(prepared.reason, prepared.detail);
    // The caller may have given up while the microphone was opened.
    if (call.progress.state === 'ended') return fail('call.gone');
    return this.#wish({ kind: 'answer', callId }, () => call.accept());
  }

  /** `dial` makes the call, at once, when nobody is talked with any more. */
  dial<T>(dial: () => Result<T>): Promise<Result<T>> {
    return this.#wish({ kind: 'dial' }, async () => dial());
  }

  /** Holds a call, or takes it back and holds the one that is talked with; a conference as a whole. */
  async setHeld(callId: string, held: boolean): Promise<Result<void>> {
    const call = this.#parts.find(callId);
    if (call === undefined) return fail('call.gone');
    const { state, pending } = call.progress;
    if (state === (held ? 'held' : 'active') && pending === undefined) return ok(undefined);
    return this.#wish({ kind: held ? 'hold' : 'resume', callId }, (callIds) => this.#holdAll(callIds, held));
  }

  /** Joins whoever is talked with and whoever was held last. */
  merge(): Promise<Result<void>> {
    return this.#wish({ kind: 'merge' }, (callIds) => this.#holdAll(callIds, false), ok(undefined));
  }

  /** Ends the conference: this call stays in front, the others are held. */
  split(callId: string): Promise<Result<void>> {
    return this.#wish({ kind: 'split', callId }, (callIds) => this.#holdAll(callIds, false), ok(undefined));
  }

  /** Whoever is in a conference is muted to all. */
  setMuted(callId: string, muted: boolean): Result<void> {
    const calls = this.#calls(unitOf(this.#front, callId));
    if (calls.length === 0) return fail('call.gone');
    const refused = calls.filter(
      (call) => call.progress.muted !== muted && !call.apply({ type: 'mute', muted }),
    );
    return refused.length === 0 ? ok(undefined) : fail('call.wrongState');
  }

  /** A call is new, has changed or is gone. */
  changed(): void {
    this.#run(() => review(this.#parts.calls(), this.#front));
  }

  /** The media window was started anew: what it had joined is apart. */
  mediaRestarted(): void {
    this.#rejoin = true;
  }

  /** A media path stands: after a new start of the window the conference is joined again when all of them do. */
  mediaConnected(): void {
    const { joined } = this.#front;
    if (!this.#rejoin || joined.some((id) => this.#parts.find(id)?.progress.media !== 'connected')) return;
    this.#rejoin = false;
    if (joined.length > 0) this.#join(joined);
  }

  async #holdAll(callIds: readonly string[], held: boolean): Promise<Result<void>> {
    const results = await Promise.all(this.#calls(callIds).map((call) => call.hold(held)));
    return results.find((result) => !result.ok) ?? ok(undefined);
  }

  #calls(callIds: readonly string[]): readonly SwitchedCall[] {
    return callIds.flatMap((id) => this.#parts.find(id) ?? []);
  }

  #wish<T>(
    wish: Wish,
    proceed: (callIds: readonly string[]) => Promise<Result<T>>,
    done: Result<T> = fail('internal'),
  ): Promise<Result<T>> {
    return new Promise((resolve) => {
      const wished: Wished = {
        proceed: (callIds, heldFor) =>
          void proceed(callIds).then((result) => {
            if (!result.ok) this.#run(() => restore(this.#parts.calls(), this.#front, heldFor));
            resolve(result);
          }),
        done: () => resolve(done),
        refuse: resolve,
      };
      this.#run(() => {
        const step = request(this.#parts.calls(), this.#front, wish);
        const refusal = step.orders[0];
        // Refused at once: whatever is under way goes on, and its own wish is answered later.
        if (refusal?.type === 'refused' && step.front === this.#front) {
          resolve(fail(refusal.reason));
          return { front: this.#front, orders: [] };
        }
        this.#wished = wished;
        return step;
      });
    });
  }

  #run(next: () => FrontStep): void {
    this.#waiting.push(next);
    if (this.#running) return;
    this.#running = true;
    const before = this.#front;
    for (let make = this.#waiting.shift(); make !== undefined; make = this.#waiting.shift()) {
      let step = make();
      do {
        this.#front = step.front;
        for (const order of step.orders) this.#carryOut(order);
        // Also where there was nothing to do: what is under way may have lost one of its calls meanwhile.
        step = review(this.#parts.calls(), this.#front);
        this.#front = step.front;
      } while (step.orders.length > 0);
    }
    this.#running = false;
    const members = new Set([...before.conference, ...this.#front.conference]);
    const moved = [...members].filter((id) => isInConference(before, id) !== this.isInConference(id));
    if (moved.length > 0) this.#parts.onConference(moved);
  }

  #carryOut(order: FrontOrder): void {
    switch (order.type) {
      case 'hold':
      case 'resume':
        void this.#parts.find(order.callId)?.hold(order.type === 'hold');
        return;
      case 'proceed':
        return this.#take()?.proceed(order.callIds, order.heldFor);
      case 'join':
        return this.#join(order.callIds);
      case 'done':
        this.#muteAlike();
        return this.#take()?.done();
      case 'refused':
        return this.#take()?.refuse(fail(order.reason));
    }
  }

  #take(): Wished | undefined {
    const wished = this.#wished;
    this.#wished = undefined;
    return wished;
  }

  #join(callIds: readonly string[]): void {
    this.#parts.log.info('conference', { calls: callIds.length });
    void this.#parts.media.request({ name: 'conference', peers: [...callIds] }).then((result) => {
      if (!result.ok) this.#parts.log.warn('conference failed', { reason: result.reason });
      this.#run(() => confirmJoin(this.#parts.calls(), this.#front, callIds, result.ok));
    });
  }

  /** Who joins is muted or heard as the first one is. */
  #muteAlike(): void {
    const [first] = this.#front.conference;
    const call = first === undefined ? undefined : this.#parts.find(first);
    if (first !== undefined && call !== undefined) this.setMuted(first, call.progress.muted);
  }
}
