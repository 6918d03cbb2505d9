/** Time as the host gives it to the telephone; tests turn it by hand. */
export interface HostClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs `task` once after `ms` milliseconds; the function given back takes it back. */
  after(ms: number, task: () => void): () => void;
}

/** Time and chance as the parts of the telephone use them. */
export interface Clock extends HostClock {
  /** Now, as an instant of the contract. */
  instant(): string;
  /** A number from 0 up to, not including, 1. */
  random(): number;
}

export const systemClock: HostClock = {
  now: () => Date.now(),
  after: (ms, task) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

export function clockFrom(host: HostClock, random: () => number): Clock {
  return {
    now: () => host.now(),
    after: (ms, task) => host.after(ms, task),
    instant: () => new Date(host.now()).toISOString(),
    random,
  };
}
