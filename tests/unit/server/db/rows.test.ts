import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sqlFailure, violates } from '../../../../src/server/db/port.ts';
import { storableText, toJsonb } from '../../../../src/server/db/rows.ts';

test('text that PostgreSQL can hold stays as it is; the rest is mended, however deep it lies', () => {
  expect(toJsonb({ a: ['ა\u0000ბ', { b: '\ud800' }], c: 1 })).toBe('{"a":["აბ",{"b":"\ufffd"}],"c":1}');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const stored = storableText(text);
      expect(stored.isWellFormed()).toBe(true);
      expect(stored).not.toContain('\u0000');
      if (text.isWellFormed() && !text.includes('\u0000')) expect(stored).toBe(text);
    }),
  );
});

test('only the database’s own errors are taken for its', () => {
  const unique = Object.assign(new Error('x'), { code: '23505', constraint: 'cases_reference_key' });
  expect(violates(unique, 'cases_reference_key')).toBe(true);
  expect(violates(unique, 'cases_pkey')).toBe(false);
  expect(sqlFailure(Object.assign(new Error('x'), { code: 'ENOENT' }))).toBeUndefined();
  expect(sqlFailure(new Error('x'))).toBeUndefined();
  expect(sqlFailure('23505')).toBeUndefined();
});
