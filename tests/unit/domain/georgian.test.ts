import { expect, test } from 'vitest';
import { georgianDay } from '../../../src/domain/georgian.ts';

test.each([
  [0, '5 იანვარი'],
  [4, '5 მაისი'],
  [7, '5 აგვისტო'],
  [10, '5 ნოემბერი'],
  [11, '5 დეკემბერი'],
])('names the day in month %i: %s', (month, text) => {
  expect(georgianDay(new Date(2026, month, 5))).toBe(text);
  expect(georgianDay(new Date(2026, month, 5), true)).toBe(`${text}, 2026`);
});
