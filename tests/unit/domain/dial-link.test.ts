import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberOfLink } from '../../../src/domain/dial-link.ts';

test.each([
  ['tel:+995-599-12-34-56', '+995599123456'],
  ['tel:599%2012%2034%2056', '599123456'],
  ['TEL:+995(32)2100100;ext=12', '+995322100100'],
  ['tel:2100100;phone-context=+99532', '+995322100100'],
  ['tel:2100100;phone-context=example.com', '2100100'],
  ['callto:+995599123456', '+995599123456'],
  ['callto://599123456', '599123456'],
  ['sip:102@pbx.example;transport=ws', '102'],
  ['sip:nino@pbx.example?subject=hello', 'sip:nino@pbx.example'],
  ['sips:nino@pbx.example:5061', 'sips:nino@pbx.example:5061'],
])('%s is %s', (link, number) => {
  expect(numberOfLink(link)).toBe(number);
});

test.each([
  '',
  'tel:',
  'tel:abc',
  'https://example.com',
  'sip:',
  'sip:nino',
  'tel:%zz',
  'sip:<b>@x',
  'tel:1 onload=x',
])('%s asks for nothing', (link) => {
  expect(numberOfLink(link)).toBeUndefined();
});

test('whatever a page writes, nothing but a number or an address comes of it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('tel:', 'sip:', 'callto:', ''),
      fc.string({ maxLength: 60 }),
      (scheme, rest) => {
        const number = numberOfLink(scheme + rest);
        expect(number ?? '1').toMatch(/^(\+?[\d*#]{1,60}|sips?:[\w.!~*'()+-]+@[\w.-]+(:\d+)?)$/u);
      },
    ),
  );
});
