import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markedPieces } from '../../../../../src/renderer/desk/features/knowledge/marked-text.ts';
import { fillPlaceholders } from '../../../../../src/renderer/desk/features/script/placeholders.ts';

/** Without their places in the text. */
const plain = <P extends { at: number }>(pieces: P[]) => pieces.map(({ at: _at, ...rest }) => rest);

describe('fillPlaceholders', () => {
  it('fills in what is known and marks what is not', () => {
    const pieces = fillPlaceholders('Hi {{ customer.name }}, {{operator.name}} here {{case.date}}', {
      'customer.name': ' Nino ',
      'operator.name': '  ',
    });
    expect(plain(pieces)).toEqual([
      { kind: 'text', text: 'Hi ' },
      { kind: 'filled', name: 'customer.name', text: 'Nino' },
      { kind: 'text', text: ', ' },
      { kind: 'missing', name: 'operator.name' },
      { kind: 'text', text: ' here ' },
      { kind: 'missing', name: 'case.date' },
    ]);
  });

  it('does not fill in what a name itself seems to ask for', () => {
    expect(plain(fillPlaceholders('{{customer.name}}', { 'customer.name': '{{operator.name}}' }))).toEqual([
      { kind: 'filled', name: 'customer.name', text: '{{operator.name}}' },
    ]);
  });

  it('loses no plain text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes('{{'));
        expect(
          fillPlaceholders(text, {})
            .map((piece) => (piece.kind === 'text' ? piece.text : ''))
            .join(''),
        ).toBe(text);
      }),
    );
  });
});

describe('markedPieces', () => {
  it('marks between the two characters, in any script', () => {
    expect(plain(markedPieces('the \uE000რო\uE001უტერი \uE000on\uE001'))).toEqual([
      { text: 'the ', marked: false },
      { text: 'რო', marked: true },
      { text: 'უტერი ', marked: false },
      { text: 'on', marked: true },
    ]);
  });

  it('keeps every character, however the marks lie', () => {
    const characters = fc.constantFrom('a', 'ბ', '😀', '\uE000', '\uE001');
    fc.assert(
      fc.property(fc.array(characters), (parts) => {
        const text = parts.join('');
        expect(
          markedPieces(text)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text.replace(/[\uE000\uE001]/g, ''));
      }),
    );
  });
});
