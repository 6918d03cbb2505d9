import { expect, test } from 'vitest';
import { normaliseForSearch, searchWords, wordsInPlace } from '../../../src/domain/search-text.ts';

test.each([
  ['ᲘᲜᲢᲔᲠᲜᲔᲢᲘ', 'ინტერნეტი'],
  ['ᲰᲱᲿ', 'ჰჱჿ'],
  ['Ёлка', 'елка'],
  ['Wi‑Fi ＡＢＣ', 'wi‐fi abc'],
  ['№5', 'no5'],
])('reads %s as %s', (written, form) => {
  expect(normaliseForSearch(written)).toBe(form);
});

test('takes words apart at everything that is no letter, digit or mark', () => {
  expect(searchWords('„ხაზი“, ხაზის: a/b_c… 👍 100%')).toEqual(['ხაზი', 'ხაზის', 'a', 'b', 'c', '100']);
  expect(searchWords('?! 👍')).toEqual([]);
});

test('finds words where they stand', () => {
  const text = '– ИнтерНет, 2026';
  expect([...wordsInPlace(text)]).toEqual([
    { start: 2, end: 10, word: 'ИнтерНет' },
    { start: 12, end: 16, word: '2026' },
  ]);
});
