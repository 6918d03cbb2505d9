import type { QualitySample } from './sample.ts';
import type { QualityTrouble } from './trouble.ts';

/**
 * Tells real trouble from noise, one sample a second. Each trouble has two thresholds, so that it does not flicker:
 *
 *              bad for as long as it takes to be sure
 *     quiet ───────────────────────────────────────────▶ raised
 *       ▲                                                   │
 *       └──────────── clearly good again ───────────────────┘
 *       ▲
 *       └── held, interrupted, over: nothing is judged, what was raised is taken back
 *
 * It is sure within five samples. Packets that overtake each other are counted as lost and given back (RFC 3550 §6.4.1):
 * over the window that is jitter and no loss. A single lost packet, a pause of speech (DTX sends a packet every 400 ms, RFC 6716
 * §2.1.9), counters that begin anew and the second after a hold are no trouble.
 */
export interface TroubleWatch {
  /** The newest samples since nothing disturbed the view, oldest first. */
  readonly recent: readonly QualitySample[];
  /** Samples since the talk began or went on. */
  readonly settled: number;
  /** For how many samples on end each of these was so. */
  readonly streaks: Readonly<Record<Streak, number>>;
  /** The longest that the microphone was silent in this call and then was not: a quiet room behind noise suppression. */
  readonly longestSilence: number;
  /** Worst first. */
  readonly raised: readonly QualityTrouble[];
}

type Streak =
  'highJitter' | 'lowJitter' | 'longDelay' | 'shortDelay' | 'nothingIn' | 'nothingOut' | 'silentMicrophone';

const noStreaks: TroubleWatch['streaks'] = {
  highJitter: 0,
  lowJitter: 0,
  longDelay: 0,
  shortDelay: 0,
  nothingIn: 0,
  nothingOut: 0,
  silentMicrophone: 0,
};

export const quietWatch: TroubleWatch = {
  recent: [],
  settled: 0,
  streaks: noStreaks,
  longestSilence: 0,
  raised: [],
};

/** Worst first: no sound at all, then what makes words hard to catch, then what makes a talk tiresome. */
const bySeverity: readonly QualityTrouble[] = [
  'noAudioIn',
  'noAudioOut',
  'lossIn',
  'lossOut',
  'jitter',
  'delay',
];

/** The jitter estimate still rings from the start or the hold (RFC 3550 §6.4.1 smooths it over 16 packets). */
const settlingSamples = 2;

/** Whether the jitter is the network's, and no longer that of the start or the hold. */
export const isSettled = ({ settled }: Pick<TroubleWatch, 'settled'>): boolean => settled > settlingSamples;
/** Fewer lost packets than that are chance, whatever their share. */
const fewestLost = 4;
const raiseWindow = 5;
/** Longer: our own loss is known from receiver reports, which come every 2.5 to 7.5 s (RFC 3550 §6.2, §6.3.1). */
const clearWindow = 8;
const raiseLoss = 0.02;
const clearLoss = 0.01;
const raiseJitterMs = 40;
const clearJitterMs = 25;
/** Two ways of ITU-T G.114's 150 ms, and a little: from there on people interrupt each other. */
const raiseDelayMs = 350;
const clearDelayMs = 300;
const sustained = 3;
/** The way there and back is measured every 2.5 s (ICE's checks of the path): a third sample would be too late. */
const sustainedDelay = 2;
/** Digital silence. A live microphone gives noise of at least one step of 16 bits now and then. */
const deadLevel = 1e-5;
/** So many in a row; three times as many more as there were in a silence that turned out to be none, 30 at most. */
const deadSamples = (longestSilence: number): number => Math.min(30, 5 + 3 * longestSilence);

export interface WatchedSecond {
  /** Undefined where the totals could not be compared. */
  readonly sample: QualitySample | undefined;
  /** Whether both sides should hear each other: answered, held by nobody, the media path up. */
  readonly talking: boolean;
  readonly muted: boolean;
}

