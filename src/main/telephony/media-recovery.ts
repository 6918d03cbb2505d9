import type { Clock } from './clock.ts';

/** An interrupted call that is not mended by then is lost. */
const lossMs = 30_000;
/** A path that only hiccups is back by then, without a re-INVITE. */
const hiccupMs = 2000;
/** A restart that has not mended it by then has gone nowhere: the network may only just be coming back. */
const againMs = 6000;

/** When an interrupted media path is restarted, and when it is given up. */
export class MediaRecovery {
  readonly #clock: Clock;
  readonly #actions: { readonly restart: () => void; readonly giveUp: () => void };
  #cancelLoss = () => {};
  #cancelRestart = () => {};

  constructor(clock: Clock, actions: { readonly restart: () => void; readonly giveUp: () => void }) {
    this.#clock = clock;
    this.#actions = actions;
  }

  /** The path is interrupted: it may heal by itself, is restarted if it does not, and given up at last. */
  begin(): void {
    this.#cancelLoss();
    this.#cancelLoss = this.#clock.after(lossMs, this.#actions.giveUp);
    this.#restartAfter(hiccupMs);
  }

  /** It will not heal by itself. */
  restartNow(): void {
    this.#restartAfter(0);
  }

  /** Mended, or nobody needs it any more. */
  end(): void {
    this.#cancelLoss();
    this.#cancelRestart();
  }

  #restartAfter(ms: number): void {
    this.#cancelRestart();
    this.#cancelRestart = this.#clock.after(ms, () => {
      this.#restartAfter(againMs);
      this.#actions.restart();
    });
  }
}
