// Many calls, an impatient operator and other sides that agree, refuse or hang up in whatever order.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  newCall,
  transition,
  type CallEffect,
  type CallEvent,
  type CallProgress,
} from '../../../../src/domain/call/call-machine.ts';
import {
  emptyFront,
  hasRoom,
  isInConference,
  isInFront,
  mostCalls,
  unitOf,
  type Front,
  type FrontStep,
} from '../../../../src/domain/call/call-set.ts';
import { confirmJoin, restore, review } from '../../../../src/domain/call/front-review.ts';
import { request, type Wish } from '../../../../src/domain/call/front.ts';

const at = '2026-01-01T08:00:00.000Z';

/** What happens, with a number that says to which of the calls that there are. */
type Happening =
  | { readonly type: 'callIn' | 'mediaJoins' | 'mediaCannotJoin' | 'dialFails' }
  /** An answer or a resume came to nothing: who was held for it comes back. */
  | { readonly type: 'restore'; readonly which: number }
  | { readonly type: 'wish'; readonly kind: Wish['kind']; readonly which: number }
  | { readonly type: 'other'; readonly says: 'yes' | 'no' | 'bye'; readonly which: number }
  | { readonly type: 'call'; readonly event: CallEvent; readonly which: number };

const which = fc.nat({ max: mostCalls - 1 });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Happening>({ type: 'callIn' }) },
  fc.constantFrom<Happening>({ type: 'mediaCannotJoin' }, { type: 'dialFails' }),
  { weight: 2, arbitrary: fc.constant<Happening>({ type: 'mediaJoins' }) },
  fc.record({ type: fc.constant('restore' as const), which }),
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant('wish' as const),
      kind: fc.constantFrom<Wish['kind']>(
        'answer',
        'answer',
        'resume',
        'hold',
        'dial',
        'merge',
        'merge',
        'split',
      ),
      which,
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      type: fc.constant('other' as const),
      says: fc.constantFrom(
        'yes' as const,
        'yes' as const,
        'yes' as const,
        'yes' as const,
        'no' as const,
        'bye' as const,
      ),
      which,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('call' as const),
      which,
      event: fc.constantFrom<CallEvent>(
        { type: 'hangUp', at },
        { type: 'lost', at },
        { type: 'failed', at, failure: 'media.failed' },
      ),
    }),
  },
);

/** What the other side of a call may say now. */
function wordOf(call: CallProgress, says: 'yes' | 'no' | 'bye'): CallEvent {
  if (says === 'bye') return { type: call.answeredAt === undefined ? 'cancelled' : 'otherHungUp', at };
  const isNew = call.state === 'answering' || call.state === 'dialling';
  if (says === 'yes') return isNew ? { type: 'established', at } : { type: 'agreed' };
  return isNew ? { type: 'refused', at, ending: 'busy' } : { type: 'disagreed', failure: 'pbx.refused' };
}

/** The calls of one desk: does what the policy orders, as the telephone does. */
class Desk {
  calls = new Map<string, CallProgress>();
  front: Front = emptyFront;
  readonly effects: CallEffect[] = [];
  /** What the operator was told of each wish. */
  readonly replies: string[] = [];
  wishes = 0;
  /** What the media window was asked to join and has not answered. */
  joins: (readonly string[])[] = [];
  /** What the window joins now. */
  joined: readonly string[] = [];
  #made = 0;
  dialFails = false;

  list() {
    return [...this.calls].map(([id, { state, pending, failure }]) => ({ id, state, pending, failure }));
  }

  id(index: number): string {
    return [...this.calls.keys()][index] ?? 'nobody';
  }

  add(direction: 'in' | 'out'): void {
    this.calls.set(`call ${++this.#made}`, newCall(direction, at).call);
    this.run(review(this.list(), this.front));
  }

