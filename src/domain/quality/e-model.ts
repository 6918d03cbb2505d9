import { opinionOfRating, type Conditions } from './opinion.ts';

/** How a codec sounds on the narrowband scale of G.107: `ie` without loss, `bpl` its robustness against loss. */
interface CodecImpairment {
  readonly ie: number;
  readonly bpl: number;
}

/**
 * - Opus: M. Alahmadi, P. Počta, H. Melvin, "An Adaptive Bitrate Switching Algorithm for Speech Applications in Context
 *   of WebRTC", ACM TOMM 17(4), article 133 (2021), doi:10.1145/3458751: narrowband, 11 kbit/s, random loss. It is the
 *   highest rate measured on this scale; calls here run at twice that and more, so that this is the careful value. No
 *   value of Opus is in G.113.
 * - G.711 with packet loss concealment and G.729A: ITU-T G.113 (11/2007) Appendix I.
 */
const opus: CodecImpairment = { ie: 2.03, bpl: 15.95 };
const impairments: Readonly<Record<string, CodecImpairment>> = {
  opus,
  pcmu: { ie: 0, bpl: 25.1 },
  pcma: { ie: 0, bpl: 25.1 },
  g729: { ie: 11, bpl: 19 },
};

/** A codec's name as `audio/opus`, `opus` or `PCMU/8000`. */
function impairmentOf(codec: string | undefined): CodecImpairment {
  const name = codec
    ?.toLowerCase()
    .replace(/^audio\//u, '')
    .split('/')[0];
  return (name === undefined ? undefined : impairments[name]) ?? opus;
}

/** Frame of 20 ms and 6.5 ms of lookahead (RFC 6716 §2): what a packet waits before it leaves. */
const codecDelayMs = 26.5;

/** Table 2 of G.107: loudness ratings, echo loss and circuit noise of an ordinary connection. */
const echoLossDb = 65;
const listenerEchoLossDb = 110;
const receiveLoudnessDb = 2;
const circuitNoiseDbm0p = -61.18;
/** Ro and Is with those values (equations 7-2 and 7-8 ff.). */
const signalToNoise = 94.77;
const simultaneousImpairment = 1.41;

/** Idte, equations 7-19 to 7-22: the talker's own echo, of one-way delay T in ms. */
function talkerEcho(delay: number): number {
  const masked =
    echoLossDb - 40 * Math.log10((1 + delay / 10) / (1 + delay / 150)) + 6 * Math.exp(-0.3 * delay * delay);
  const noise = -1.5 * (circuitNoiseDbm0p - receiveLoudnessDb);
  const echo = 80 + 2.5 * (masked - 14);
  const half = (noise - echo) / 2;
  return (half + Math.sqrt(half * half + 100) - 1) * (1 - Math.exp(-delay));
}

/** Idle, equations 7-24 and 7-25: the listener's echo, of a round trip of twice the delay. */
function listenerEcho(delay: number): number {
  const echo = 10.5 * (listenerEchoLossDb + 7) * (2 * delay + 1) ** -0.25;
  const half = (signalToNoise - echo) / 2;
  return half + Math.sqrt(half * half + 169);
}

/** Idd, equations 7-27 and 7-28 with sT = 1 and mT = 100 ms: delay alone, which makes people talk at once. */
function longDelay(delay: number): number {
  if (delay <= 100) return 0;
  const x = Math.log2(delay / 100);
  return 25 * ((1 + x ** 6) ** (1 / 6) - 3 * (1 + (x / 3) ** 6) ** (1 / 6) + 2);
}

/**
 * The transmission rating R = Ro − Is − Id − Ie,eff + A (ITU-T G.107 (06/2015), equation 7-1) on the narrowband scale
 * of 0…100, with A = 0 and the default values of Table 2 for all that is not measured here.
 *
 * @param oneWayMs mouth to ear, in milliseconds
 * @param loss share of the packets that were lost at random, 0…1
 */
export function transmissionRating(oneWayMs: number, loss: number, codec: string | undefined): number {
  const { ie, bpl } = impairmentOf(codec);
  const percent = loss * 100;
  const equipment = ie + ((95 - ie) * percent) / (percent + bpl);
  const delay = talkerEcho(oneWayMs) + listenerEcho(oneWayMs) + longDelay(oneWayMs);
  return signalToNoise - simultaneousImpairment - delay - equipment;
}

/**
 * The mean opinion score of what comes in, by ITU-T G.107. One way is half of the round trip, the codec's own delay,
 * and a jitter buffer of twice the jitter.
 */
export function ratedOpinion({ loss, jitterMs, roundTripMs }: Conditions, codec: string | undefined): number {
  const oneWayMs = roundTripMs / 2 + codecDelayMs + jitterMs * 2;
  return opinionOfRating(transmissionRating(oneWayMs, loss, codec));
}
