import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { digitOfInfo } from '../../../src/practice/media/digits.ts';
import { readOggOpus } from '../../../src/practice/media/ogg-opus.ts';
import { readRemoteAudio } from '../../../src/practice/media/session-description.ts';
import type { PracticeLine, PracticeLogEntry } from '../../../src/practice/practice-line.ts';
import { parseSipMessage } from '../../../src/practice/sip/message.ts';
import { DeskMedia } from '../../support/desk-media.ts';
import { passwordOf, startPracticeLine, voicesDirectory } from '../../support/practice-line.ts';
import { headerOf, RawSipClient, statusOf } from '../../support/raw-sip-client.ts';

const SDP = [
  'v=0',
  'o=- 1 1 IN IP4 0.0.0.0',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 110',
  'c=IN IP4 0.0.0.0',
  'a=ice-ufrag:abcd',
  'a=ice-pwd:abcdefghijklmnopqrstuvwx',
  `a=fingerprint:sha-256 ${Array<string>(32).fill('AA').join(':')}`,
  'a=setup:actpass',
  'a=mid:0',
  'a=sendrecv',
  'a=rtcp-mux',
  'a=rtpmap:111 opus/48000/2',
  'a=rtpmap:110 telephone-event/48000',
  'a=candidate:1 1 udp 2113937151 127.0.0.1 9 typ host',
  '',
].join('\r\n');

const MESSAGES = [
  request('REGISTER', 'sip:practice.zari.example', [
    'Contact: <sip:a@b.invalid;transport=ws>;expires=60',
    'Expires: 60',
  ]),
  request('OPTIONS', 'sip:practice.zari.example', ['Accept: application/sdp']),
  request(
    'INVITE',
    'sip:*43@practice.zari.example',
    ['Contact: <sip:a@b.invalid>', 'Content-Type: application/sdp'],
    SDP,
  ),
  request(
    'MESSAGE',
    'sip:internet-complaint@practice.zari.example',
    ['Content-Type: text/plain'],
    'გამარჯობა',
  ),
  request('BYE', 'sip:a@b.invalid', []),
  request('INFO', 'sip:a@b.invalid', ['Content-Type: application/dtmf-relay'], 'Signal=5\r\nDuration=100'),
  'SIP/2.0 200 OK\r\nVia: SIP/2.0/WS 127.0.0.1:5;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n',
];

function request(method: string, uri: string, headers: string[], body = ''): string {
  return [
    `${method} ${uri} SIP/2.0`,
    `Via: SIP/2.0/WS fuzz.invalid;branch=z9hG4bK${method}`,
    'Max-Forwards: 70',
    'From: "ნინო" <sip:fuzz@practice.zari.example>;tag=1',
    'To: <sip:fuzz@practice.zari.example>',
    `Call-ID: fuzz-${method}`,
    `CSeq: 1 ${method}`,
    ...headers,
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}

const PIECES = [
  '\r\n',
  '\r',
  '\n',
  '\0',
  ' ',
  ':',
  ';',
  ',',
  '"',
  '<',
  '>',
  '@',
  '%',
  '%zz',
  '*',
  '=',
  '\\',
  '\t',
  '￿',
  '😀',
  'sip:',
  'SIP/2.0',
  '__proto__: x\r\n',
  'Contact: *\r\n',
  'Via: ',
  '-1',
  '99999999999999999999',
  'constructor',
  '\r\n\r\n',
];

/** One change: cut, doubled, swapped or replaced somewhere. */
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(40),
  kind: fc.constantFrom('cut', 'double', 'insert', 'truncate', 'drop-line', 'double-line'),
  piece: fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 12 })),
});

const mutated = (seeds: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...seeds), fc.array(change, { minLength: 1, maxLength: 6 }))
    .map(([seed, changes]) =>
      changes.reduce((text, { at, length, kind, piece }) => {
        const start = Math.floor(at * text.length);
        const end = Math.min(text.length, start + length);
        const lines = text.split('\r\n');
        const line = Math.floor(at * lines.length);
        if (kind === 'cut') return text.slice(0, start) + text.slice(end);
        if (kind === 'double') return text.slice(0, end) + text.slice(start);
        if (kind === 'insert') return text.slice(0, start) + piece + text.slice(end);
        if (kind === 'truncate') return text.slice(0, start);
        const copies = kind === 'drop-line' ? [] : [lines[line] ?? '', lines[line] ?? ''];
        return lines.toSpliced(line, 1, ...copies).join('\r\n');
      }, seed),
    );

