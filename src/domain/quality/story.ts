import { ratedOpinion } from './e-model.ts';
import { simplifiedOpinion } from './opinion.ts';
import { lossIn, type QualitySample } from './sample.ts';
import type { QualityTrouble } from './trouble.ts';

/** Points of the course at most; with more seconds than that, each point is the mean of several. */
export const coursePoints = 120;
/** Troubles kept at most; of more, the shortest go. */
export const keptTroubles = 100;
/** A score is shown and counted as the mean of so many seconds: a single lost packet is not heard. */
const smoothedSeconds = 5;

/** One point of the course while it is made: sums, from the second that it begins with. */
interface Bucket {
  readonly second: number;
  readonly seconds: number;
  readonly mos: number;
  readonly jitterMs: number;
  readonly received: number;
  readonly lost: number;
}

interface Extremes {
  readonly sum: number;
  readonly count: number;
  readonly low: number;
  readonly high: number;
}

interface Span {
  readonly kind: QualityTrouble;
  readonly fromSecond: number;
  readonly seconds: number;
}

/** A call's sound so far. Its size has a bound, however long the call. */
export interface QualityStory {
  readonly codec: string | undefined;
  /** The newest scores, to smooth by. */
  readonly newest: readonly { readonly mos: number; readonly g107: number }[];
  readonly mos: Extremes;
  readonly g107: Extremes;
  readonly jitterMs: Extremes;
  readonly roundTripMs: Extremes;
  readonly received: number;
  readonly lost: number;
  readonly sent: number;
  readonly lostOut: number | undefined;
  /** What stands at the moment. */
  readonly open: readonly Omit<Span, 'seconds'>[];
  readonly spans: readonly Span[];
  readonly course: readonly Bucket[];
  /** Seconds per point of the course: doubles when it is full. */
  readonly stride: number;
}

const nothing: Extremes = { sum: 0, count: 0, low: Infinity, high: -Infinity };

export const emptyStory: QualityStory = {
  codec: undefined,
  newest: [],
  mos: nothing,
  g107: nothing,
  jitterMs: nothing,
  roundTripMs: nothing,
  received: 0,
  lost: 0,
  sent: 0,
  lostOut: undefined,
  open: [],
  spans: [],
  course: [],
  stride: 1,
};

const withValue = (all: Extremes, value: number): Extremes => ({
  sum: all.sum + value,
  count: all.count + 1,
  low: Math.min(all.low, value),
  high: Math.max(all.high, value),
});

/** A score: the mean is that of the seconds, the lowest that of several together. */
const withScore = (all: Extremes, score: number, smooth: number): Extremes => ({
  ...withValue(all, score),
  low: Math.min(all.low, smooth),
});

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The score of the last seconds together, or undefined before the first. */
export const smoothedOpinion = (story: QualityStory): number | undefined =>
  story.newest.length === 0 ? undefined : mean(story.newest.map(({ mos }) => mos));

/**
 * The story with one more second of talk.
 *
 * @param second since the answer; never less than the one before
 * @param raised the troubles that stand
 */
export function addSecond(
  story: QualityStory,
  second: number,
  sample: QualitySample,
  raised: readonly QualityTrouble[],
): QualityStory {
  const scores = scoresOf(sample, raised);
  const newest = scores === undefined ? story.newest : [...story.newest, scores].slice(-smoothedSeconds);
  const smooth = scores && {
    mos: mean(newest.map(({ mos }) => mos)),
    g107: mean(newest.map(({ g107 }) => g107)),
  };
  const lostOut = sample.lostOut === undefined ? story.lostOut : (story.lostOut ?? 0) + sample.lostOut;
  return {
    ...withTroubles(story, second, raised),
    codec: sample.codec ?? story.codec,
    newest,
    mos: smooth && scores ? withScore(story.mos, scores.mos, smooth.mos) : story.mos,
    g107: smooth && scores ? withScore(story.g107, scores.g107, smooth.g107) : story.g107,
    jitterMs: sample.received > 0 ? withValue(story.jitterMs, sample.jitterMs) : story.jitterMs,
    roundTripMs:
      sample.roundTripMs === undefined ? story.roundTripMs : withValue(story.roundTripMs, sample.roundTripMs),
    received: story.received + sample.received,
    lost: story.lost + sample.lostIn,
    sent: story.sent + sample.sent,
    lostOut,
    ...(smooth ? withPoint(story, second, sample, smooth.mos) : {}),
  };
}

/** Ends the troubles that stand: nobody is talking any more, or for now. */
export const pauseStory = (story: QualityStory, second: number): QualityStory => ({
  ...story,
  ...withTroubles(story, second, []),
  newest: [],
});

