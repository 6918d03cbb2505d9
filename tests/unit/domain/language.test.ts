import { expect, test } from 'vitest';
import { languages, localized } from '../../../src/domain/language.ts';

test('Georgian comes first', () => {
  expect(languages[0]).toBe('ka');
});

test('a text is given in the language asked for', () => {
  const text = { ka: 'ზარი', en: 'call', ru: 'звонок' };
  expect(languages.map((language) => localized(text, language))).toEqual(['ზარი', 'call', 'звонок']);
});

test('a missing language falls back to Georgian, then English, then Russian', () => {
  expect(localized({ ka: 'ზარი', en: 'call' }, 'ru')).toBe('ზარი');
  expect(localized({ en: 'call', ru: 'звонок' }, 'ka')).toBe('call');
  expect(localized({ ru: 'звонок' }, 'en')).toBe('звонок');
});

test('a language that is there but undefined counts as missing', () => {
  expect(localized({ ka: undefined, ru: 'звонок' }, 'ka')).toBe('звонок');
});

test('an empty text in the language asked for is what its author wrote', () => {
  expect(localized({ ka: '', en: 'call' }, 'ka')).toBe('');
});

test('a text in no language at all is empty', () => {
  expect(localized({}, 'en')).toBe('');
});
