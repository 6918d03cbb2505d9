import { expect, test } from 'vitest';
import { holdsUs } from '../../../../src/main/telephony/remote-hold.ts';

const sdp = (session: readonly string[], media: readonly string[], port = 5004): string =>
  [
    'v=0',
    'o=- 1 1 IN IP4 192.0.2.1',
    's=-',
    ...session,
    't=0 0',
    `m=audio ${port} RTP/AVP 0`,
    ...media,
    '',
  ].join('\r\n');

test.each([
  ['sendrecv', false],
  ['recvonly', false],
  ['sendonly', true],
  ['inactive', true],
])('a=%s in the media: %s', (direction, held) => {
  expect(holdsUs(sdp(['c=IN IP4 192.0.2.1'], [`a=${direction}`]))).toBe(held);
  // Of the whole session, unless the stream says otherwise (RFC 8866 §6.7).
  expect(holdsUs(sdp(['c=IN IP4 192.0.2.1', `a=${direction}`], []))).toBe(held);
  expect(holdsUs(sdp(['c=IN IP4 192.0.2.1', `a=${direction}`], ['a=sendrecv']))).toBe(false);
});

test('nothing said is sendrecv', () => {
  expect(holdsUs(sdp(['c=IN IP4 192.0.2.1'], []))).toBe(false);
});

test('the address 0.0.0.0 holds as of old, for the session or for the stream', () => {
  expect(holdsUs(sdp(['c=IN IP4 0.0.0.0'], []))).toBe(true);
  expect(holdsUs(sdp(['c=IN IP4 192.0.2.1'], ['c=IN IP4 0.0.0.0']))).toBe(true);
  expect(holdsUs(sdp(['c=IN IP4 0.0.0.0'], ['c=IN IP4 192.0.2.1']))).toBe(false);
  expect(holdsUs(sdp(['c=IN IP6 ::'], []))).toBe(true);
});

test('the address 0.0.0.0 of a browser that only has candidates holds nobody', () => {
  expect(holdsUs(sdp([], ['c=IN IP4 0.0.0.0', 'a=sendrecv'], 9))).toBe(false);
});

test('a stream that is refused, no audio at all, or nonsense holds nobody', () => {
  expect(holdsUs(sdp(['c=IN IP4 192.0.2.1', 'a=inactive'], [], 0))).toBe(false);
  expect(holdsUs('v=0\r\nm=video 9 RTP/AVP 31\r\na=sendonly\r\n')).toBe(false);
  expect(holdsUs('')).toBe(false);
});

test('another stream’s direction is not the voice’s', () => {
  expect(holdsUs(`${sdp(['c=IN IP4 192.0.2.1'], [])}m=video 9 RTP/AVP 31\r\na=inactive\r\n`)).toBe(false);
});
