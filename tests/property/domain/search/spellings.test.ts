import fc from 'fast-check';
import { expect, test } from 'vitest';
import { otherLayouts } from '../../../../src/domain/search/keyboard.ts';
import { latinReadings } from '../../../../src/domain/search/latin.ts';
import { oneError } from '../../../../src/domain/search/one-error.ts';
import { understand } from '../../../../src/domain/search/question.ts';
import { searchKey } from '../../../../src/domain/search/search-key.ts';

const georgianLetters = Array.from('აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ');
/** The national system of romanization (2002). */
const national = [
  ...[
    'a',
    'b',
    'g',
    'd',
    'e',
    'v',
    'z',
    't',
    'i',
    "k'",
    'l',
    'm',
    'n',
    'o',
    "p'",
    'zh',
    'r',
    's',
    "t'",
    'u',
    'p',
  ],
  ...['k', 'gh', "q'", 'sh', 'ch', 'ts', 'dz', "ts'", "ch'", 'kh', 'j', 'h'],
];
const chatted = Array.from('abgdevzTiklmnopJrstufqRySCcZwWxjh');
const word = (letters: readonly string[], least = 1) =>
  fc.array(fc.constantFrom(...letters), { minLength: least, maxLength: 12 }).map((list) => list.join(''));
/** Two letters that Latin writes like one other: their romanization cannot be told from it. */
const ambiguous = /[გზძდკქსცჩპფტთ]ჰ|[დ][ზჟძ]|[თტ][სშ]|ტც/u;
const georgianWord = word(georgianLetters).filter((each) => !ambiguous.test(each));
const spelt = (text: string, letters: readonly string[]): string =>
  Array.from(text, (letter) => letters[georgianLetters.indexOf(letter)] ?? letter).join('');
const keysOf = (latin: string): string[] =>
  latinReadings(latin.replaceAll("'", '')).map((reading) => reading.key);

test('what is romanized by the national system has the key of the Georgian word', () => {
  fc.assert(
    fc.property(georgianWord, (georgian) => {
      expect(keysOf(spelt(georgian, national))).toContain(searchKey(georgian));
    }),
  );
});

test('so has what is chatted, unless it is all capitals', () => {
  fc.assert(
    fc.property(georgianWord, (georgian) => {
      const latin = spelt(georgian, chatted);
      fc.pre(latin !== latin.toUpperCase());
      expect(keysOf(latin)).toContain(searchKey(georgian));
    }),
  );
});

test('Mtavruli has the key of Mkhedruli', () => {
  fc.assert(
    fc.property(word(georgianLetters), (georgian) => {
      expect(searchKey(georgian.toUpperCase())).toBe(searchKey(georgian));
    }),
  );
});

test('what is typed with the wrong layout is read back: the other layout of the other layout is the text', () => {
  const russian = word(Array.from('ёйцукенгшщзхъфывапролджэячсмитьбю'));
  fc.assert(
    fc.property(russian, (meant) => {
      const [latin = ''] = otherLayouts(meant);
      // Without any letter nobody can tell that a layout was wrong.
      fc.pre(/[a-z]/u.test(latin));
      expect(otherLayouts(latin)).toContain(meant);
    }),
  );
  fc.assert(
    fc.property(word(georgianLetters), (meant) => {
      const [latin = ''] = otherLayouts(meant);
      const [cyrillic = ''] = otherLayouts(latin);
      expect(otherLayouts(cyrillic)).toContain(latin);
    }),
  );
});

test('one typing mistake is undone by one', () => {
  fc.assert(
    fc.property(word(Array.from('abcdeghijklmnopqrstuvxz'), 2), (key) => {
      for (const mistyped of oneError(key).slice(0, 40)) {
        if (mistyped !== '') expect(oneError(mistyped)).toContain(key);
      }
    }),
    { numRuns: 30 },
  );
});

test('any text is understood, and asks only for what the index knows', () => {
  const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ unit: 'grapheme' }));
  fc.assert(
    fc.property(anyText, fc.boolean(), (text, knowing) => {
      const { parts } = understand(text, { has: () => knowing, hasBeginning: () => knowing });
      for (const { words } of parts) {
        for (const { keys, beginnings } of words) expect(keys.length + beginnings.length).toBeGreaterThan(0);
      }
      if (!knowing) expect(parts).toEqual([]);
    }),
  );
});
