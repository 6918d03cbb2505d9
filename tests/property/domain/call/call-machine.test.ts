import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  newCall,
  transition,
  type CallEffect,
  type CallEvent,
  type CallProgress,
  type Refusal,
} from '../../../../src/domain/call/call-machine.ts';

const at = fc
  .integer({ min: 0, max: 100_000_000 })
  .map((seconds) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString());
const failure = fc.constantFrom(
  'pbx.refused' as const,
  'media.failed' as const,
  'media.noMicrophone' as const,
);
const event: fc.Arbitrary<CallEvent> = fc.oneof(
  fc.constantFrom<CallEvent>(
    { type: 'answer' },
    { type: 'alerting' },
    { type: 'earlyMedia' },
    { type: 'hold' },
    { type: 'resume' },
    { type: 'agreed' },
    { type: 'mediaConnecting' },
    { type: 'mediaConnected' },
    { type: 'mediaInterrupted' },
    { type: 'transferAsked', kind: 'blind', number: '600' },
    { type: 'transferReported', status: 'trying' },
    { type: 'transferReported', status: 'ringing' },
    { type: 'transferFailed', failure: 'call.transferRefused', sipStatus: 486 },
    { type: 'transferForgotten' },
  ),
  fc.record({ type: fc.constant('mute' as const), muted: fc.boolean() }),
  fc.record({ type: fc.constant('otherHolds' as const), held: fc.boolean() }),
  fc.record({
    type: fc.constant('reject' as const),
    at,
    refusal: fc.constantFrom<Refusal | undefined>(
      undefined,
      { how: 'busy' },
      { how: 'decline' },
      { how: 'divert', target: 'sip:600@pbx.example' },
    ),
  }),
  fc.record({ type: fc.constant('cancelled' as const), at, elsewhere: fc.boolean() }),
  fc.record({ type: fc.constantFrom('answerFailed' as const, 'disagreed' as const), failure }),
  fc.record({ type: fc.constant('established' as const), at }),
  fc.record({
    type: fc.constantFrom('hangUp' as const, 'otherHungUp' as const, 'lost' as const, 'transferred' as const),
    at,
  }),
  fc.record({ type: fc.constant('lost' as const), at, gone: fc.boolean() }),
  fc.record({
    type: fc.constant('refused' as const),
    at,
    ending: fc.constantFrom('busy' as const, 'declined' as const, 'unanswered' as const, 'notFound' as const),
  }),
  fc.record({ type: fc.constant('failed' as const), at, failure }),
);

/** Plays the events and gives every call on the way with all effects. */
function play(direction: 'in' | 'out', startedAt: string, events: readonly CallEvent[]) {
  const first = newCall(direction, startedAt);
  const calls: CallProgress[] = [first.call];
  const effects: CallEffect[] = [...first.effects];
  for (const next of events) {
    const before = calls.at(-1) ?? first.call;
    const step = transition(before, next);
    if (step.ignored !== undefined) {
      expect(step.call).toBe(before);
      expect(step.effects).toEqual([]);
    }
    calls.push(step.call);
    effects.push(...step.effects);
  }
  return { calls, effects, last: calls.at(-1) ?? first.call };
}

const count = (effects: readonly CallEffect[], ...types: CallEffect['type'][]) =>
  effects.filter((effect) => types.includes(effect.type)).length;

const story = fc.tuple(
  fc.constantFrom('in' as const, 'out' as const),
  at,
  fc.array(event, { maxLength: 40 }),
);