/** What one more second makes of the watch. */
export function watchSecond(watch: TroubleWatch, second: WatchedSecond): TroubleWatch {
  if (!second.talking) return { ...quietWatch, longestSilence: watch.longestSilence };
  const { sample } = second;
  // What was raised stays: a peer connection made anew mends nothing by itself.
  if (sample === undefined) return { ...watch, recent: [], streaks: noStreaks };
  const recent = [...watch.recent, sample].slice(-clearWindow);
  const settled = watch.settled + 1;
  const streaks = streaksAfter(watch.streaks, sample, second.muted, settled > settlingSamples);
  const silence = watch.streaks.silentMicrophone;
  const longestSilence =
    !second.muted && streaks.silentMicrophone === 0
      ? Math.max(watch.longestSilence, silence)
      : watch.longestSilence;
  const was = new Set(watch.raised);
  const raised = bySeverity.filter((trouble) =>
    stands(trouble, was.has(trouble), {
      recent,
      streaks,
      longestSilence,
      settled: settled > settlingSamples,
    }),
  );
  return { recent, settled, streaks, longestSilence, raised };
}

function streaksAfter(
  before: TroubleWatch['streaks'],
  sample: QualitySample,
  muted: boolean,
  settled: boolean,
): TroubleWatch['streaks'] {
  const { jitterMs, roundTripMs, inputLevel } = sample;
  const count = (name: Streak, holds: boolean): number => (holds ? before[name] + 1 : 0);
  // Without a packet there is no new jitter, without a report no new delay: the last word stands.
  const heard = sample.received > 0;
  return {
    highJitter: heard ? count('highJitter', settled && jitterMs >= raiseJitterMs) : before.highJitter,
    lowJitter: heard ? count('lowJitter', jitterMs < clearJitterMs) : before.lowJitter,
    longDelay: count('longDelay', roundTripMs !== undefined && roundTripMs >= raiseDelayMs),
    shortDelay: count('shortDelay', roundTripMs === undefined || roundTripMs < clearDelayMs),
    nothingIn: count('nothingIn', !heard),
    nothingOut: count('nothingOut', !muted && sample.sent === 0),
    silentMicrophone: count('silentMicrophone', !muted && inputLevel !== undefined && inputLevel < deadLevel),
  };
}

interface View {
  readonly recent: readonly QualitySample[];
  readonly streaks: TroubleWatch['streaks'];
  readonly longestSilence: number;
  readonly settled: boolean;
}

function stands(trouble: QualityTrouble, was: boolean, view: View): boolean {
  const { streaks } = view;
  switch (trouble) {
    case 'noAudioIn':
      return streaks.nothingIn >= sustained || (was && streaks.nothingIn > 0);
    case 'noAudioOut':
      return (
        streaks.nothingOut >= sustained ||
        streaks.silentMicrophone >= deadSamples(view.longestSilence) ||
        (was && streaks.nothingOut + streaks.silentMicrophone > 0)
      );
    case 'lossIn':
      return lossStands(
        was,
        view,
        (sample) => ({ lost: sample.lostIn, all: sample.received + sample.lostIn }),
        stillUnderWay(view.recent.at(-1)),
      );
    case 'lossOut':
      return lossStands(was, view, (sample) => ({ lost: sample.lostOut ?? 0, all: sample.sent }));
    case 'jitter':
      return was ? streaks.lowJitter < sustained : streaks.highJitter >= sustained;
    case 'delay':
      return was ? streaks.shortDelay < sustained : streaks.longDelay >= sustainedDelay;
  }
}

/**
 * How many packets count as lost though they only come late: where the way is uneven, as many as come in twice the
 * jitter. Once they have come they are given back.
 */
function stillUnderWay(newest: QualitySample | undefined): number {
  if (newest === undefined || newest.jitterMs < clearJitterMs) return 0;
  return (newest.received * 2 * newest.jitterMs) / 1000;
}

function lossStands(
  was: boolean,
  { recent, settled }: View,
  count: (sample: QualitySample) => { lost: number; all: number },
  late = 0,
): boolean {
  let lost = 0;
  let all = 0;
  for (const sample of was ? recent : recent.slice(-raiseWindow)) {
    const counted = count(sample);
    lost += counted.lost;
    all += counted.all;
  }
  const share = all === 0 ? 0 : lost / all;
  return was ? lost > 1 && share >= clearLoss : settled && lost - late >= fewestLost && share >= raiseLoss;
}
