/**
 * Milliseconds since 1970 with their fractions. `Date.now` has none, and `performance` drifts from the wall: what two
 * processes measure is compared on the wall clock, taken at the turn of a millisecond.
 */
export function wallClock(): number {
  return performance.now() + offset;
}

let offset = 0;
setWallClock();

/** Takes the wall clock anew; at most a millisecond of waiting. */
export function setWallClock(): void {
  const before = Date.now();
  let now = before;
  while (now === before) now = Date.now();
  offset = now - performance.now();
}
