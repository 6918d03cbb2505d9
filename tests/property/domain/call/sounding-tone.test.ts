import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callStates } from '../../../../src/domain/call/call.ts';
import { soundingTone, type ToneOfCall } from '../../../../src/domain/call/sounding-tone.ts';

const call: fc.Arbitrary<ToneOfCall> = fc.record({
  state: fc.constantFrom(...callStates),
  tone: fc.constantFrom('none', 'ring', 'ringback', 'busy'),
  answersItself: fc.boolean(),
});
const calls = fc.array(call, { maxLength: 4 });

describe('the tone of several calls', () => {
  it('is a full ring only where nobody is talked with, called or on hold', () => {
    fc.assert(
      fc.property(calls, (all) => {
        const isBusyElsewhere = all.some(({ state }) =>
          ['active', 'held', 'answering', 'dialling'].includes(state),
        );
        if (isBusyElsewhere) expect(soundingTone(all)).not.toBe('ring');
        else expect(soundingTone(all)).not.toBe('waiting');
      }),
    );
  });

  it('is never silent while somebody rings, and warns before a call answers itself', () => {
    fc.assert(
      fc.property(calls, (all) => {
        const ringing = all.filter(({ state, tone }) => state === 'ringing' && tone === 'ring');
        const tone = soundingTone(all);
        if (ringing.length > 0) expect(['ring', 'waiting', 'autoAnswer']).toContain(tone);
        else expect(['none', 'ringback', 'busy']).toContain(tone);
        expect(tone === 'autoAnswer').toBe(ringing.some(({ answersItself }) => answersItself === true));
      }),
    );
  });

  it('sounds no busy into a talk', () => {
    fc.assert(
      fc.property(calls, (all) => {
        if (all.some(({ state }) => state === 'active')) expect(soundingTone(all)).not.toBe('busy');
      }),
    );
  });
});
