import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decibels, peak, rms, toneLevel } from '../../../../src/renderer/media/loudness.ts';

const rate = 48_000;
const sine = (frequency: number, amplitude: number, phase = 0) =>
  Float32Array.from(
    { length: 4096 },
    (_, index) => amplitude * Math.sin((2 * Math.PI * frequency * index) / rate + phase),
  );

describe('how loud something is', () => {
  it('a sine of amplitude A has the peak A and the root mean square A/√2', () => {
    expect(peak(sine(1000, 0.5))).toBeCloseTo(0.5, 3);
    expect(rms(sine(1000, 0.5))).toBeCloseTo(0.5 / Math.SQRT2, 2);
    expect(rms(new Float32Array())).toBe(0);
    expect(decibels(1)).toBe(0);
    expect(decibels(0)).toBeLessThan(-100);
  });

  it('a tone’s level is its amplitude in dB, whatever its phase', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 7, noNaN: true }),
        (a, phase) => {
          expect(toneLevel(sine(1000, a, phase), 1000, rate)).toBeCloseTo(decibels(a), 0);
        },
      ),
    );
  });

  it('a tone of another frequency does not count, and adds nothing to one that does', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: 100, max: 900 }), fc.integer({ min: 1100, max: 8000 })),
        (other) => {
          expect(toneLevel(sine(other, 0.5), 1000, rate)).toBeLessThan(-45);
          const beside = sine(other, 0.25);
          const both = sine(1000, 0.25).map((sample, index) => sample + (beside[index] ?? 0));
          expect(toneLevel(both, 1000, rate)).toBeCloseTo(decibels(0.25), 0);
        },
      ),
      { numRuns: 20 },
    );
  });
});
