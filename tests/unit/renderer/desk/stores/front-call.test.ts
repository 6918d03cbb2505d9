import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call } from '../../../../../src/contract/desk/state.ts';
import { callDirections, callStates } from '../../../../../src/domain/call/call.ts';
import {
  callAtWork,
  callToFinish,
  frontCall,
  isLive,
  isTalking,
} from '../../../../../src/renderer/desk/stores/front-call.ts';
import { sampleCall, sampleId } from '../../../../support/desk-sample.ts';

const someCalls = fc
  .array(
    fc.record({
      state: fc.constantFrom(...callStates),
      direction: fc.constantFrom(...callDirections),
      needsOutcome: fc.boolean(),
    }),
    { maxLength: 4 },
  )
  .map((changes) =>
    changes.map((change, index) =>
      sampleCall({
        ...change,
        id: sampleId(200 + index),
        needsOutcome: change.state === 'ended' && change.needsOutcome,
      }),
    ),
  );
const someId = fc.option(fc.nat({ max: 5 }), { nil: undefined });
const idOf = (index: number | undefined) => (index === undefined ? undefined : sampleId(200 + index));

describe('the call in front', () => {
  it('is one that is talked with, whenever there is one', () => {
    fc.assert(
      fc.property(someCalls, someId, (calls, previous) => {
        const front = frontCall(calls, idOf(previous));
        if (calls.some(isTalking)) expect(front !== undefined && isTalking(front)).toBe(true);
      }),
    );
  });

  it('stays the same while nothing about the calls changes', () => {
    fc.assert(
      fc.property(someCalls, someId, (calls, previous) => {
        const front = frontCall(calls, idOf(previous));
        expect(frontCall(calls, front?.id)).toBe(front);
      }),
    );
  });

  it('is not taken from the operator by a call that begins to ring', () => {
    fc.assert(
      fc.property(someCalls, someId, (calls, previous) => {
        const front = frontCall(calls, idOf(previous));
        fc.pre(front !== undefined && (isLive(front) || front.state === 'ringing'));
        const ringing = sampleCall({ id: sampleId(300) });
        expect(frontCall([...calls, ringing], front?.id)).toBe(front);
      }),
    );
  });

  it('stays where it is when it is put on hold, and changes with a swap', () => {
    const one = sampleCall({ id: sampleId(201), state: 'active' });
    const two = sampleCall({ id: sampleId(202), state: 'held' });
    const held = { ...one, state: 'held' as const };
    expect(frontCall([one, two], one.id)).toBe(one);
    expect(frontCall([held, two], one.id)).toBe(held);
    const swapped = { ...two, state: 'active' as const };
    expect(frontCall([held, swapped], one.id)).toBe(swapped);
  });
});

describe('the call at work', () => {
  const work = (calls: readonly Call[], subjectId?: string, frontId?: string) =>
    callAtWork(calls, frontCall(calls, frontId), subjectId);
  const ringing = sampleCall();
  const active = sampleCall({ id: sampleId(62), state: 'active' });
  const ended = sampleCall({ id: sampleId(63), state: 'ended', needsOutcome: true });
  const missed = sampleCall({ id: sampleId(64), state: 'ended' });

  it('is the call that is on, then the one without outcome, then the one that rings', () => {
    expect(work([ringing, ended, active])).toBe(active);
    expect(work([ringing, ended])).toBe(ended);
    expect(work([missed, ringing])).toBe(ringing);
    expect(work([missed])).toBeUndefined();
  });

  it('stays the caller while a colleague is asked, and until the outcome is set', () => {
    const caller = { ...active, state: 'held' as const };
    const colleague = sampleCall({ id: sampleId(65), direction: 'out', state: 'dialling' });
    expect(work([caller, colleague], caller.id)).toBe(caller);
    const gone = { ...ended, id: caller.id };
    expect(work([gone, colleague], caller.id)).toBe(gone);
  });

  it('is finished before another that ended, so that card and outcome are about the same', () => {
    const other = { ...ended, id: sampleId(67) };
    expect(callToFinish([ended, other], other.id)).toBe(other);
    expect(work([ended, other], other.id)).toBe(other);
    expect(callToFinish([ended, other], undefined)).toBe(ended);
  });

  it('changes to a second caller who was answered, and back', () => {
    const first = { ...active, state: 'held' as const };
    const second = sampleCall({ id: sampleId(66), state: 'active' });
    expect(work([first, second], first.id, first.id)).toBe(second);
    expect(work([active, { ...second, state: 'held' }], second.id, second.id)).toBe(active);
  });
});
