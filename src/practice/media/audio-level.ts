/** Silence, the lowest level that RFC 6464 §3 knows. */
export const SILENCE_DBOV = -127;

type Block = { at: number; energy: number; samples: number };

/**
 * Level of the last second of audio, as RMS on the dBov scale of RFC 6464 §3: 0 is the loudest possible
 * (a full-scale square wave), -127 is silence. Times are in milliseconds of one monotonic clock.
 */
export class AudioLevel {
  private readonly windowMs: number;
  private blocks: Block[] = [];

  constructor(windowMs = 1000) {
    this.windowMs = windowMs;
  }

  /** Adds decoded audio: one array a channel, samples -1..1. */
  add(channels: readonly Float32Array[], at: number): void {
    let energy = 0;
    let samples = 0;
    for (const channel of channels) {
      for (const sample of channel) energy += sample * sample;
      samples += channel.length;
    }
    if (samples > 0) this.blocks.push({ at, energy, samples });
    this.forget(at);
  }

  /** Whole dBov, or undefined where nothing came within the window. */
  dbov(now: number): number | undefined {
    this.forget(now);
    let energy = 0;
    let samples = 0;
    for (const block of this.blocks) {
      energy += block.energy;
      samples += block.samples;
    }
    if (samples === 0) return undefined;
    if (energy === 0) return SILENCE_DBOV;
    const level = Math.round(10 * Math.log10(energy / samples));
    return Math.min(0, Math.max(SILENCE_DBOV, level));
  }

  private forget(now: number): void {
    const first = this.blocks.findIndex((block) => block.at > now - this.windowMs);
    if (first === -1) this.blocks = [];
    else if (first > 0) this.blocks = this.blocks.slice(first);
  }
}
