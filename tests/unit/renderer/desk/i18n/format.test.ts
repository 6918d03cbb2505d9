import { createInstance } from 'i18next';
import { describe, expect, it } from 'vitest';
import type { Language } from '../../../../../src/domain/language.ts';
import { formatClock, formatFor } from '../../../../../src/renderer/desk/i18n/format.ts';

// i18next's language of keys: the words of durations are not what is tested here.
const keys = await createInstance().init({ lng: 'cimode' });
const formatOf = (language: Language) => formatFor(language, keys);

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
  it.each([
    ['ka', 500, '5,00 ₾'],
    ['ru', 500, '5,00 ₾'],
    ['en', 500, '₾5.00'],
    ['ka', 123_456_789, '1 234 567,89 ₾'],
    ['en', 123_456_789, '₾1,234,567.89'],
    ['ka', 7, '0,07 ₾'],
    ['ka', -4_990, '-49,90 ₾'],
  ] as const)('writes prices in %s: %i tetri as %s', (language, tetri, text) => {
    expect(formatOf(language).price(tetri).replaceAll('\u00a0', ' ')).toBe(text);
  });

  it('breaks no price over two lines', () => {
    expect(formatOf('ka').price(123_456)).not.toContain(' ');
  });

  it('gives the time alone for today', () => {
    expect(formatOf('ka').moment(Date.now())).toMatch(/^\d\d:\d\d$/);
    expect(formatOf('ka').timeWithSeconds(new Date(2026, 10, 23, 9, 5, 7).getTime())).toBe('09:05:07');
  });

  it.each([
    ['ka', /^23 ნოემბერი, 2020, 08:05$/],
    ['en', /^23 Nov 2020, 08:05$/],
    ['ru', /^23 нояб\.? 2020 г\., 08:05$/],
  ] as const)('names the day and the year of another year in %s', (language, text) => {
    expect(formatOf(language).moment(new Date(2020, 10, 23, 8, 5).getTime())).toMatch(text);
  });

  it('names only the day within this year', () => {
    const now = new Date();
    const january = now.getMonth() === 0;
    const other = new Date(now.getFullYear(), january ? 1 : 0, 15, 8, 5);
    expect(formatOf('ka').moment(other.getTime())).toBe(`15 ${january ? 'თებერვალი' : 'იანვარი'}, 08:05`);
  });
});
