import { describe, expect, test } from 'vitest';
import en from '../../../../src/server/console/i18n/en.json';
import ka from '../../../../src/server/console/i18n/ka.json';
import ru from '../../../../src/server/console/i18n/ru.json';

const textsOf = (tree: object, prefix = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? textsOf(value, `${prefix}${key}.`)
      : [[`${prefix}${key}`, String(value)] as [string, string]],
  );
/** Plural forms differ from language to language: only that there is a text matters. */
const keysOf = (tree: object) => [
  ...new Set(textsOf(tree).map(([key]) => key.replace(/_(zero|one|two|few|many|other)$/, ''))),
];
const placeholders = (text: string) => [...text.matchAll(/\{\{\w+\}\}/g)].map(([found]) => found).toSorted();

describe.each([
  ['Georgian', ka],
  ['Russian', ru],
])('%s', (_language, texts) => {
  test('has the same texts as English', () => {
    expect(keysOf(texts).toSorted()).toEqual(keysOf(en).toSorted());
  });

  test('fills in the same values', () => {
    const english = new Map(textsOf(en));
    for (const [key, text] of textsOf(texts)) {
      const same = english.get(key);
      if (same !== undefined) expect([key, placeholders(text)]).toEqual([key, placeholders(same)]);
    }
  });

  test('leaves none empty', () => {
    expect(textsOf(texts).filter(([, text]) => text.trim() === '')).toEqual([]);
  });
});

test('a Georgian text is written in Georgian letters, a Russian one in Cyrillic', () => {
  const plain = (tree: object) =>
    textsOf(tree).filter(([key, text]) => !/^(language|app)\./.test(key) && /\p{L}/u.test(text));
  expect(plain(ka).filter(([, text]) => !/[ა-ჰ]/.test(text))).toEqual([]);
  expect(plain(ru).filter(([, text]) => !/[а-яё]/i.test(text))).toEqual([]);
});