  happen(next: Happening): void {
    switch (next.type) {
      case 'callIn':
        if (hasRoom(this.list(), this.front)) this.add('in');
        return;
      case 'dialFails':
        this.dialFails = true;
        return;
      case 'restore':
        return this.run(restore(this.list(), this.front, unitOf(this.front, this.id(next.which))));
      case 'wish':
        this.wishes += 1;
        return this.run(request(this.list(), this.front, this.wish(next)));
      case 'other': {
        const call = this.calls.get(this.id(next.which));
        if (call !== undefined) this.apply(this.id(next.which), wordOf(call, next.says));
        return;
      }
      case 'call':
        return this.apply(this.id(next.which), next.event);
      case 'mediaJoins':
      case 'mediaCannotJoin': {
        const peers = this.joins.shift();
        if (peers === undefined) return;
        const succeeded = next.type === 'mediaJoins';
        return this.run(confirmJoin(this.list(), this.front, peers, succeeded));
      }
    }
  }

  wish({ kind, which: index }: Extract<Happening, { type: 'wish' }>): Wish {
    return kind === 'dial' || kind === 'merge' ? { kind } : { kind, callId: this.id(index) };
  }

  apply(callId: string, event: CallEvent): void {
    const before = this.calls.get(callId);
    if (before === undefined) return;
    const { call, effects } = transition(before, event);
    this.effects.push(...effects);
    if (call.state === 'ended') this.calls.delete(callId);
    else this.calls.set(callId, call);
    if (!this.#running) this.run(review(this.list(), this.front));
  }

  #running = false;

  /** Carries out all orders, then asks again, until there are none. */
  run(first: FrontStep): void {
    this.#running = true;
    let step = first;
    for (let rounds = 0; ; rounds++) {
      if (rounds === 20) throw new Error('the policy never comes to an end');
      this.front = step.front;
      let failedFor: readonly string[] = [];
      for (const order of step.orders) {
        switch (order.type) {
          case 'hold':
          case 'resume':
            this.apply(order.callId, { type: order.type });
            break;
          case 'proceed':
            this.replies.push(order.kind);
            if (order.kind === 'answer') this.apply(order.callIds[0] ?? '', { type: 'answer' });
            else if (order.kind === 'dial') {
              if (this.dialFails) failedFor = order.heldFor;
              else this.calls.set(`call ${++this.#made}`, newCall('out', at).call);
              this.dialFails = false;
            } else for (const id of order.callIds) this.apply(id, { type: order.kind });
            break;
          case 'join':
            this.joins.push(order.callIds);
            this.joined = order.callIds;
            break;
          case 'done':
          case 'refused':
            this.replies.push(order.type);
            break;
        }
      }
      step =
        failedFor.length > 0 ? restore(this.list(), this.front, failedFor) : review(this.list(), this.front);
      if (step.orders.length === 0) break;
    }
    this.front = step.front;
    this.#running = false;
  }

  /** All other sides agree at last, and the media window answers. */
  settle(): void {
    for (let rounds = 0; rounds < 20; rounds++) {
      while (this.joins.length > 0) this.happen({ type: 'mediaJoins' });
      for (const [id, { pending }] of [...this.calls])
        if (pending !== undefined) this.apply(id, { type: 'agreed' });
    }
  }
}

const story = fc.array(happening, { minLength: 20, maxLength: 80, size: 'max' });

/** Plays a story; looks at the desk after each happening. */
function play(
  happenings: readonly Happening[],
  look: (desk: Desk, before: ReadonlyMap<string, CallProgress>) => void,
): Desk {
  const desk = new Desk();
  for (const next of happenings) {
    const before = new Map(desk.calls);
    desk.happen(next);
    look(desk, before);
  }
  return desk;
}

const runs = { numRuns: 500 };

const wish = (kind: Wish['kind'], desk: Desk, id: string): Happening => ({
  type: 'wish',
  kind,
  which: [...desk.calls.keys()].indexOf(id),
});

describe('several calls, whatever happens in whatever order', () => {
  it('never has the operator talk with two who are not in a conference', () => {
    fc.assert(
      fc.property(story, (happenings) => {
        play(happenings, (desk) => {
          const inFront = desk.list().filter(isInFront);
          if (inFront.length > 1) {
            for (const { id } of inFront) expect(desk.front.conference).toContain(id);
          }
          // Who hears the operator at the same time as somebody else is joined with them in the media window.
          expect(desk.calls.size).toBeLessThanOrEqual(mostCalls);
          const active = inFront.filter(({ state }) => state === 'active').map(({ id }) => id);
          if (active.length > 1) expect(desk.joined).toEqual(expect.arrayContaining(active));
        });
      }),
      runs,
    );
  });

  it('loses no call: only its own end, the operator or the other side ends it', () => {
    fc.assert(
      fc.property(story, (happenings) => {
        const desk = play(happenings, () => {});
        const ends = desk.effects.filter(({ type }) => type === 'release').length;
        const asked = happenings.filter(({ type }) => type === 'call' || type === 'other').length;
        expect(ends).toBeLessThanOrEqual(asked);
        // What a wish did was never to hang up.
        const own = desk.effects.filter(
          ({ type }) => type === 'bye' || type === 'cancel' || type === 'refuse',
        );
        const meant = happenings.filter((each) => each.type === 'call' && each.event.type !== 'otherHungUp');
        expect(own.length).toBeLessThanOrEqual(meant.length);
      }),
      runs,
    );
  });

  it('tells the operator of each wish exactly once, as soon as all have had their say', () => {
    fc.assert(
      fc.property(story, (happenings) => {
        const desk = play(happenings, ({ replies, wishes }) => {
          expect(wishes - replies.length).toBeGreaterThanOrEqual(0);
          expect(wishes - replies.length).toBeLessThanOrEqual(1);
        });
        desk.settle();
        expect(desk.front.change).toBeUndefined();
        expect(desk.replies).toHaveLength(desk.wishes);
      }),
      runs,
    );
  });

  it('has a conference of none, or of two and more who are there', () => {
    fc.assert(
      fc.property(story, (happenings) => {
        play(happenings, ({ front, joined, calls }) => {
          const { conference } = front;
          const isGroup = (ids: readonly string[]): boolean =>
            ids.length !== 1 && new Set(ids).size === ids.length && ids.every((id) => calls.has(id));
          const areTalks = conference.every((id) => {
            const state = calls.get(id)?.state;
            return !isInConference(front, id) || state === 'active' || state === 'held';
          });
          expect([isGroup(conference), isGroup(joined), areTalks]).toEqual([true, true, true]);
        });
      }),
      runs,
    );
  });

  it('has the caller answered, the call taken back or the conference made, where everybody agrees', () => {
    fc.assert(
      fc.property(story, (happenings) => {
        const desk = play(happenings, () => {});
        desk.settle();
        for (const [id, { state }] of [...desk.calls]) {
          if (state === 'answering' || state === 'dialling') desk.apply(id, { type: 'established', at });
        }
        for (const [id, { state }] of [...desk.calls]) {
          if (state === 'ringing') desk.happen(wish('answer', desk, id));
          else if (state === 'held') desk.happen(wish('resume', desk, id));
          else continue;
          desk.settle();
          if (state === 'ringing') desk.apply(id, { type: 'established', at });
          expect(desk.calls.get(id)?.state).toBe('active');
        }
        const before = desk.list().filter(isInFront).length;
        const isMergeable = before > 0 && desk.front.held.some((id) => !desk.front.conference.includes(id));
        if (!isMergeable) return;
        desk.happen({ type: 'wish', kind: 'merge', which: 0 });
        desk.settle();
        const inFront = desk.list().filter(isInFront);
        expect(inFront.length).toBeGreaterThan(before);
        for (const { id } of inFront.slice(1)) {
          desk.happen(wish('split', desk, id));
          desk.settle();
          expect(desk.list().filter(isInFront)).toMatchObject([{ id }]);
          expect(desk.front.conference).toEqual([]);
          return;
        }
      }),
      runs,
    );
  });

  it('knows who was held last', () => {
    fc.assert(
      fc.property(story, (happenings) => {
        const order: string[] = [];
        play(happenings, (desk, before) => {
          const isHeld = (id: string) => desk.calls.get(id)?.state === 'held';
          for (const id of [...order]) if (!isHeld(id)) order.splice(order.indexOf(id), 1);
          for (const [id] of desk.calls) {
            if (isHeld(id) && before.get(id)?.state !== 'held') order.push(id);
          }
          expect(desk.front.held.join()).toBe(order.join());
        });
      }),
      runs,
    );
  });
});
