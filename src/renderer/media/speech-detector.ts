import { decibels } from './loudness.ts';

/** Below this, in dB of full scale, nobody speaks into this microphone: breath, keys, the next desk. */
const leastDb = -48;
/** Speech stands so far above the noise; it lasts while it stands at least so far above. */
const beginsAboveDb = 12;
const lastsAboveDb = 7;
/** So much of it in a row: a cough, a key or a door is shorter. */
const beginsAfterMs = 250;
/** A pause between words is shorter. */
const endsAfterMs = 1200;
/** News at most so often. */
const atMostEveryMs = 1000;
/** The noise is the quietest moment of the last three seconds: nobody speaks so long without a pause. */
const noiseSpanMs = 3000;
const noiseParts = 6;

/**
 * Tells speech from noise by its energy, with a floor that follows the noise (minimum statistics, R. Martin 2001): a fan
 * that starts is noise after three seconds, speech is not, since it has pauses. Pure: levels and times come in.
 */
export class SpeechDetector {
  /** The quietest level in each part of the span, the newest last. */
  #quietest: number[] = [];
  #partSince = 0;
  #lastAt: number | undefined;
  #loudMs = 0;
  #quietMs = 0;
  #speaking = false;
  #told = false;
  #toldAt = -Infinity;

  /** Takes the RMS (linear, 0…1) of the moment before `atMs`; gives the news, if there is any: speaking or not. */
  hear(rms: number, atMs: number): boolean | undefined {
    const level = decibels(rms);
    const passed = this.#lastAt === undefined ? 0 : Math.max(0, atMs - this.#lastAt);
    this.#lastAt = atMs;
    const noise = this.#follow(level, atMs);
    const above = level - noise;
    if (this.#speaking) {
      this.#quietMs = above >= lastsAboveDb && level >= leastDb ? 0 : this.#quietMs + passed;
      if (this.#quietMs >= endsAfterMs) this.#speaking = false;
      this.#loudMs = 0;
    } else {
      const loud = above >= beginsAboveDb && level >= leastDb;
      // Syllables have gaps: they take back as much as they last, not all.
      this.#loudMs = Math.max(0, this.#loudMs + (loud ? passed : -passed));
      if (this.#loudMs >= beginsAfterMs) this.#speaking = true;
      this.#quietMs = 0;
    }
    if (this.#speaking === this.#told || atMs - this.#toldAt < atMostEveryMs) return undefined;
    this.#told = this.#speaking;
    this.#toldAt = atMs;
    return this.#told;
  }

  #follow(level: number, atMs: number): number {
    if (this.#quietest.length === 0 || atMs - this.#partSince >= noiseSpanMs / noiseParts) {
      this.#quietest.push(level);
      if (this.#quietest.length > noiseParts) this.#quietest.shift();
      this.#partSince = atMs;
    }
    const last = this.#quietest.length - 1;
    this.#quietest[last] = Math.min(this.#quietest[last] ?? level, level);
    return Math.min(...this.#quietest);
  }
}
