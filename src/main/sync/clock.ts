/** Time as the host's services see it: given to them, so that tests turn it by hand and never wait. */
export interface Clock {
  /** The device's clock in milliseconds since 1970; people and time servers may set it, also backwards. */
  now(): number;
  /** Milliseconds since some fixed moment; never goes backwards, may stand still while the device sleeps. */
  monotonic(): number;
  /** Runs `task` once after `ms` milliseconds, unless the returned function is called before. */
  after(ms: number, task: () => void): () => void;
}

/** The clocks and timers of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

/** The device's clock as an instant of the contract. */
export function instantNow(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}
