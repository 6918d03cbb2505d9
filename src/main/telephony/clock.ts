/** Time and chance as the telephone needs them, so that tests decide both. */
export interface Clock {
  now(): Date;
  /** Runs `action` once after `ms` milliseconds; the function given back takes it back. */
  after(ms: number, action: () => void): () => void;
  /** A number from 0 up to, not including, 1. */
  random(): number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};