describe('the call machine, whatever comes in whatever order', () => {
  it('never leaves the end again, and changes nothing of an ended call', () => {
    fc.assert(
      fc.property(story, ([direction, startedAt, events]) => {
        const { calls } = play(direction, startedAt, events);
        const end = calls.findIndex((call) => call.state === 'ended');
        if (end === -1) return;
        for (const call of calls.slice(end)) expect(call).toBe(calls[end]);
      }),
    );
  });

  it('keeps its instants in order', () => {
    fc.assert(
      fc.property(story, ([direction, startedAt, events]) => {
        const { last } = play(direction, startedAt, events);
        if (last.answeredAt !== undefined) expect(last.answeredAt >= last.startedAt).toBe(true);
        if (last.endedAt !== undefined)
          expect(last.endedAt >= (last.answeredAt ?? last.startedAt)).toBe(true);
      }),
    );
  });

  it('takes leave of the other side at most once, accepts at most once and releases exactly once', () => {
    fc.assert(
      fc.property(story, ([direction, startedAt, events]) => {
        const { effects, last } = play(direction, startedAt, events);
        expect(count(effects, 'refuse', 'cancel', 'bye')).toBeLessThanOrEqual(1);
        expect(count(effects, 'accept')).toBeLessThanOrEqual(1);
        expect(count(effects, 'release')).toBe(last.state === 'ended' ? 1 : 0);
        if (last.state === 'ended') expect(effects.at(-1)).toEqual({ type: 'release' });
      }),
    );
  });

  it('ends with an instant and a reason, and only then', () => {
    fc.assert(
      fc.property(story, ([direction, startedAt, events]) => {
        for (const call of play(direction, startedAt, events).calls) {
          expect(call.ending !== undefined).toBe(call.state === 'ended');
          expect(call.endedAt !== undefined).toBe(call.state === 'ended');
          if (call.ending === 'failed') expect(call.failure).toBeDefined();
          if (call.ending === 'lost' || call.ending === 'other') expect(call.answeredAt).toBeDefined();
          const unanswered = ['missed', 'elsewhere', 'rejected', 'diverted'];
          if (unanswered.includes(call.ending ?? '')) expect(call.answeredAt).toBeUndefined();
          if (call.state === 'ended') expect(call.heldByOther).toBe(false);
        }
      }),
    );
  });

  it('has an answer to every talking state, and none to a ringing one', () => {
    fc.assert(
      fc.property(story, ([direction, startedAt, events]) => {
        for (const call of play(direction, startedAt, events).calls) {
          const talking = call.state === 'active' || call.state === 'held';
          if (talking) expect(call.answeredAt).toBeDefined();
          if (call.state === 'ringing' || call.state === 'dialling') expect(call.answeredAt).toBeUndefined();
          if (call.pending === 'hold') expect(call.state).toBe('active');
          if (call.pending === 'resume') expect(call.state).toBe('held');
          if (direction === 'out') expect(['ringing', 'answering']).not.toContain(call.state);
          if (direction === 'in') expect(call.state).not.toBe('dialling');
        }
      }),
    );
  });

  it('is handed over only where that was asked for in a talk, and knows to whom', () => {
    fc.assert(
      fc.property(story, ([direction, startedAt, events]) => {
        const { calls } = play(direction, startedAt, events);
        for (const [index, call] of calls.entries()) {
          const before = calls[index - 1];
          if (call.transfer !== undefined) expect(call.answeredAt).toBeDefined();
          if (call.ending === 'transferred') expect(call.transfer?.number).toBe('600');
          if (call.transfer?.status === 'succeeded') expect(call.ending).toBe('transferred');
          if (call.transfer?.status === 'asking' && before?.transfer?.status !== 'asking') {
            expect([undefined, 'failed']).toContain(before?.transfer?.status);
          }
          // Reports that come out of order never turn a transfer back.
          if (before?.transfer?.status === 'ringing') expect(call.transfer?.status).not.toBe('trying');
        }
      }),
    );
  });

  it('leaves no ring or ringback sounding once the call is answered or over', () => {
    fc.assert(
      fc.property(story, ([direction, startedAt, events]) => {
        const { effects, last } = play(direction, startedAt, events);
        const tones = effects.flatMap((effect) => (effect.type === 'tone' ? [effect.tone] : []));
        const sounding = tones.at(-1) ?? 'none';
        if (last.state === 'ringing') expect(sounding).toBe('ring');
        else if (last.state !== 'dialling') expect(['none', 'busy']).toContain(sounding);
      }),
    );
  });

  it('recovers only from an interruption', () => {
    fc.assert(
      fc.property(story, ([direction, startedAt, events]) => {
        let broken = false;
        for (const effect of play(direction, startedAt, events).effects) {
          if (effect.type === 'recover') {
            expect(broken).toBe(false);
            broken = true;
          }
          if (effect.type === 'recovered') {
            expect(broken).toBe(true);
            broken = false;
          }
        }
      }),
    );
  });
});