describe('parsers', () => {
  it('take any SIP text without an exception', () => {
    fc.assert(
      fc.property(fc.oneof(mutated(MESSAGES), fc.string()), (text) => {
        const result = parseSipMessage(text);
        if (!result.ok) expect(result.reply ?? 'SIP/2.0 400').toMatch(/^SIP\/2\.0 400/);
      }),
      { numRuns: 3000 },
    );
  });

  it('take any session description without an exception', () => {
    fc.assert(
      fc.property(fc.oneof(mutated([SDP]), fc.string()), (text) => {
        expect(typeof readRemoteAudio(text).ok).toBe('boolean');
      }),
      { numRuns: 2000 },
    );
  });

  it('take any Ogg bytes without an exception', () => {
    const voice = readFileSync(join(voicesDirectory, 'callee.opus')).subarray(0, 6000);
    const damage = fc.array(fc.tuple(fc.nat(5999), fc.nat(255)), { maxLength: 8 });
    fc.assert(
      fc.property(damage, fc.nat(6000), (bytes, length) => {
        const file = Buffer.from(voice.subarray(0, length));
        for (const [at, value] of bytes) if (at < file.length) file[at] = value;
        expect(typeof readOggOpus(file).ok).toBe('boolean');
      }),
      { numRuns: 500 },
    );
  });

  it('take any INFO body without an exception', () => {
    fc.assert(
      fc.property(fc.string(), (body) => {
        expect(digitOfInfo('application/dtmf-relay', body) ?? '0').toMatch(/^[0-9*#A-D]$/);
      }),
    );
  });
});

describe('the practice line', () => {
  let line: PracticeLine;
  let log: PracticeLogEntry[];
  let desk: RawSipClient;

  beforeAll(async () => {
    ({ line, log } = await startPracticeLine());
    desk = await RawSipClient.connect(line.url, 'nino', passwordOf('nino'));
  });

  afterAll(() => line.close());

  async function answersStill(): Promise<void> {
    expect(statusOf(await desk.request('OPTIONS'))).toBe(200);
    expect(log.filter(({ event }) => event === 'failed')).toEqual([]);
    desk.received.length = 0;
  }

  it('answers OPTIONS after any mutated message', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(mutated(MESSAGES), { minLength: 1, maxLength: 20 }), async (texts) => {
        for (const text of texts) desk.send(text);
        await answersStill();
      }),
      { numRuns: 100 },
    );
  });

  it('answers OPTIONS after any mutated message in a call, and the call goes on', async () => {
    expect(statusOf(await desk.register())).toBe(200);
    const call = await line.call('nino', 'internet-complaint');
    const invite = await desk.next((text) => text.startsWith('INVITE '));
    const copy = (name: string): string => new RegExp(`^${name}: (.*)\r$`, 'm').exec(invite)?.[1] ?? '';
    const ringing = [
      'SIP/2.0 180 Ringing',
      `Via: ${copy('Via')}`,
      `From: ${copy('From')}`,
      `To: ${copy('To')};tag=desk`,
      `Call-ID: ${copy('Call-ID')}`,
      `CSeq: ${copy('CSeq')}`,
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n');
    desk.send(ringing);
    await call.until('early');
    await fc.assert(
      fc.asyncProperty(fc.array(mutated([ringing]), { minLength: 1, maxLength: 10 }), async (texts) => {
        // A mutation may make a final response of it, by right; those are left out.
        for (const text of texts) if (!/^SIP\/2\.0 [2-6]/.test(text)) desk.send(text);
        await answersStill();
      }),
      { numRuns: 50 },
    );
    expect(call.state).toBe('early');
  });

  it('answers any mutated offer within a call', async () => {
    const media = new DeskMedia();
    onTestFinished(() => media.close());
    expect(statusOf(await desk.register())).toBe(200);
    const call = await line.call('nino', 'internet-complaint');
    const invite = await desk.next((text) => text.startsWith('INVITE ') && text.includes(call.id));
    await media.setDescription(invite.slice(invite.indexOf('\r\n\r\n') + 4));
    const { body: answer } = await media.getDescription();
    desk.respond(invite, '200 OK', {
      toTag: 'desk',
      body: answer,
      headers: ['Content-Type: application/sdp'],
    });
    await call.until('media');
    const dialog = {
      from: `${headerOf(invite, 'To')};tag=desk`,
      to: headerOf(invite, 'From'),
      callId: call.id,
    };
    let cseq = 1;
    await fc.assert(
      fc.asyncProperty(mutated([SDP, answer]), async (body) => {
        cseq += 1;
        const headers = ['Content-Type: application/sdp'];
        const status = statusOf(await desk.request('INVITE', { ...dialog, cseq, body, headers }));
        desk.write('ACK', { ...dialog, cseq });
        expect([200, 488]).toContain(status);
        await answersStill();
      }),
      { numRuns: 60 },
    );
    expect(call.state).toBe('confirmed');
    expect(log.filter(({ event }) => event === 'offer-failed')).toEqual([]);
  });

  it('survives what no message ever is', async () => {
    const closed = await RawSipClient.connect(line.url);
    closed.send('A'.repeat(100_000));
    desk.send('\0\0\0');
    desk.send(`OPTIONS sip:x SIP/2.0\r\n${'X: y\r\n'.repeat(5000)}\r\n`);
    desk.send(`OPTIONS sip:x SIP/2.0\r\nVia: ${'('.repeat(20_000)}\r\n\r\n`);
    await answersStill();
  });
});

// The torture messages of RFC 4475, where they are at hand.
const tortures = process.env['ZARI_RFC4475_DIRECTORY'];

describe.skipIf(tortures === undefined)('the messages of RFC 4475', () => {
  const names = tortures === undefined ? [] : readdirSync(tortures).filter((name) => name.endsWith('.dat'));

  it.each(names)('%s is taken without an exception', (name) => {
    expect(typeof parseSipMessage(readFileSync(join(tortures ?? '', name), 'latin1')).ok).toBe('boolean');
  });
});
