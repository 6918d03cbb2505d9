/** What we look at of a codec (W3C webrtc `RTCRtpCodec`). */
interface Codec {
  readonly mimeType: string;
}

const is = (codec: Codec, name: string): boolean => codec.mimeType.toLowerCase() === `audio/${name}`;

/**
 * The order in which codecs are offered or answered. Opus comes first; all else stays as the browser has it. RED
 * (RFC 2198), which sends each packet's sound once more in the next, comes before Opus where the other side has offered
 * it for audio: it makes a single lost packet inaudible, for about twice the bandwidth of a voice, 30 kbit/s. In the
 * first offer it stays behind Opus, since a gateway that takes the first codec may know it by name only.
 */
export function preferredCodecs<C extends Codec>(codecs: readonly C[], remoteSdp: string | undefined): C[] {
  const redFirst = remoteSdp !== undefined && /^a=rtpmap:\d+ red\/48000/imu.test(remoteSdp);
  const rank = (codec: C): number => {
    if (is(codec, 'red')) return redFirst ? 0 : 2;
    return is(codec, 'opus') ? 1 : 3;
  };
  return codecs.toSorted((one, other) => rank(one) - rank(other));
}

/**
 * The other side's description with RED as its first codec, where it has RED for audio. The browser sends the first
 * codec of what it is given; which of the agreed ones we send is ours to choose (RFC 3264 §6.1).
 */
export function withRedFirst(sdp: string): string {
  const red = /^a=rtpmap:(\d+) red\/48000/imu.exec(sdp)?.[1];
  if (red === undefined) return sdp;
  return sdp.replace(/^(m=audio \S+ \S+)((?: \d+)+)/gmu, (line, start: string, types: string) => {
    const all = types.trim().split(' ');
    return all.includes(red) ? [start, red, ...all.filter((type) => type !== red)].join(' ') : line;
  });
}

/** What we ask the other side's encoder for: loss repaired from the next packet, and no packets for silence. */
const wishes = ['useinbandfec=1', 'usedtx=1'] as const;

/**
 * Our description with what we wish to receive (RFC 7587 §6.1): `useinbandfec` and `usedtx` of our Opus speak to the
 * sender on the other side; what our own encoder does is said by the other side's description, and obeyed by the
 * browser. So this is for the text that leaves only: every decoder takes both, and the browser's own description stays
 * as the browser wrote it.
 */
export function withOpusWishes(sdp: string): string {
  const opus = [...sdp.matchAll(/^a=rtpmap:(\d+) opus\/48000/gimu)].flatMap(([, type]) => type ?? []);
  return opus.reduce((text, type) => {
    const format = new RegExp(`^a=fmtp:${type} (.*)$`, 'mu');
    const given = format.exec(text)?.[1];
    const line = `a=fmtp:${type} ${withWishes(given)}`;
    if (given !== undefined) return text.replace(format, () => line);
    return text.replace(new RegExp(`^a=rtpmap:${type} .*$`, 'mu'), (rtpmap) => `${rtpmap}\r\n${line}`);
  }, sdp);
}

/** The parameters of a format with our wishes among them; the others stay as they are. */
function withWishes(given: string | undefined): string {
  const parameters = (given ?? '').split(';').map((part) => part.trim());
  const others = parameters.filter((part) => part !== '' && !/^(?:useinbandfec|usedtx)\b/u.test(part));
  return [...others, ...wishes].join(';');
}
