import { describe, expect, test } from 'vitest';
import { indexKey, indexKeys } from '../../../../src/domain/search/index-words.ts';
import { understand, type Vocabulary } from '../../../../src/domain/search/question.ts';

const text = `ინტერნეტის ტარიფი და როუტერის პაროლი, გადახდა ბარათით, ჩეკი, შეკვეთა, წყალი, ღამე, ყუთი, ჯიბე;
  привет, жалоба на холодильник, звонок; delivery of a Wi-Fi router AX-3000, USB-C`;
const keys = [...new Set(indexKeys(text))].toSorted();
const vocabulary: Vocabulary = {
  has: (key) => keys.includes(key),
  hasBeginning: (beginning) => keys.some((key) => key.startsWith(beginning)),
};
/** The keys that a question may stand for, word by word. */
const wanted = (question: string) =>
  understand(question, vocabulary).parts.flatMap(({ words }) => words.flatMap((word) => word.keys));

describe('a word is understood', () => {
  test.each([
    ['as it stands', 'ტარიფი ', 'ტარიფი'],
    ['inflected', 'ტარიფების ', 'ტარიფი'],
    ['in capitals (Mtavruli)', 'ᲢᲐᲠᲘᲤᲘ', 'ტარიფი'],
    ['romanized by the national system', "t'aripi ", 'ტარიფი'],
    ['romanized without apostrophes', 'tsqali', 'წყალი'],
    ['as it is chatted', 'SekveTis', 'შეკვეთა'],
    ['chatted with a capital for ღ', 'Rame', 'ღამე'],
    ['chatted with y and w', 'wyali', 'წყალი'],
    ['chatted with figures', '4eki', 'ჩეკი'],
    ['chatted with dzh', 'dzhibe', 'ჯიბე'],
    ['in Russian, romanized', 'zhaloba', 'жалоба'],
    ['in Russian on the Latin layout', 'ghbdtn', 'привет'],
    ['in Russian on the Latin layout, with letters on punctuation keys', '[jkjlbkmybr', 'холодильник'],
    ['in Georgian on the Russian layout', 'ефкшаш', 'ტარიფი'],
    ['in English on the Georgian layout', 'დელივერყ', 'delivery'],
    ['in English on the Russian layout', 'вудшмукн', 'delivery'],
    ['with two letters swapped', 'პაორლი ', 'პაროლი'],
    ['with a letter missing', 'როტერი ', 'როუტერი'],
    ['with a letter doubled', 'пприветт ', 'привет'],
    ['with another letter', 'delivary ', 'delivery'],
    ['with a fleeting vowel', 'звонками', 'звонок'],
  ])('%s', (_how, question, meant) => {
    expect(wanted(question)).toContain(indexKey(meant));
  });
});

test('the last word may still be typed; one that a space follows is whole', () => {
  expect(understand('ინტერ', vocabulary).parts[0]?.words[0]?.beginnings).toEqual(['inter']);
  expect(understand('ინტერნეტი ', vocabulary).parts[0]?.words[0]?.beginnings).toEqual([]);
});

test.each(['ax3000', 'AX 3000', 'ax-3000', 'wi fi', 'WIFI', 'usb c'])('%s is one thing', (question) => {
  const { parts, unknown } = understand(question, vocabulary);
  expect(unknown).toBe(0);
  expect(parts).toHaveLength(1);
});

test('words that the index does not know are counted, and the others stay', () => {
  const { parts, unknown } = understand('zzzz ტარიფი', vocabulary);
  expect(unknown).toBe(1);
  expect(parts).toHaveLength(1);
});

test('a pasted page asks for its first words', () => {
  expect(understand('ტარიფი '.repeat(5000), vocabulary).parts.length).toBeLessThanOrEqual(12);
});
