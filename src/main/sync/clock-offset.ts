import type { Clock } from './clock.ts';

/** How many answers are remembered: two minutes' worth of pulls, so that drift does not add up. */
const remembered = 8;
/** Device clock and monotonic clock parting by more than this: one was set, or the device slept. */
const jumpMs = 2000;

interface Sample {
  readonly offsetMs: number;
  readonly roundTripMs: number;
  /** Device clock minus monotonic clock when the sample was taken. */
  readonly footing: number;
}

/** When a request was sent, by the monotonic clock. */
export type Departure = number;

/** Estimates the server's clock from the answers that come anyway. */
export interface ClockOffset {
  departure(): Departure;
  /** An answer came that says `serverTime` (ISO 8601). */
  answered(departure: Departure, serverTime: string): void;
  /**
   * Server's clock minus device's clock in whole milliseconds, now; undefined when there was no answer yet, or when
   * the device's clock was set (or the device slept) since the last one: an old estimate would then be a wrong one.
   */
  offsetMs(): number | undefined;
  /** The next answers come from another server. */
  forget(): void;
}

/**
 * Cristian's algorithm (F. Cristian, "Probabilistic clock synchronization", 1989): the server read its clock somewhere
 * within the round trip, so its middle is wrong by half the round trip at most, and the quickest answer is the best.
 */
export function createClockOffset(clock: Clock): ClockOffset {
  let samples: Sample[] = [];

  const footing = () => clock.now() - clock.monotonic();

  return {
    forget() {
      samples = [];
    },
    departure: () => clock.monotonic(),
    answered(departure, serverTime) {
      const server = Date.parse(serverTime);
      if (!Number.isFinite(server)) return;
      const roundTripMs = Math.max(0, clock.monotonic() - departure);
      const offsetMs = server + roundTripMs / 2 - clock.now();
      samples = [...samples, { offsetMs, roundTripMs, footing: footing() }].slice(-remembered);
    },
    offsetMs() {
      const now = footing();
      const best = samples
        .filter((sample) => Math.abs(sample.footing - now) <= jumpMs)
        .reduce<Sample | undefined>(
          (quickest, sample) =>
            quickest === undefined || sample.roundTripMs <= quickest.roundTripMs ? sample : quickest,
          undefined,
        );
      return best === undefined ? undefined : Math.round(best.offsetMs);
    },
  };
}
