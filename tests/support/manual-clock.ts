import type { Clock } from '../../src/main/sync/clock.ts';

/** A clock that stands still until it is turned. */
export interface ManualClock extends Clock {
  /** Lets time pass and runs the timers that fall due, in their order. */
  advance(ms: number): void;
  /** Jumps to the next timer and runs it; false where there is none. */
  runNext(): boolean;
  /** Sets the device's clock, as a person or a time server does: no timer runs. */
  set(now: number): void;
  /** In how many milliseconds each timer falls due, soonest first. */
  waits(): number[];
}

/** Begins at `now`, milliseconds since 1970. */
export function createManualClock(now = Date.parse('2026-03-01T08:00:00.000Z')): ManualClock {
  let passed = 0;
  let start = now;
  const timers = new Set<{ at: number; task: () => void }>();
  const inOrder = () => [...timers].toSorted((a, b) => a.at - b.at);

  function runNext(until: number): boolean {
    const [timer] = inOrder();
    if (!timer || timer.at > until) return false;
    timers.delete(timer);
    passed = Math.max(passed, timer.at);
    timer.task();
    return true;
  }

  return {
    now: () => start + passed,
    monotonic: () => passed,
    after(ms, task) {
      const timer = { at: passed + ms, task };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance(ms) {
      const until = passed + ms;
      while (runNext(until));
      passed = until;
    },
    runNext: () => runNext(Infinity),
    set(to) {
      start = to - passed;
    },
    waits: () => inOrder().map((timer) => timer.at - passed),
  };
}
