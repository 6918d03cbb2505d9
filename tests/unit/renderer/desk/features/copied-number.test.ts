import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copiedNumber, copiedTones } from '../../../../../src/renderer/desk/features/call/copied-number.ts';

describe('the number that was copied', () => {
  it.each([
    [' +995 599 12-34-56\n', '+995 599 12-34-56'],
    ['tel:+995-599-123456;ext=2', '+995-599-123456'],
    ['sip:102@pbx.example.ge;transport=wss', '102@pbx.example.ge'],
    ['sips:nino@example.ge?subject=x', 'nino@example.ge'],
    ['032\u00a02\u201110\u201101\u201100', '032 2-10-01-00'],
    ['599.12.34.56', '599-12-34-56'],
    ['*98', '*98'],
    ['599 12 34 56 – call after six', undefined],
    ['call 599', undefined],
    ['', undefined],
    ['mailto:nino', undefined],
    ['1'.repeat(80), undefined],
  ])('in %j is %j', (text, number) => {
    expect(copiedNumber(text)).toBe(number);
  });

  it('is never longer than a number, whatever was copied', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect((copiedNumber(text) ?? '').length).toBeLessThanOrEqual(40);
        expect(copiedTones(text) ?? '0').toMatch(/^[0-9A-D*#]{1,40}$/);
      }),
    );
  });
});

it.each([
  ['4012 8888 8888 1881#', '4012888888881881#'],
  ['a1-b2', 'A1B2'],
  ['12x', undefined],
  ['', undefined],
])('the tones in %j are %j', (text, tones) => {
  expect(copiedTones(text)).toBe(tones);
});
