import { describe, expect, it } from 'vitest';
import { calledNumberOf, callerOf, cleanText } from '../../../../src/main/telephony/identity.ts';

const headers = (all: Record<string, string>) => (name: string) => all[name];

describe('the caller', () => {
  it.each([
    ['"Nino Beridze" <sip:+995599123456@pbx.example;user=phone>;tag=1', '+995599123456', 'Nino Beridze'],
    ['<sip:0599123456@pbx.example>', '+995599123456', undefined],
    ['sip:599123456@pbx.example;tag=1', '+995599123456', undefined],
    ['Nino <tel:+995599123456>', '+995599123456', 'Nino'],
    ['<tel:+995-599-12-34-56;phone-context=x>', '+995599123456', undefined],
    ['"995599123456" <sip:995599123456@pbx.example>', '+995599123456', undefined],
    ['"\\"Nino\\" B" <sip:101@pbx.example>', '101', '"Nino" B'],
    ['<sip:nino.b@pbx.example>', 'nino.b', undefined],
    ['"ნინო" <sip:%2B995599123456@pbx.example>', '+995599123456', 'ნინო'],
    ['"Reception" <sip:100:secret@pbx.example:5060>', '100', 'Reception'],
  ])('of %s', (from, number, name) => {
    expect(callerOf(headers({ From: from }))).toEqual({ number, name });
  });

  it('is whom the PBX vouches for before who it says it is', () => {
    const header = headers({
      From: '"Somebody" <sip:555@elsewhere.example>',
      'P-Asserted-Identity': '<sip:+995599123456@pbx.example>, <tel:+995599123456>',
    });
    expect(callerOf(header)).toEqual({ number: '+995599123456', name: 'Somebody' });
  });

  it.each([
    [{ From: '"Anonymous" <sip:anonymous@anonymous.invalid>' }],
    [{ From: '<sip:anonymous@pbx.example>' }],
    [{ From: '<sip:pbx.example>' }],
    [{ From: '<sip:+995599123456@pbx.example>', Privacy: 'id' }],
    [{ From: '<sip:+995599123456@pbx.example>', Privacy: 'header;id' }],
    [{ From: 'nothing that can be read' }],
    [{}],
  ])('has no number where it is anonymous: %o', (all: Record<string, string>) => {
    expect(callerOf(headers(all)).number).toBeUndefined();
    expect(callerOf(headers(all)).name).toBeUndefined();
  });
});

describe('the number that was called', () => {
  it('is of P-Called-Party-ID before To', () => {
    expect(
      calledNumberOf(
        headers({ 'P-Called-Party-ID': '<sip:+995322000111@pbx.example>', To: '<sip:nino@pbx.example>' }),
      ),
    ).toBe('+995322000111');
    expect(calledNumberOf(headers({ To: '<sip:nino@pbx.example>' }))).toBe('nino');
  });
});

describe('a text from the network', () => {
  it('keeps its letters and loses what cannot be seen', () => {
    expect(cleanText('ნინო\u0000 \u202eბერიძე\u2066\r\n\tX', 120)).toBe('ნინო ბერიძე X');
  });
  it('is cut between characters', () => {
    expect(cleanText('😀'.repeat(200), 120)).toBe('😀'.repeat(120));
  });
});
