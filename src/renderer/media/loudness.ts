/** The largest amplitude, linear 0…1, as `audioLevel` of W3C webrtc-stats. */
export function peak(samples: Float32Array): number {
  let most = 0;
  for (const sample of samples) most = Math.max(most, Math.abs(sample));
  return Math.min(1, most);
}

/** The root mean square, linear: 0.71 for a sine of full scale. */
export function rms(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}

/** Decibels of a linear value; silence is far below what a microphone can hear. */
export const decibels = (linear: number): number => 20 * Math.log10(Math.max(linear, 1e-7));

/**
 * How loud one frequency is, in dB below a sine of full scale, by Goertzel's algorithm on a Hann window, which keeps
 * what lies beside it out.
 */
export function toneLevel(samples: Float32Array, frequency: number, sampleRate: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * frequency) / sampleRate);
  let one = 0;
  let two = 0;
  let weight = 0;
  for (const [index, sample] of samples.entries()) {
    const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / samples.length);
    weight += hann;
    [one, two] = [hann * sample + coefficient * one - two, one];
  }
  const power = one * one + two * two - coefficient * one * two;
  // A sine of amplitude A gives |X| = A · Σw / 2.
  return decibels((2 * Math.sqrt(Math.max(0, power))) / Math.max(weight, 1));
}
