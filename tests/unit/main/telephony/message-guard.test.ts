import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../../../src/main/telephony/message-guard.ts';

interface Change {
  readonly method?: string;
  readonly uri?: string;
  readonly headers?: readonly string[];
  readonly without?: string;
  readonly body?: string;
  readonly toTag?: string;
}

function message({
  method = 'INVITE',
  uri = 'sip:nino@pbx',
  headers = [],
  without,
  body = '',
  toTag = '',
}: Change = {}): Buffer {
  const lines = [
    'Via: SIP/2.0/WS pbx;branch=z9hG4bKone',
    'From: "Nino" <sip:1@pbx>;tag=f',
    `To: <sip:nino@pbx>${toTag}`,
    'Call-ID: c',
    `CSeq: 1 ${method}`,
    'Contact: <sip:1@pbx>',
    ...headers,
  ].filter((line) => without === undefined || !line.startsWith(`${without}:`));
  return Buffer.from(`${method} ${uri} SIP/2.0\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}

/** What became of a message: its text for SIP.js, the status that it is refused with, or `drop`. */
function outcome(bytes: Buffer): string | number {
  const verdict = judge(bytes);
  if (verdict.verdict === 'pass') return verdict.text;
  return verdict.verdict === 'drop' ? 'drop' : Number(/^SIP\/2\.0 (\d{3})/u.exec(verdict.response)?.[1]);
}

describe('a request', () => {
  it.each<[string, number, Change]>([
    ['an unknown method', 405, { method: 'NEWMETHOD' }],
    ['a method that a desk has no place for', 405, { method: 'MESSAGE' }],
    ['an unknown scheme', 416, { uri: 'xmpp:nino@pbx' }],
    ['an extension that nobody has', 420, { headers: ['Require: 100rel, future'] }],
    ['a session timer that is too short', 422, { headers: ['Supported: timer', 'Session-Expires: 89'] }],
    [
      'the same by its compact name',
      422,
      { method: 'UPDATE', toTag: ';tag=t', headers: ['k: timer', 'x: 10;refresher=uac'] },
    ],
    ['a body of a kind that is no offer', 415, { headers: ['Content-Type: text/plain'], body: 'x' }],
    ['a body of no kind', 415, { body: 'v=0\r\n' }],
    ['an answer wanted that is no SDP', 406, { headers: ['Accept: text/plain'] }],
    ['a place in no call', 481, { method: 'PRACK' }],
    ['no Call-ID', 400, { without: 'Call-ID' }],
    ['two of them', 400, { headers: ['i: d'] }],
    ['too many hops', 400, { headers: ['Max-Forwards: 256'] }],
    ['a bare line end', 400, { headers: ['Subject: a\nb'] }],
    ['brackets around its address', 400, { uri: '<sip:nino@pbx>' }],
  ])('with %s is refused with %i', (_what, status, change) => {
    expect(outcome(message(change))).toBe(status);
  });

  it.each<[string, Change]>([
    ['reliable provisional responses and session timers required', { headers: ['Require: 100rel, timer'] }],
    ['a short timer of somebody who knows none', { headers: ['Session-Expires: 30'] }],
    [
      'an offer of a kind with parameters',
      { headers: ['Content-Type: Application/SDP; charset=utf-8'], body: 'v=0' },
    ],
    [
      'a body that may be left out',
      { headers: ['Content-Type: text/x', 'Content-Disposition: render;handling=optional'], body: 'x' },
    ],
    ['UPDATE within a call', { method: 'UPDATE', toTag: ';tag=t' }],
  ])('with %s passes', (_what, change) => {
    expect(outcome(message(change))).toMatch(/^(INVITE|UPDATE) sip:nino@pbx SIP\/2\.0\r\nvia: /u);
  });

  it('comes to SIP.js as that takes it', () => {
    const offer = outcome(message({ headers: ['c: application/SDP;charset=utf-8'], body: 'v=0' }));
    expect(offer).toContain('\r\ncontent-type: application/sdp\r\n');
    expect(outcome(message({ headers: ['Require: 100rel'] }))).toContain('\r\nsupported: 100rel\r\n');
    const nameless = outcome(message({ method: 'INFO', toTag: ';tag=t', body: 'Signal=1' }));
    expect(nameless).toMatch(/content-length: 0\r\n\r\n$/u);
    const old = message({ without: 'Contact' }).toString().replace(';branch=z9hG4bKone', '');
    expect(outcome(Buffer.from(old))).toContain('\r\ncontact: <sip:1@pbx>\r\n');
    expect(outcome(message({ without: 'Contact' }))).not.toContain('contact:');
  });

  it('is refused with what can be copied from it, the same each time, and allowed methods', () => {
    const verdict = judge(message({ method: 'NEWMETHOD' }));
    expect(verdict).toEqual(judge(message({ method: 'NEWMETHOD' })));
    const response = verdict.verdict === 'refuse' ? verdict.response : '';
    expect(response).toMatch(
      /^SIP\/2\.0 405 Method Not Allowed\r\nVia: SIP\/2\.0\/WS pbx;branch=z9hG4bKone\r\n/u,
    );
    expect(response).toMatch(/\r\nTo: <sip:nino@pbx>;tag=[0-9a-f]{16}\r\n/u);
    expect(response).toMatch(/\r\nAllow: INVITE, .*UPDATE\r\n/u);
    expect(response).not.toMatch(/Allow: .*MESSAGE/u);
  });

  it('that is an ACK is never answered', () => {
    expect(outcome(message({ method: 'ACK', without: 'Call-ID' }))).toBe('drop');
    expect(outcome(message({ method: 'ACK', headers: ['Require: future'] }))).toMatch(/^ACK/u);
  });
});

describe('a response', () => {
  const response = (first: string, headers = '', body = '') =>
    Buffer.from(
      `${first}\r\nVia: SIP/2.0/WS a.invalid;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\n` +
        `Call-ID: c\r\nCSeq: 1 INVITE\r\n${headers}\r\n${body}`,
    );

  it.each(['SIP/2.0 200', 'SIP/2.0 200 ', 'SIP/2.0 200 OK', 'SIP/2.0 183 გზაშია'])('%j passes', (first) => {
    expect(outcome(response(first))).toMatch(/^SIP\/2\.0 \d{3} /u);
  });

  it.each(['SIP/2.0 700 X', 'SIP/2.0 099 X', 'SIP/2.0 2000 X', 'SIP/3.0 200 OK', 'SIP/2.0 OK'])(
    '%j is dropped',
    (first) => {
      expect(outcome(response(first))).toBe('drop');
    },
  );

  it('with a body of no kind loses it, and with a longer one than there is, is dropped', () => {
    expect(outcome(response('SIP/2.0 200 OK', '', 'v=0'))).toMatch(/content-length: 0\r\n\r\n$/u);
    expect(outcome(response('SIP/2.0 200 OK', 'Content-Length: 9\r\n', 'v=0'))).toBe('drop');
  });
});

describe('whatever comes', () => {
  it('is judged: passed in the plain form, dropped, or answered with one complete response', () => {
    const piece = fc.constantFrom(
      ...[
        'INVITE sip:nino@pbx SIP/2.0',
        'SIP/2.0 200 OK',
        '\r\n',
        '\r\n\r\n',
        ': ',
        ';',
        ',',
        '"',
        '<',
        '>',
        '\0',
      ],
      ...[
        'Via: SIP/2.0/WS pbx;branch=z9hG4bK1',
        'From: <sip:a@b>',
        'To: <sip:nino@pbx>',
        'Call-ID: c',
        '\r\n ',
      ],
      ...['CSeq: 1 INVITE', 'Content-Length: -1', 'Require: x', '__proto__: 1', 'constructor: 2', 'ÿ', 'v=0'],
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 30 }), (pieces) => {
        const verdict = judge(Buffer.from(pieces.join('')));
        if (verdict.verdict !== 'refuse') return;
        expect(verdict.response).toMatch(/^SIP\/2\.0 [4-6]\d\d [^\r\n]+\r\n/u);
        expect(verdict.response.endsWith('\r\n\r\n')).toBe(true);
        // Nothing of the request can put a line of its own into the answer.
        expect(verdict.response.match(/\r\n\r\n/gu)).toHaveLength(1);
        expect(verdict.response.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/u);
      }),
      { numRuns: 3000 },
    );
  });
});
