import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ratedOpinion } from '../../../../src/domain/quality/e-model.ts';
import { simplifiedOpinion, type Conditions } from '../../../../src/domain/quality/opinion.ts';

const conditions: fc.Arbitrary<Conditions> = fc.record({
  loss: fc.double({ min: 0, max: 1, noNaN: true }),
  jitterMs: fc.double({ min: 0, max: 2000, noNaN: true }),
  roundTripMs: fc.double({ min: 0, max: 5000, noNaN: true }),
});
const codec = fc.constantFrom('opus', 'PCMA', 'PCMU/8000', 'G729', undefined);
/** Below this a difference is rounding. */
const rounding = 1e-9;

describe.each([
  ["Twilio's formula", (of: Conditions) => simplifiedOpinion(of)],
  ['the E-model', (of: Conditions, name: string | undefined) => ratedOpinion(of, name)],
])('%s', (_name, opinion) => {
  it('stays between 1 and 4.5', () => {
    fc.assert(
      fc.property(conditions, codec, (of, name) => {
        const score = opinion(of, name);
        expect(score).toBeGreaterThanOrEqual(1);
        expect(score).toBeLessThanOrEqual(4.5);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['loss', 'jitterMs', 'roundTripMs'] as const)('never rises with more %s', (what) => {
    fc.assert(
      fc.property(conditions, conditions, codec, (of, other, name) => {
        const [less, more] = [of[what], other[what]].toSorted((one, two) => one - two);
        const better = opinion({ ...of, [what]: less }, name);
        expect(opinion({ ...of, [what]: more }, name)).toBeLessThanOrEqual(better + rounding);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['loss', 'jitterMs', 'roundTripMs'] as const)('falls in the end with %s alone', (what) => {
    const clean = { loss: 0, jitterMs: 0, roundTripMs: 0 };
    const much = { loss: 0.3, jitterMs: 300, roundTripMs: 800 };
    expect(opinion({ ...clean, [what]: much[what] }, 'opus')).toBeLessThan(opinion(clean, 'opus') - 1);
  });
});
