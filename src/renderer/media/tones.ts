import { renderCadence, type Tone } from './cadence.ts';

/** The tones of the desk itself, by Web Audio: one at a time, in a loop until `none`. */
export class TonePlayer {
  #context: AudioContext | undefined;
  #source: AudioBufferSourceNode | undefined;

  play(tone: Tone | 'none'): void {
    this.#source?.stop();
    this.#source = undefined;
    if (tone === 'none') return;
    this.#context ??= new AudioContext();
    const context = this.#context;
    const samples = renderCadence(tone, context.sampleRate);
    const buffer = context.createBuffer(1, samples.length, context.sampleRate);
    buffer.copyToChannel(samples, 0);
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.loop = true;
    source.connect(context.destination);
    source.start();
    this.#source = source;
    this.wake();
  }

  /** Lets sound out where the browser held it back until a gesture. */
  wake(): void {
    if (this.#context?.state === 'suspended') {
      this.#context.resume().catch(() => {
        // Still no gesture: the next one wakes it.
      });
    }
  }
}
