import { describe, expect, it } from 'vitest';
import { dialTarget } from '../../../../src/main/telephony/dial-target.ts';

describe('what is dialled', () => {
  it.each([
    ['599 12 34 56', '+995599123456'],
    ['(0) 599-12-34-56', '+995599123456'],
    ['+49 30 901820', '+4930901820'],
    ['0049 30 901820', '+4930901820'],
    ['600', '600'],
    ['*43', '*43'],
    ['*72#', '*72#'],
    ['#21', '#21'],
    ['sip:gela@pbx.example', 'gela'],
    ['sip:600@PBX.example', '600'],
  ])('for %s is %s', (typed, user) => {
    expect(dialTarget(typed, 'pbx.example')).toEqual({ ok: true, value: user });
  });

  it.each([
    [''],
    ['gela'],
    ['sip:gela@elsewhere.example'],
    ['sip:gela@pbx.example;transport=udp@elsewhere.example'],
    ['sips:a@b@pbx.example'],
    ['599;postd=1'],
    ['+'],
    ['1'.repeat(40)],
    ['599\r\nRoute: <sip:evil>'],
  ])('is refused for %j', (typed) => {
    expect(dialTarget(typed, 'pbx.example')).toMatchObject({ ok: false, reason: 'call.invalidNumber' });
  });
});
