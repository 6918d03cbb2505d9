import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dammDigit, makeReference, parseReference } from '../../../src/domain/reference.ts';

const deskNumber = fc.integer({ min: 1000, max: 999_999 });
const running = fc.integer({ min: 1, max: 999_999 });
const reference = fc.tuple(deskNumber, running).map(([desk, number]) => makeReference(desk, number));

/** The text with the character at this place replaced. */
const withAt = (text: string, at: number, character: string): string =>
  text.slice(0, at) + character + text.slice(at + 1);

describe('a reference', () => {
  test('reads back as itself, however it is spaced', () => {
    fc.assert(
      fc.property(reference, fc.constantFrom('', ' ', '-', '–', '—', ' - '), (made, separator) => {
        expect(made).toMatch(/^\d{4,6}-\d{6}-\d$/);
        expect(parseReference(made.replaceAll('-', separator))).toBe(made);
        expect(parseReference(` ${made}\n`)).toBe(made);
      }),
    );
  });

  test('is never given twice', () => {
    fc.assert(
      fc.property(deskNumber, running, deskNumber, running, (desk, number, otherDesk, otherNumber) => {
        const same = desk === otherDesk && number === otherNumber;
        expect(makeReference(desk, number) === makeReference(otherDesk, otherNumber)).toBe(same);
      }),
    );
  });

  test('with one digit wrong is refused, whichever and whatever', () => {
    fc.assert(
      fc.property(reference, (made) => {
        for (const [at, digit] of Array.from(made).entries()) {
          if (digit === '-') continue;
          for (const wrong of '0123456789') {
            if (wrong !== digit) expect(parseReference(withAt(made, at, wrong))).toBeUndefined();
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  test('with two neighbours swapped is refused', () => {
    fc.assert(
      fc.property(reference, (made) => {
        const digits = made.replaceAll('-', '');
        for (let at = 0; at + 1 < digits.length; at++) {
          const [one = '', two = ''] = digits.slice(at, at + 2);
          if (one === two) continue;
          expect(parseReference(withAt(withAt(digits, at, two), at + 1, one))).toBeUndefined();
        }
      }),
    );
  });

  test('is nothing else than digits of the right number', () => {
    for (const text of ['', '1004', '1004-000217', 'abc', '1004-000217-x', '0'.repeat(20)]) {
      expect(parseReference(text)).toBeUndefined();
    }
    fc.assert(fc.property(fc.string(), (text) => void parseReference(text)));
  });

  test('refuses numbers that do not fit', () => {
    const bad: [number, number][] = [
      [999, 1],
      [1_000_000, 1],
      [1004, 0],
      [1004, 1_000_000],
      [1004.5, 1],
    ];
    for (const [desk, number] of bad) expect(() => makeReference(desk, number)).toThrow(RangeError);
  });
});

test("the check digit is Damm's", () => {
  // The example of Damm's dissertation (2004).
  expect(dammDigit('572')).toBe(4);
  expect(dammDigit('5724')).toBe(0);
});
