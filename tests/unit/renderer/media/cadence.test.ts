import { describe, expect, it } from 'vitest';
import { renderCadence, soundsOnce } from '../../../../src/renderer/media/cadence.ts';

const rate = 8000;
const loudest = (samples: Float32Array) => samples.reduce((most, each) => Math.max(most, Math.abs(each)), 0);

/** Strength of a frequency, by Goertzel's algorithm. */
function strength(samples: Float32Array, frequency: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * frequency) / rate);
  let one = 0;
  let two = 0;
  for (const sample of samples) [one, two] = [sample + coefficient * one - two, one];
  return one * one + two * two - coefficient * one * two;
}

const tones = ['ring', 'ringback', 'busy', 'waiting', 'autoAnswer'] as const;

describe('the tones of the desk', () => {
  it('are never louder than a caller', () => {
    for (const tone of tones) {
      expect(loudest(renderCadence(tone, rate))).toBeGreaterThan(0.03);
      expect(loudest(renderCadence(tone, rate))).toBeLessThan(0.3);
    }
  });

  it('ringback is 425 Hz, one second of five', () => {
    const samples = renderCadence('ringback', rate);
    expect(samples).toHaveLength(5 * rate);
    expect(loudest(samples.subarray(rate))).toBe(0);
    const sound = samples.subarray(0, rate);
    expect(strength(sound, 425)).toBeGreaterThan(100 * strength(sound, 480));
  });

  it('busy is on half of each second', () => {
    const samples = renderCadence('busy', rate);
    expect(samples).toHaveLength(rate);
    expect(loudest(samples.subarray(rate / 2))).toBe(0);
  });

  it('a call that waits knocks twice in ten seconds, softer than all else', () => {
    const samples = renderCadence('waiting', rate);
    expect(samples).toHaveLength(10 * rate);
    expect(loudest(samples.subarray(rate / 2))).toBe(0);
    const others = tones.filter((tone) => tone !== 'waiting');
    for (const tone of others) expect(loudest(samples)).toBeLessThan(loudest(renderCadence(tone, rate)));
  });

  it('a call that answers itself is announced once; all else goes on until it is stopped', () => {
    expect(tones.filter(soundsOnce)).toEqual(['autoAnswer']);
  });

  it('begin and end without a click, also where they loop', () => {
    for (const tone of tones) {
      const samples = renderCadence(tone, 48_000);
      const looped = [...samples, ...samples.subarray(0, 10)];
      const steps = looped.slice(1).map((each, index) => Math.abs(each - (looped[index] ?? 0)));
      expect(steps.reduce((most, step) => Math.max(most, step), 0)).toBeLessThan(0.03);
    }
  });
});
