/**
 * References of cases: digits only, so that they can be read out in any language.
 *
 *     1004-000217-3
 *     │    │      └ check digit over all the others (Damm, 2004): finds each single wrong digit and each swap
 *     │    └ running number of that desk
 *     └ desk number, given out by the server once per operator and device: no two desks share one
 *
 * A desk can therefore give a reference with no server at hand, and no other desk can give the same.
 */
const dammTable = [
  [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
  [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
  [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
  [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
  [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
  [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
  [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
  [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
  [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
  [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
] as const;

/** Damm's check digit of a string of digits; 0 for a string that already ends in its own check digit. */
export function dammDigit(digits: string): number {
  let interim = 0;
  for (const digit of digits) interim = dammTable[interim]?.[Number(digit)] ?? 0;
  return interim;
}

/** The reference of the desk's `running`-th case. Throws a RangeError for numbers that do not fit. */
export function makeReference(deskNumber: number, running: number): string {
  if (!Number.isInteger(deskNumber) || deskNumber < 1000 || deskNumber > 999_999) {
    throw new RangeError(`desk number ${deskNumber} is not between 1000 and 999999`);
  }
  if (!Number.isInteger(running) || running < 1 || running > 999_999) {
    throw new RangeError(`running number ${running} is not between 1 and 999999`);
  }
  const body = `${deskNumber}${String(running).padStart(6, '0')}`;
  return `${deskNumber}-${String(running).padStart(6, '0')}-${dammDigit(body)}`;
}

/** The canonical form of a reference as a person typed it, or undefined if a digit is wrong, missing or swapped. */
export function parseReference(text: string): string | undefined {
  const digits = text.replace(/[\s–—-]/g, '');
  if (!/^\d{11,13}$/.test(digits) || dammDigit(digits) !== 0) return undefined;
  return `${digits.slice(0, -7)}-${digits.slice(-7, -1)}-${digits.slice(-1)}`;
}
