import type { ShiftRow } from '../../contract/server/console.ts';

/** From here on the device's and the server's time are told apart on the page. */
export const noteworthyDifferenceMs = 2 * 60_000;

export interface ShiftTimes {
  /** By the device's clock, up to `now` for a shift that runs; undefined where the start is not recorded. */
  readonly totalMs: number | undefined;
  readonly breaks: readonly {
    readonly at: number;
    readonly reason: string | undefined;
    readonly ms: number;
  }[];
  readonly breaksMs: number;
}

/** How long a shift and its breaks took. A break lasts until the next presence or the end of the shift. */
export function shiftTimes(shift: ShiftRow, now: Date): ShiftTimes {
  const end = shift.endedAt === undefined ? now.getTime() : Date.parse(shift.endedAt);
  const marks = shift.events
    .filter((event) => event.kind !== 'start')
    .map((event) => ({ ...event, at: Date.parse(event.deviceTime) }))
    .toSorted((one, other) => one.at - other.at);
  const breaks = marks.flatMap((mark, index) => {
    if (mark.kind !== 'presence' || mark.presence !== 'break') return [];
    const until = Math.min(marks[index + 1]?.at ?? end, end);
    return [{ at: mark.at, reason: mark.breakReason, ms: Math.max(0, until - mark.at) }];
  });
  return {
    totalMs: shift.startedAt === undefined ? undefined : Math.max(0, end - Date.parse(shift.startedAt)),
    breaks,
    breaksMs: breaks.reduce((sum, entry) => sum + entry.ms, 0),
  };
}

/**
 * Server's time of arrival minus the device's time in milliseconds, where it is worth a word: positive for news that
 * came late (an outage, or a clock that is behind), negative for a clock that runs ahead.
 */
export function noteworthyDifference(
  deviceTime: string | undefined,
  receivedAt: string | undefined,
): number | undefined {
  if (deviceTime === undefined || receivedAt === undefined) return undefined;
  const difference = Date.parse(receivedAt) - Date.parse(deviceTime);
  return Math.abs(difference) > noteworthyDifferenceMs ? difference : undefined;
}
