import { expect, test } from 'vitest';
import { readMessageSummary } from '../../../../src/main/telephony/message-waiting.ts';

const summary = (account: string) =>
  `Messages-Waiting: yes\r\nMessage-Account: ${account}\r\nVoice-Message: 2/8 (0/2)\r\n`;

test.each([
  ['sip:*97@pbx.example', '*97'],
  ['sips:8500@pbx.example;transport=ws', '8500'],
  ['<sip:+995322100100@pbx.example>', '+995322100100'],
  ['tel:+995-32-210-01-00', '+995322100100'],
  ['sip:%2397@pbx.example', '#97'],
])('the account %s is heard at %s', (account, number) => {
  expect(readMessageSummary(summary(account))).toEqual({ waiting: true, fresh: 2, old: 8, number });
});

test.each([
  'sip:asterisk@pbx.example',
  'sip:nino.b@pbx.example',
  'mailto:97@pbx.example',
  'sip:pbx.example',
  '',
])('the account %j gives nothing to dial', (account) => {
  expect(readMessageSummary(summary(account))).toEqual({ waiting: true, fresh: 2, old: 8 });
});
