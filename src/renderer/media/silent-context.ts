declare global {
  /** Web Audio API 1.1: `none` runs a context without a device. TypeScript's DOM library does not know it yet. */
  interface AudioContextOptions {
    sinkId?: string | { type: 'none' };
  }
}

/**
 * The audio context for all that is listened to or mixed and not played. It has no device: it goes on whatever is
 * unplugged, and keeps none open. Alive while somebody uses it.
 */
export class SilentContext {
  #context: AudioContext | undefined;
  #uses = 0;

  /** Every `acquire` wants its `release`. */
  acquire(): AudioContext {
    this.#context ??= new AudioContext({ sinkId: { type: 'none' } });
    this.#uses += 1;
    this.wake();
    return this.#context;
  }

  release(): void {
    this.#uses -= 1;
    if (this.#uses > 0) return;
    void this.#context?.close();
    this.#context = undefined;
  }

  /** Lets it run where the browser held it back until a gesture. */
  wake(): void {
    this.#context?.resume().catch(() => {
      // Still no gesture: the next one wakes it.
    });
  }
}
