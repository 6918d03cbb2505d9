import type { Clock } from './clock.ts';

/** The shortest time from the tone to the answer: nobody is live on the line without a warning. */
const shortestMs = 1000;

/** Calls that will be answered by themselves. */
export class AutoAnswer {
  readonly #clock: Clock;
  readonly #answer: (callId: string) => void;
  readonly #planned = new Map<string, { readonly at: string; readonly cancel: () => void }>();

  constructor(clock: Clock, answer: (callId: string) => void) {
    this.#clock = clock;
    this.#answer = answer;
  }

  /** When the call will be answered, if it will. */
  at(callId: string): string | undefined {
    return this.#planned.get(callId)?.at;
  }

  plan(callId: string, seconds: number): void {
    this.cancel(callId);
    const ms = Math.max(shortestMs, seconds * 1000);
    const cancel = this.#clock.after(ms, () => {
      this.#planned.delete(callId);
      this.#answer(callId);
    });
    this.#planned.set(callId, { at: new Date(this.#clock.now() + ms).toISOString(), cancel });
  }

  /** True where something was planned. */
  cancel(callId: string): boolean {
    this.#planned.get(callId)?.cancel();
    return this.#planned.delete(callId);
  }
}
