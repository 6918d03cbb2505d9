import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withoutCandidates } from '../../../../src/renderer/media/candidates.ts';

const one = 'a=candidate:1 1 udp 2122260223 192.0.2.1 9 typ host';
const two = 'a=candidate:2 1 udp 1686052607 198.51.100.1 40000 typ srflx raddr 192.0.2.1 rport 9';

it('takes the candidates out, each with the section that it stands in', () => {
  const sdp = ['v=0', 'm=audio 9 X', one, 'a=mid:0', 'm=video 9 X', two, 'a=end-of-candidates', ''];
  expect(withoutCandidates(sdp.join('\r\n'))).toEqual({
    sdp: ['v=0', 'm=audio 9 X', 'a=mid:0', 'm=video 9 X', ''].join('\r\n'),
    candidates: [
      { candidate: one.slice(2), sdpMLineIndex: 0 },
      { candidate: two.slice(2), sdpMLineIndex: 1 },
    ],
  });
});

it('leaves all else as it was, whatever it is and however its lines end', () => {
  const line = fc.oneof(fc.constantFrom(one, two, 'm=audio 9 X', 'a=sendrecv', ''), fc.string());
  fc.assert(
    fc.property(fc.array(line), fc.constantFrom('\r\n', '\n'), (lines, end) => {
      const kept = lines.filter((each) => !/^a=(candidate:|end-of-candidates)/u.test(each));
      const text = (all: readonly string[]) => all.map((each) => `${each}${end}`).join('');
      const mixed = lines.some((each) => /[\r\n]/u.test(each));
      if (!mixed) expect(withoutCandidates(text(lines)).sdp).toBe(text(kept));
    }),
  );
});
