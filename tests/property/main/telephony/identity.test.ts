import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { originalTargetOf } from '../../../../src/main/telephony/diversion.ts';
import { calledNumberOf, callerOf } from '../../../../src/main/telephony/identity.ts';

/** Pieces that mean something to these header fields, between all that does not. */
const piece = fc.oneof(
  fc.constantFrom(
    ...[
      '<',
      '>',
      '"',
      ',',
      ';',
      '@',
      ':',
      '?',
      '=',
      '%',
      '%00',
      '%E2%80%AE',
      '\\',
      'sip:',
      'sips:',
      'tel:',
      ' ',
    ],
    ...[
      'anonymous',
      ';index=',
      '1',
      '1.1',
      ';mp=',
      ';rc=',
      ';privacy=',
      'full',
      '+995599123456',
      '\u202e',
      '\0',
    ],
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const value = fc.oneof(
  fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
  fc.constantFrom('<sip:', ',', '"\\', ';index=1', '%').map((text) => text.repeat(3000)),
);
const names = [
  'From',
  'To',
  'P-Asserted-Identity',
  'P-Called-Party-ID',
  'Diversion',
  'History-Info',
  'Privacy',
  'X-Called',
];
const headers = fc.dictionary(fc.constantFrom(...names), value);

/** What may be shown: a line of at most so many characters, none of which hides or turns another. */
function isShowable(text: string | undefined, longest: number): boolean {
  if (text === undefined) return true;
  return (
    text !== '' &&
    text === text.trim() &&
    Array.from(text).length <= longest &&
    !/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]/u.test(text)
  );
}

describe('who calls which number', () => {
  it('is something to show, or nothing, whatever the header fields say', () => {
    fc.assert(
      fc.property(headers, (all) => {
        const header = (name: string) => all[name];
        const original = originalTargetOf(header);
        const caller = callerOf(header);
        expect(isShowable(original, 64)).toBe(true);
        expect(isShowable(caller.number, 64)).toBe(true);
        expect(isShowable(caller.name, 120)).toBe(true);
        expect(isShowable(calledNumberOf(header, original, 'X-Called'), 64)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('is the number dialled first, by the index and not by the order of the entries', () => {
    const entry = fc.record({ user: fc.integer({ min: 100, max: 999 }), at: fc.nat(1000) });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 2, maxLength: 8 }), (entries) => {
        const indices = entries.map((_, at) => ['1', ...Array<string>(at).fill('1')].join('.'));
        const written = entries.map(
          ({ user }, at) => `<sip:${user}@x>;index=${indices[at]}${at === 0 ? '' : `;mp=${indices[at - 1]}`}`,
        );
        const shuffled = written
          .map((text, at) => ({ text, by: entries[at]?.at ?? 0 }))
          .toSorted((a, b) => a.by - b.by)
          .map(({ text }) => text);
        const header = (name: string) => (name === 'History-Info' ? shuffled.join(', ') : undefined);
        expect(originalTargetOf(header)).toBe(`${entries[0]?.user}`);
      }),
    );
  });
});
