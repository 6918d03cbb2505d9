import type { Clock } from '../sync/clock.ts';

/** Wrong passwords that are taken for slips of the finger. */
const free = 2;
const longestMs = 60_000;

/** Slows the guessing of passwords while no server counts the tries. */
export interface OfflineGuard {
  /** Milliseconds until this operator's next try is allowed; 0 for now. */
  waitMs(username: string): number;
  wrong(username: string): void;
  right(username: string): void;
}

/**
 * From the third wrong password in a row on, each makes the next try wait twice as long: 2 s … 60 s. Kept in memory
 * only: who can restart the host can also copy the file, and there each guess costs one scrypt, which is the real guard.
 */
export function createOfflineGuard(clock: Clock): OfflineGuard {
  const tries = new Map<string, { wrong: number; allowedAt: number }>();
  return {
    waitMs: (username) => Math.max(0, Math.ceil((tries.get(username)?.allowedAt ?? 0) - clock.monotonic())),
    wrong(username) {
      const wrong = (tries.get(username)?.wrong ?? 0) + 1;
      const wait = wrong <= free ? 0 : Math.min(longestMs, 1000 * 2 ** Math.min(wrong - free, 16));
      tries.set(username, { wrong, allowedAt: clock.monotonic() + wait });
    },
    right(username) {
      tries.delete(username);
    },
  };
}
