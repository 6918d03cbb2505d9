import { expect, test } from 'vitest';
import { formatLocal, formatTable } from '../../../../src/server/cli/table.ts';
import { languageOf, textsIn } from '../../../../src/server/cli/texts.ts';

test('columns are as wide as their widest cell, in letters and not in bytes', () => {
  expect(
    formatTable(
      ['ა', 'b'],
      [
        ['გიორგი', '1'],
        ['', '22'],
      ],
    ),
  ).toBe('ა       b\n──────  ──\nგიორგი  1\n        22');
});

test('texts of customers cannot steer the terminal', () => {
  expect(formatTable(['a'], [['x\u001b[2Jy\nz']])).toBe('a\n────────\nx [2Jy z');
});

test('times are local, and a missing one is a dash', () => {
  const local = new Date(2026, 2, 5, 7, 8);
  expect(formatLocal(local.toISOString())).toBe('05.03.2026 07:08');
  expect(formatLocal(undefined)).toBe('–');
});

test('the language is the chosen one, then the terminal’s, then English', () => {
  expect(languageOf({ ZARI_LANGUAGE: 'ru', LANG: 'ka_GE.UTF-8' })).toBe('ru');
  expect(languageOf({ LC_ALL: '', LANG: 'ka_GE.UTF-8' })).toBe('ka');
  expect(languageOf({ LANG: 'C.UTF-8' })).toBe('en');
  expect(textsIn('en')('portInUse', '$&')).toContain('$&');
});
