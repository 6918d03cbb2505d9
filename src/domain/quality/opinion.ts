/** What a second of a call was like on the network. */
export interface Conditions {
  /** Share of the packets that were lost, 0…1. */
  readonly loss: number;
  /** RFC 3550 §6.4.1, in milliseconds. */
  readonly jitterMs: number;
  /** There and back, in milliseconds; what is not known counts as nothing. */
  readonly roundTripMs: number;
}

/** Below this rating nobody would go on talking: the curve of Annex B dips under 1 there. */
const lowestRating = 6.52;

/**
 * The mean opinion score (1…4.5) of a transmission rating R: ITU-T G.107 (06/2015) Annex B, equation B-4. R from 0 to
 * 6.5 gives 1, as the polynomial would fall below it there.
 */
export function opinionOfRating(rating: number): number {
  if (rating <= lowestRating) return 1;
  if (rating >= 100) return 4.5;
  return Math.max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6);
}

/** G.107's Ro with default values; Twilio's Voice SDK starts from it as well (`r0` in its rtc/mos). */
const startingRating = 94.768;

/**
 * The mean opinion score by the simplified E-model that Twilio publishes (twilio-voice.js, lib/twilio/rtc/mos.ts):
 * jitter counts as delay twice, for the buffer that takes it up, with 10 ms for the codec; delay costs little up to
 * 160 ms and much from there on; each percent of lost packets costs 2.5 points of the rating.
 */
export function simplifiedOpinion({ loss, jitterMs, roundTripMs }: Conditions): number {
  const latency = roundTripMs + jitterMs * 2 + 10;
  if (latency >= 1000) return 1;
  const delayed = latency < 160 ? startingRating - latency / 40 : startingRating - (latency - 120) / 10;
  return opinionOfRating(delayed - loss * 100 * 2.5);
}
