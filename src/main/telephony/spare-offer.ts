import { uuidv7 } from 'uuidv7';
import type { Clock } from './clock.ts';
import type { MediaPort } from './port.ts';
import type { MediaWays, Spare } from './session-description-proxy.ts';

/** What is older may describe ways that are no more, though nobody said that the network changed. */
const lifetimeMs = 10 * 60_000;

/**
 * Keeps one offer with its candidates ready, so that the next INVITE can be sent at once. Where there is a TURN server
 * each offer holds an allocation there (RFC 8656 §3.2): one that nobody used is then not made again before a call.
 */
export class SpareOffer {
  readonly #media: MediaPort;
  readonly #clock: Clock;
  readonly #ways: MediaWays;
  #making = '';
  #made: Spare | undefined;
  #cancelEnd = () => {};

  constructor(media: MediaPort, clock: Clock, ways: MediaWays) {
    this.#media = media;
    this.#clock = clock;
    this.#ways = ways;
  }

  get isMade(): boolean {
    return this.#made !== undefined;
  }

  /** Makes one, instead of that which there may be. */
  warm(): void {
    const name = uuidv7();
    this.#making = name;
    this.#made = undefined;
    this.#cancelEnd();
    this.#cancelEnd = this.#clock.after(lifetimeMs, () => {
      if (this.#usesTurn()) this.coolDown();
      else this.warm();
    });
    void this.#media.request({ name: 'warm', spare: name, ...this.#ways }).then((result) => {
      if (this.#making !== name) return;
      this.#making = '';
      // Without a microphone there is none: the next call out waits for it, and says why.
      if (result.ok && result.value.sdp !== undefined) this.#made = { name, sdp: result.value.sdp };
    });
  }

  /** Makes one where there is none and none is being made. */
  warmIfCold(): void {
    if (this.#making === '' && this.#made === undefined) this.warm();
  }

  /** The one there is; it belongs to whoever took it. */
  take(): Spare | undefined {
    const made = this.#made;
    this.#made = undefined;
    if (made !== undefined) this.#cancelEnd();
    return made;
  }

  /** The media window was started anew, without it. */
  forget(): void {
    this.#made = undefined;
  }

  coolDown(): void {
    this.#cancelEnd();
    if (this.#making === '' && this.#made === undefined) return;
    this.#making = '';
    this.#made = undefined;
    void this.#media.request({ name: 'coolDown' });
  }

  #usesTurn(): boolean {
    return this.#ways.iceServers.some(({ urls }) => urls.some((url) => /^turns?:/iu.test(url)));
  }
}
