import { describe, expect, it } from 'vitest';
import { originalTargetOf } from '../../../../src/main/telephony/diversion.ts';
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
  const called = (all: Record<string, string>, own?: string) => {
    const header = headers(all);
    return calledNumberOf(header, originalTargetOf(header), own);
  };
  const all = {
    'X-Called': '0322 11 11 11',
    'P-Called-Party-ID': '<sip:+995322222222@pbx.example>',
    Diversion: '<sip:+995322333333@pbx.example>;reason=unconditional',
    To: '<sip:nino@pbx.example>',
  };

  it('is of the account’s own header, P-Called-Party-ID, Diversion and To, in this order', () => {
    const { 'X-Called': _own, ...withoutOwn } = all;
    const { 'P-Called-Party-ID': _party, ...diverted } = withoutOwn;
    expect(called(all, 'X-Called')).toBe('+995322111111');
    expect(called(all)).toBe('+995322222222');
    expect(called(withoutOwn, 'X-Called')).toBe('+995322222222');
    expect(called(diverted)).toBe('+995322333333');
    expect(called({ To: all.To })).toBe('nino');
    expect(called({})).toBeUndefined();
  });

  it.each([
    ['0322123456', '+995322123456'],
    ['+995 322 12 34 56;ext=1', '+995322123456'],
    ['"Line" <sip:0322123456@pbx>;x=y', '+995322123456'],
    ['tel:+995322123456', '+995322123456'],
    ['sales', 'sales'],
    ['', 'nino'],
    ['<>', 'nino'],
  ])('in the account’s own header may stand as %j', (value, number) => {
    expect(called({ 'X-Called': value, To: all.To }, 'X-Called')).toBe(number);
  });
});

describe('the number that was dialled first', () => {
  it.each<[string, Record<string, string>, string | undefined]>([
    ['nobody', {}, undefined],
    [
      'the only Diversion',
      { Diversion: '"Shop" <sip:0322111111@x>;reason=no-answer;counter=1' },
      '+995322111111',
    ],
    [
      'the last Diversion, which is the oldest',
      { Diversion: '<sip:101@x>;reason=user-busy, "A, B" <tel:+995322222222>;reason=unconditional' },
      '+995322222222',
    ],
    ['not who is private', { Diversion: '<sip:101@x>;privacy=full' }, undefined],
    ['not who is anonymous', { Diversion: '<sip:anonymous@anonymous.invalid>' }, undefined],
    [
      'the origin of the first mp',
      {
        'History-Info':
          '<sip:0322333333@x>;index=1, <sip:102@x;cause=302>;index=1.1;mp=1, <sip:103@x;cause=486>;index=1.2;mp=1.1',
      },
      '+995322333333',
    ],
    [
      'the same in another order, and before Diversion',
      {
        'History-Info': '<sip:102@x>;index=1.1;mp=1,<sip:0322333333@x>;index=1',
        Diversion: '<sip:555@x>',
      },
      '+995322333333',
    ],
    [
      'nobody where only a registered telephone was found',
      { 'History-Info': '<sip:nino@x>;index=1, <sip:k3jf@10.0.0.1>;index=1.1;rc=1' },
      undefined,
    ],
    [
      'the first entry of a history without mp',
      { 'History-Info': '<sip:0322333333@x?Reason=SIP%3Bcause%3D302>;index=1, <sip:102@x>;index=1.1' },
      '+995322333333',
    ],
    ['nobody in a history of one', { 'History-Info': '<sip:102@x>;index=1' }, undefined],
    [
      'nobody who asks for privacy there',
      { 'History-Info': '<sip:0322333333@x?Privacy=history>;index=1, <sip:102@x>;index=1.1;mp=1' },
      undefined,
    ],
    [
      'the tenth branch after the ninth',
      { 'History-Info': '<sip:3@x>;index=1.10;mp=1.9, <sip:2@x>;index=1.9, <sip:1@x>;index=1' },
      '2',
    ],
    [
      'nobody that cannot be read',
      { Diversion: ',,<>;', 'History-Info': '<sip:1@x>;index=one;mp=' },
      undefined,
    ],
  ])('is %s', (_what, all, number) => {
    expect(originalTargetOf(headers(all))).toBe(number);
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
