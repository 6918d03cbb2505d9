import type { Clock } from './clock.ts';
import type { MediaPort } from './port.ts';

/** What one call may want to be heard. */
export type Tone = 'none' | 'ring' | 'ringback' | 'busy';

/** Nobody needs to hear longer than this that the other side is busy. */
const busyMs = 3000;

/** The one tone that sounds. */
export class Tones {
  readonly #media: MediaPort;
  readonly #clock: Clock;
  #sounding: Tone = 'none';
  #cancel = () => {};

  constructor(media: MediaPort, clock: Clock) {
    this.#media = media;
    this.#clock = clock;
  }

  play(tone: Tone): void {
    if (tone === this.#sounding) return;
    this.#cancel();
    this.#sounding = tone;
    this.#send();
    if (tone === 'busy') this.#cancel = this.#clock.after(busyMs, () => this.play('none'));
  }

  /** The media window was started anew and is silent. */
  repeat(): void {
    if (this.#sounding !== 'none') this.#send();
  }

  /** A tone that cannot be played stops no call: the answer is not awaited. */
  #send(): void {
    void this.#media.request({ name: 'tone', tone: this.#sounding });
  }
}
