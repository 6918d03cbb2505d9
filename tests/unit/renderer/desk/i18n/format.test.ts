import { describe, expect, it } from 'vitest';
import { formatClock, formatFor } from '../../../../../src/renderer/desk/i18n/format.ts';

// The words of durations are not what is tested here.
const words = formatFor('en', ((key: string) => key) as Parameters<typeof formatFor>[1]);

describe('formatClock', () => {
  it.each([
    [0, '00:00'],
    [59_999, '00:59'],
    [61_000, '01:01'],
    [3_600_000, '1:00:00'],
    [37_230_000, '10:20:30'],
    [-5_000, '00:00'],
  ])('writes %i ms as %s', (milliseconds, clock) => {
    expect(formatClock(milliseconds)).toBe(clock);
  });
});

describe('formatFor', () => {
  it('writes prices in lari from tetri', () => {
    expect(words.price(4_990)).toMatch(/49\.90/);
    expect(words.price(4_990)).toMatch(/₾|GEL/);
  });

  it('gives the day with the time of another day only', () => {
    expect(words.moment(Date.now())).toMatch(/^\d\d:\d\d$/);
    expect(words.moment('2020-03-01T08:00:00.000Z')).toMatch(/^1 Mar, \d\d:\d\d$/);
  });
});
