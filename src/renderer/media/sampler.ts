const everyMs = 1000;

/** Does `sample` once a second while it is wanted: one timer for all calls, none without a call. */
export class Sampler {
  readonly #sample: () => Promise<void>;
  #timer: ReturnType<typeof setInterval> | undefined;
  #busy = false;

  constructor(sample: () => Promise<void>) {
    this.#sample = sample;
  }

  want(wanted: boolean): void {
    if (!wanted) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    } else this.#timer ??= setInterval(() => void this.#tick(), everyMs);
  }

  async #tick(): Promise<void> {
    // A computer that cannot keep up is not helped by more questions at once.
    if (this.#busy) return;
    this.#busy = true;
    try {
      await this.#sample();
    } finally {
      this.#busy = false;
    }
  }
}
