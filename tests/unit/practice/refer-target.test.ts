import { describe, expect, it } from 'vitest';
import { referTarget } from '../../../src/practice/calls/handing-over.ts';
import { parseSipMessage } from '../../../src/practice/sip/message.ts';

function targetOf(...referTo: string[]) {
  const parsed = parseSipMessage(
    [
      'REFER sip:practice@127.0.0.1 SIP/2.0',
      'Via: SIP/2.0/WS x.invalid;branch=z9hG4bK1',
      'From: <sip:nino@practice.zari.example>;tag=a',
      'To: <sip:lali@practice.zari.example>;tag=b',
      'Call-ID: c',
      'CSeq: 2 REFER',
      ...referTo.map((value) => `Refer-To: ${value}`),
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n'),
  );
  if (!parsed.ok || parsed.message.kind !== 'request') throw new Error('no request');
  return referTarget(parsed.message);
}

describe('whom a REFER names', () => {
  it('is a number, or whoever is in another call', () => {
    expect(targetOf('<sip:101@practice.zari.example>')).toEqual({ number: '101', replaces: undefined });
    expect(targetOf('sip:%2A43@practice.zari.example')).toMatchObject({ number: '*43' });
    const replaces = encodeURIComponent('id@host;to-tag=ours;from-tag=theirs');
    expect(targetOf(`<sip:practice@127.0.0.1:1;transport=ws?Replaces=${replaces}>`)).toEqual({
      number: 'practice',
      replaces: { callId: 'id@host', localTag: 'ours', remoteTag: 'theirs' },
    });
  });

  it.each([
    [[]],
    [['<sip:practice.zari.example>']],
    [['<sip:101@practice.zari.example?Replaces=id>']],
    [['<sip:101@practice.zari.example?Replaces=%ff>']],
    [['<sip:101@practice.zari.example?Replaces=id%3Bto-tag%3Da>']],
  ])('is nobody: %j', (values) => {
    expect(targetOf(...values)).toBeUndefined();
  });
});
