import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginning, formatCursor, parseCursor } from '../../../src/server/sync/cursor.ts';

const number = fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }).map(String);

test('a cursor is read as it was written', () => {
  fc.assert(
    fc.property(fc.uuid(), number, number, (database, xid, seq) => {
      expect(parseCursor(formatCursor(database, { xid, seq }), database)).toEqual({ xid, seq });
    }),
  );
});

test('a cursor of another database is the beginning', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.uuid(), number, number, (one, other, xid, seq) => {
      fc.pre(one !== other);
      expect(parseCursor(formatCursor(one, { xid, seq }), other)).toEqual(beginning);
    }),
  );
});

test('any other text is no cursor', () => {
  fc.assert(
    fc.property(fc.string(), fc.uuid(), (text, database) => {
      fc.pre(!/^[0-9a-f-]{36}\.\d+\.\d+$/.test(text));
      expect(parseCursor(text, database)).toBeUndefined();
    }),
  );
});
