export type Tone = 'ring' | 'ringback' | 'busy' | 'waiting' | 'autoAnswer';

/** One sound of a cadence: frequencies in Hz, times in seconds, amplitude linear 0…1. */
interface Burst {
  readonly at: number;
  readonly seconds: number;
  readonly frequencies: readonly number[];
  readonly amplitude: number;
}

interface Cadence {
  readonly seconds: number;
  /** Sounds once and not again and again. */
  readonly once?: boolean;
  readonly bursts: readonly Burst[];
}

/**
 * Ringback and busy as in Georgia and most of Europe: 425 Hz, 1 s on and 4 s off, and 0.5 s on and off (ITU-T E.180,
 * ETSI TR 101 041). The ring is our own: two soft notes, a fourth apart. None is louder than a caller, who speaks at
 * about 0.1 to 0.3. A call that waits knocks twice every ten seconds, softer than whoever is being talked with; a call
 * that answers itself is announced by three quick notes that rise, like nothing else here.
 */
const cadences: Readonly<Record<Tone, Cadence>> = {
  ring: {
    seconds: 3,
    bursts: [
      { at: 0, seconds: 0.45, frequencies: [523.25], amplitude: 0.12 },
      { at: 0.35, seconds: 0.9, frequencies: [698.46], amplitude: 0.12 },
    ],
  },
  ringback: { seconds: 5, bursts: [{ at: 0, seconds: 1, frequencies: [425], amplitude: 0.06 }] },
  busy: { seconds: 1, bursts: [{ at: 0, seconds: 0.5, frequencies: [425], amplitude: 0.06 }] },
  waiting: {
    seconds: 10,
    bursts: [
      { at: 0, seconds: 0.15, frequencies: [425], amplitude: 0.035 },
      { at: 0.3, seconds: 0.15, frequencies: [425], amplitude: 0.035 },
    ],
  },
  autoAnswer: {
    seconds: 0.5,
    once: true,
    bursts: [
      { at: 0, seconds: 0.12, frequencies: [523.25], amplitude: 0.08 },
      { at: 0.13, seconds: 0.12, frequencies: [659.26], amplitude: 0.08 },
      { at: 0.26, seconds: 0.22, frequencies: [783.99], amplitude: 0.08 },
    ],
  },
};

/** Fades in and out, so that no burst begins or ends with a click. */
const fadeSeconds = 0.012;

/** Whether the tone sounds once; all others go on until they are stopped. */
export const soundsOnce = (tone: Tone): boolean => cadences[tone].once === true;

/** The samples of one period of a tone, -1…1, to be played in a loop unless it sounds once. */
export function renderCadence(tone: Tone, sampleRate: number): Float32Array<ArrayBuffer> {
  const { seconds, bursts } = cadences[tone];
  const samples = new Float32Array(Math.round(seconds * sampleRate));
  for (const burst of bursts) addBurst(samples, burst, sampleRate);
  return samples;
}

function addBurst(samples: Float32Array, burst: Burst, sampleRate: number): void {
  const first = Math.round(burst.at * sampleRate);
  const length = Math.round(burst.seconds * sampleRate);
  const fade = fadeSeconds * sampleRate;
  for (let index = 0; index < length; index++) {
    const envelope = Math.min(1, index / fade, (length - index) / fade);
    const wave = burst.frequencies.reduce(
      (sum, frequency) => sum + Math.sin((2 * Math.PI * frequency * index) / sampleRate),
      0,
    );
    const at = first + index;
    samples[at] = (samples[at] ?? 0) + (burst.amplitude * envelope * wave) / burst.frequencies.length;
  }
}
