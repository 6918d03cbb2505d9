import { renderCadence, soundsOnce, type Tone } from './cadence.ts';
import type { SpeakerRole, Speakers } from './speakers.ts';

/** One device's way out: a context, and the loudness of what sounds there. */
interface Output {
  readonly context: AudioContext;
  readonly loudness: GainNode;
  readonly playing: Set<AudioBufferSourceNode>;
}

/**
 * The tones of the desk itself, by Web Audio: one at a time, in a loop until `none`. A call in rings on the ring device,
 * all else sounds where the caller is heard.
 */
export class TonePlayer {
  readonly #speakers: Speakers;
  readonly #outputs = new Map<SpeakerRole, Output>();
  #source: AudioBufferSourceNode | undefined;
  #ringVolume = 1;

  constructor(speakers: Speakers) {
    this.#speakers = speakers;
  }

  play(tone: Tone | 'none'): void {
    this.#source?.stop();
    this.#source = undefined;
    if (tone !== 'none')
      this.#source = this.#start(tone, tone === 'ring' ? 'ring' : 'speaker', !soundsOnce(tone));
  }

  /** A short sound on the device of that role, over whatever sounds there. */
  test(role: SpeakerRole): void {
    this.#start(role === 'ring' ? 'ring' : 'autoAnswer', role, false);
  }

  /** 0…1. */
  setRingVolume(volume: number): void {
    this.#ringVolume = volume;
    const ring = this.#outputs.get('ring');
    if (ring !== undefined) ring.loudness.gain.value = volume;
  }

  /** Lets sound out where the browser held it back until a gesture. */
  wake(): void {
    for (const { context, playing } of this.#outputs.values()) if (playing.size > 0) wakeContext(context);
  }

  #start(tone: Tone, role: SpeakerRole, loop: boolean): AudioBufferSourceNode {
    const { context, loudness, playing } = this.#output(role);
    const samples = renderCadence(tone, context.sampleRate);
    const buffer = context.createBuffer(1, samples.length, context.sampleRate);
    buffer.copyToChannel(samples, 0);
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.loop = loop;
    source.connect(loudness);
    source.addEventListener('ended', () => {
      playing.delete(source);
      // A device that is kept open costs power, and a headset by radio its range.
      if (playing.size === 0) void context.suspend();
    });
    playing.add(source);
    source.start();
    wakeContext(context);
    return source;
  }

  #output(role: SpeakerRole): Output {
    const known = this.#outputs.get(role);
    if (known !== undefined) return known;
    const context = new AudioContext();
    const loudness = context.createGain();
    loudness.gain.value = role === 'ring' ? this.#ringVolume : 1;
    loudness.connect(context.destination);
    this.#speakers.attach(context, role);
    const output = { context, loudness, playing: new Set<AudioBufferSourceNode>() };
    this.#outputs.set(role, output);
    return output;
  }
}

function wakeContext(context: AudioContext): void {
  if (context.state !== 'suspended') return;
  context.resume().catch(() => {
    // Still no gesture: the next one wakes it.
  });
}
