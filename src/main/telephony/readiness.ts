import type { MediaEvent } from '../../contract/media/messages.ts';
import type { Clock } from './clock.ts';
import type { MediaPort } from './port.ts';
import type { MediaWays, Spare } from './session-description-proxy.ts';
import { SpareOffer } from './spare-offer.ts';

/**
 * The microphone stays open for so long after the last call: opening it again would delay the next one. Whoever sees
 * the light of the headset in that time sees what is so.
 */
const microphoneHeldMs = 60_000;

export interface ReadinessParts {
  readonly media: MediaPort;
  readonly clock: Clock;
  readonly ways: MediaWays;
  readonly isRegistered: () => boolean;
  /** True while there is no call, and none is being made. */
  readonly isIdle: () => boolean;
}

/** What is kept between calls, so that the next one is quick: an offer for a call out, and the open microphone. */
export class Readiness {
  readonly #parts: ReadinessParts;
  readonly #spare: SpareOffer;
  #microphoneFailed = false;
  #cancelRelease = () => {};
  #stopped = false;

  constructor(parts: ReadinessParts) {
    this.#parts = parts;
    this.#spare = new SpareOffer(parts.media, parts.clock, parts.ways);
  }

  /** Whether a call out need not wait for the microphone: there is an offer, and the microphone was there before. */
  get isReady(): boolean {
    return !this.#microphoneFailed && this.#spare.isMade;
  }

  /** The offer for the call that is made now. */
  take(): Spare | undefined {
    return this.#microphoneFailed ? undefined : this.#spare.take();
  }

  /** What came of opening the microphone for a call out. */
  microphoneWas(works: boolean): void {
    this.#microphoneFailed = !works;
  }

  /** A call has ended, or was not made after all. */
  callEnded(): void {
    if (!this.#parts.isIdle()) return;
    this.#cancelRelease();
    if (this.#stopped) return this.#release();
    this.#warmIfIdle(false);
    this.#cancelRelease = this.#parts.clock.after(microphoneHeldMs, () => this.#release());
  }

  /** What is kept may be worth nothing: the network changed, or the PBX is reached in a new way. */
  renew(): void {
    this.#spare.coolDown();
    this.#warmIfIdle(true);
  }

  mediaEvent(event: MediaEvent): void {
    // The first word of a window that was started anew, without what was made before.
    if (event.name === 'ready') this.#spare.forget();
    if (event.name === 'ready' || event.name === 'devicesChanged') this.#warmIfIdle(false);
  }

  /** Lets all go at once: whoever comes next to this computer is not listened to. */
  stop(): void {
    this.#stopped = true;
    this.#spare.coolDown();
    this.#cancelRelease();
    this.#release();
  }

  #release(): void {
    if (this.#parts.isIdle()) void this.#parts.media.request({ name: 'release' });
  }

  #warmIfIdle(anew: boolean): void {
    if (this.#stopped || !this.#parts.isIdle() || !this.#parts.isRegistered()) return;
    if (anew) this.#spare.warm();
    else this.#spare.warmIfCold();
  }
}
