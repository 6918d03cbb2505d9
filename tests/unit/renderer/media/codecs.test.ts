import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { preferredCodecs, withOpusWishes, withRedFirst } from '../../../../src/renderer/media/codecs.ts';
import { fakeSdp } from '../../../support/fake-media-port.ts';

const codec = fc.record({
  mimeType: fc.constantFrom('audio/opus', 'audio/red', 'audio/G722', 'audio/PCMU', 'audio/CN'),
  id: fc.nat(),
});
const names = (codecs: readonly { mimeType: string }[]) => codecs.map(({ mimeType }) => mimeType);
const withRed = 'm=audio 9 UDP/TLS/RTP/SAVPF 111 63\r\na=rtpmap:63 red/48000/2\r\n';
/** Redundant text (RFC 4103) has the same name and another clock. */
const withTextRed = 'm=text 9 RTP/AVP 100\r\na=rtpmap:100 red/1000\r\n';

describe('the order of codecs', () => {
  it('loses none and adds none, and leaves those alone that it knows nothing of', () => {
    fc.assert(
      fc.property(fc.array(codec), fc.constantFrom(undefined, withRed, withTextRed), (codecs, remote) => {
        const ordered = preferredCodecs(codecs, remote);
        const asTexts = (all: typeof codecs) => all.map((each) => JSON.stringify(each)).toSorted();
        expect(asTexts(ordered)).toEqual(asTexts(codecs));
        const others = ({ mimeType }: { mimeType: string }) => !/opus|red/u.test(mimeType);
        expect(ordered.filter(others)).toEqual(codecs.filter(others));
      }),
    );
  });

  it('has Opus first, and RED before it only where the other side has offered it for audio', () => {
    const codecs = names([])
      .concat('audio/PCMU', 'audio/red', 'audio/opus')
      .map((mimeType) => ({ mimeType }));
    expect(names(preferredCodecs(codecs, undefined))).toEqual(['audio/opus', 'audio/red', 'audio/PCMU']);
    expect(names(preferredCodecs(codecs, withTextRed))).toEqual(['audio/opus', 'audio/red', 'audio/PCMU']);
    expect(names(preferredCodecs(codecs, withRed))).toEqual(['audio/red', 'audio/opus', 'audio/PCMU']);
  });
});

describe('the other side’s description', () => {
  it('has RED first where there is RED for audio, and is left alone where not', () => {
    expect(withRedFirst(`m=audio 9 UDP/TLS/RTP/SAVPF 111 63 0\r\na=rtpmap:63 red/48000/2\r\n`)).toBe(
      'm=audio 9 UDP/TLS/RTP/SAVPF 63 111 0\r\na=rtpmap:63 red/48000/2\r\n',
    );
    for (const sdp of ['', 'nonsense', withTextRed, fakeSdp('sendrecv', 1, 'offer')]) {
      expect(withRedFirst(sdp)).toBe(sdp);
    }
    expect(withRedFirst(withRedFirst(withRed))).toBe(withRedFirst(withRed));
  });
});

describe('what we wish of the other side’s Opus', () => {
  const formats = (sdp: string) => sdp.split('\r\n').filter((line) => line.startsWith('a=fmtp:'));

  it('is in-band error correction and no packets for silence; what else the browser said stays', () => {
    const ours = withOpusWishes(fakeSdp('sendrecv', 1, 'offer'));
    expect(formats(ours)).toEqual(['a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1']);
  });

  it('is said once, however often, and whatever was said before', () => {
    const parameter = fc.constantFrom('minptime=10', 'useinbandfec=0', 'usedtx=0', 'stereo=1', 'cbr');
    fc.assert(
      fc.property(fc.array(parameter, { maxLength: 6 }), (given) => {
        const sdp = `a=rtpmap:96 opus/48000/2\r\na=fmtp:96 ${given.join('; ')}\r\na=rtpmap:0 PCMU/8000\r\n`;
        const once = withOpusWishes(sdp);
        expect(withOpusWishes(once)).toBe(once);
        const said = formats(once)[0]?.replace('a=fmtp:96 ', '').split(';') ?? [];
        expect(said.filter((part) => part.startsWith('usedtx'))).toEqual(['usedtx=1']);
        expect(said.filter((part) => part.startsWith('useinbandfec'))).toEqual(['useinbandfec=1']);
        const others = (parts: readonly string[]) => parts.filter((part) => !part.startsWith('use'));
        expect(others(said)).toEqual(others(given));
        expect(once.endsWith('\r\na=rtpmap:0 PCMU/8000\r\n')).toBe(true);
      }),
    );
  });

  it('is said also where the browser said nothing, and only of Opus', () => {
    const sdp = 'a=rtpmap:0 PCMU/8000\r\na=rtpmap:96 opus/48000/2\r\na=mid:0\r\n';
    expect(withOpusWishes(sdp)).toBe(
      'a=rtpmap:0 PCMU/8000\r\na=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1;usedtx=1\r\na=mid:0\r\n',
    );
    expect(withOpusWishes('a=rtpmap:0 PCMU/8000\r\n')).toBe('a=rtpmap:0 PCMU/8000\r\n');
  });
});
