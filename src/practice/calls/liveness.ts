/**
 * Notices that the operator of a call is gone: its connection closed and no other came, or no sign of its media for
 * a while (RFC 7675: a side without consent has to stop). A call on hold sends no audio, but its ICE checks go on.
 */
export class Liveness {
  private readonly lostAfterMs: number;
  private readonly onLost: (detail: string) => void;
  private graceTimer: NodeJS.Timeout | undefined;
  private signTimer: NodeJS.Timeout | undefined;
  private lastSignAt = 0;

  constructor(lostAfterMs: number, onLost: (detail: string) => void) {
    this.lostAfterMs = lostAfterMs;
    this.onLost = onLost;
  }

  connectionLost(): void {
    this.graceTimer ??= setTimeout(() => this.onLost('no connection'), this.lostAfterMs);
    this.graceTimer.unref();
  }

  connectionBack(): void {
    clearTimeout(this.graceTimer);
    this.graceTimer = undefined;
  }

  /** From now on signs of media are due. */
  watchMedia(): void {
    this.sign();
    this.schedule();
  }

  sign(): void {
    this.lastSignAt = performance.now();
  }

  stop(): void {
    clearTimeout(this.graceTimer);
    clearTimeout(this.signTimer);
  }

  private schedule(): void {
    const wait = Math.max(20, this.lastSignAt + this.lostAfterMs - performance.now());
    this.signTimer = setTimeout(() => {
      if (performance.now() - this.lastSignAt >= this.lostAfterMs) this.onLost('no media');
      else this.schedule();
    }, wait);
    this.signTimer.unref();
  }
}
