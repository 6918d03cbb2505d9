import { expect, test } from 'vitest';
import { isAnsweredElsewhere } from '../../../../src/main/telephony/endings.ts';

test.each([
  ['SIP;cause=200;text="Call completed elsewhere"', true],
  ['SIP ;cause=200 ;text="Call completed elsewhere"', true],
  ['SIP;text="Call completed elsewhere";cause=200', true],
  ['sip;CAUSE=200', true],
  ['Q.850;cause=26', true],
  ['Q.850;cause=16;text="Normal", SIP;cause=200', true],
  ['SIP;cause=487', false],
  ['SIP;cause=2000', false],
  ['Q.850;cause=16', false],
  ['Q.850;cause=200', false],
  ['', false],
])('%s', (reason, elsewhere) => {
  expect(isAnsweredElsewhere([reason])).toBe(elsewhere);
  expect(isAnsweredElsewhere(['Q.850;cause=31', reason])).toBe(elsewhere);
});

test('no reason is the caller’s own', () => {
  expect(isAnsweredElsewhere([])).toBe(false);
});