/** The scores of one second; undefined in a pause of speech in which no packet was to come. */
function scoresOf(
  sample: QualitySample,
  raised: readonly QualityTrouble[],
): { mos: number; g107: number } | undefined {
  if (raised.includes('noAudioIn')) return { mos: 1, g107: 1 };
  const loss = lossIn(sample);
  if (loss === undefined) return undefined;
  const conditions = { loss, jitterMs: sample.jitterMs, roundTripMs: sample.roundTripMs ?? 0 };
  return { mos: simplifiedOpinion(conditions), g107: ratedOpinion(conditions, sample.codec) };
}

function withTroubles(story: QualityStory, second: number, raised: readonly QualityTrouble[]): QualityStory {
  const open = raised.map(
    (kind) => story.open.find((before) => before.kind === kind) ?? { kind, fromSecond: second },
  );
  const over = openSpans(story, second).filter(({ kind }) => !raised.includes(kind));
  return { ...story, open, spans: over.length === 0 ? story.spans : longest([...story.spans, ...over]) };
}

const openSpans = (story: QualityStory, second: number): Span[] =>
  story.open.map((span) => ({ ...span, seconds: second - span.fromSecond }));

/** The longest of them, in the order in which they began. */
const longest = (spans: readonly Span[]): Span[] =>
  spans
    .toSorted((one, other) => other.seconds - one.seconds)
    .slice(0, keptTroubles)
    .toSorted((one, other) => one.fromSecond - other.fromSecond);

function withPoint(
  story: QualityStory,
  second: number,
  sample: QualitySample,
  mos: number,
): Pick<QualityStory, 'course' | 'stride'> {
  const fresh: Bucket = {
    second,
    seconds: 1,
    mos,
    jitterMs: sample.jitterMs,
    received: sample.received,
    lost: sample.lostIn,
  };
  const last = story.course.at(-1);
  const sameBucket =
    last !== undefined && Math.floor(last.second / story.stride) === Math.floor(second / story.stride);
  if (sameBucket)
    return { stride: story.stride, course: [...story.course.slice(0, -1), merged(last, fresh)] };
  let { stride } = story;
  let course = [...story.course, fresh];
  while (course.length > coursePoints) {
    stride *= 2;
    course = thinned(course, stride);
  }
  return { stride, course };
}

function thinned(course: readonly Bucket[], stride: number): Bucket[] {
  const thin: Bucket[] = [];
  for (const bucket of course) {
    const last = thin.at(-1);
    if (last !== undefined && Math.floor(last.second / stride) === Math.floor(bucket.second / stride)) {
      thin[thin.length - 1] = merged(last, bucket);
    } else thin.push(bucket);
  }
  return thin;
}

const merged = (one: Bucket, other: Bucket): Bucket => ({
  second: one.second,
  seconds: one.seconds + other.seconds,
  mos: one.mos + other.mos,
  jitterMs: one.jitterMs + other.jitterMs,
  received: one.received + other.received,
  lost: one.lost + other.lost,
});

/** What is kept of a story; undefined where nothing was ever heard. Scores with two decimals, times in whole ms. */
export function tellStory(story: QualityStory, endSecond: number) {
  if (story.mos.count === 0) return undefined;
  return {
    codec: story.codec?.replace(/^audio\//u, '').slice(0, 40),
    mos: told(story.mos),
    mosG107: told(story.g107),
    lossIn: ratio(story.lost, story.received + story.lost),
    lossOut: story.lostOut === undefined ? undefined : ratio(story.lostOut, story.sent),
    jitterMs: times(story.jitterMs) ?? { mean: 0, highest: 0 },
    roundTripMs: times(story.roundTripMs),
    troubles: longest([...story.spans, ...openSpans(story, endSecond)]),
    course: story.course.map((bucket) => ({
      second: bucket.second,
      mos: rounded(bucket.mos / bucket.seconds),
      lossIn: ratio(bucket.lost, bucket.received + bucket.lost),
      jitterMs: Math.min(longestMs, Math.round(bucket.jitterMs / bucket.seconds)),
    })),
  };
}

const longestMs = 600_000;
const rounded = (value: number): number => Math.round(value * 100) / 100;
/** Less than nothing where what is late came in another part of the call than it was missed in. */
const ratio = (part: number, whole: number): number =>
  whole <= 0 ? 0 : Math.max(0, Math.min(1, Math.round((part / whole) * 10_000) / 10_000));
const told = (all: Extremes) => ({ mean: rounded(all.sum / all.count), lowest: rounded(all.low) });
const times = (all: Extremes) =>
  all.count === 0
    ? undefined
    : {
        mean: Math.min(longestMs, Math.round(all.sum / all.count)),
        highest: Math.min(longestMs, Math.round(all.high)),
      };
