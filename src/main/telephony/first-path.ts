import type { Clock } from './clock.ts';
import type { MediaEvent } from '../../contract/media/messages.ts';

/** A path that does not stand after so long may never do: what the operator wants is more than its first moments. */
const longestMs = 3000;

/**
 * The first media path of a call while it is being made. A re-INVITE that comes into its DTLS handshake can cost the
 * media for good: Asterisk then says no lost word of the handshake again (its timer goes with the offer). Whoever holds or
 * hands over in the first moment of a talk waits for the path.
 */
export class FirstPath {
  readonly #clock: Clock;
  #state: 'none' | 'connecting' | 'settled' = 'none';
  #waiting: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  changed(state: Extract<MediaEvent, { name: 'connection' }>['state']): void {
    if (this.#state === 'settled' || state === 'new') return;
    if (state === 'connecting') this.#state = 'connecting';
    else this.settle();
  }

  /** The path stands or has failed, or the call is over. */
  settle(): void {
    this.#state = 'settled';
    for (const go of this.#waiting.splice(0)) go();
  }

  /** Settles when the path does, at once where none is being made, and after 3 s at the latest. */
  async settled(): Promise<void> {
    if (this.#state !== 'connecting') return;
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.after(longestMs, resolve);
      this.#waiting.push(() => {
        cancel();
        resolve();
      });
    });
  }
}
