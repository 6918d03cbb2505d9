import type { FitnessResult, FitnessVerdict } from './steps.ts';

/** From which figure on a step is a warning, and from which on it failed. */
interface Limits {
  readonly warning: number;
  readonly failed: number;
}

/**
 * - Times: ITU-T G.114 has one way of 150 ms for good and 400 ms for too much. The echo call goes to the PBX and back
 *   only; the caller's own way comes on top, so that a third of it is left to ours.
 * - Loss and jitter: what Opus conceals unheard ends at about 1 %; a jitter buffer of 30 ms costs nobody anything.
 * - Scores: 3.6 and 3.1 are "some" and "many users dissatisfied" in ITU-T G.107, table B.1.
 */
export const fitnessLimits = {
  serverRoundTripMs: 2000,
  clockMs: { warning: 30_000, failed: 300_000 },
  roundTripMs: { warning: 200, failed: 400 },
  lossPercent: { warning: 1, failed: 3 },
  jitterMs: { warning: 30, failed: 60 },
  opinion: { warning: 3.6, failed: 3.1 },
  /** Speech at a headset is at -30 to -15 dB of full scale; a room without it below -50. */
  speechDb: -45,
  /** The marker is sent at -12 dB; a way that takes more than this away is no way for a voice. */
  markerDb: { warning: -40, failed: -60 },
} as const;

const upTo = (value: number, { warning, failed }: Limits): FitnessResult =>
  value > failed ? 'failed' : value > warning ? 'warning' : 'ok';
const atLeast = (value: number, { warning, failed }: Limits): FitnessResult =>
  value < failed ? 'failed' : value < warning ? 'warning' : 'ok';

/** The loudest that was heard while the operator should speak, in dB of full scale. */
export const judgeMicrophone = (levelDb: number): FitnessResult =>
  levelDb >= fitnessLimits.speechDb ? 'ok' : 'warning';

/** A slow server holds up no call. */
export const judgeServer = (roundTripMs: number): FitnessResult =>
  roundTripMs > fitnessLimits.serverRoundTripMs ? 'warning' : 'ok';

/** @param offsetMs server's clock minus this computer's, of either sign */
export const judgeClock = (offsetMs: number): FitnessResult =>
  upTo(Math.abs(offsetMs), fitnessLimits.clockMs);

/** @param markerDb level of the marker tone in what came back; undefined where none could be sent */
export function judgeEcho(packets: number, markerDb: number | undefined): FitnessResult {
  if (packets === 0) return 'failed';
  return markerDb === undefined ? 'ok' : atLeast(markerDb, fitnessLimits.markerDb);
}

export const judgeRoundTrip = (meanMs: number): FitnessResult => upTo(meanMs, fitnessLimits.roundTripMs);

/** In the worse of the two directions; what our way out loses is not always known. */
export const judgeLoss = (inPercent: number, outPercent = 0): FitnessResult =>
  upTo(Math.max(inPercent, outPercent), fitnessLimits.lossPercent);

export const judgeJitter = (meanMs: number): FitnessResult => upTo(meanMs, fitnessLimits.jitterMs);

export const judgeVoice = (mos: number): FitnessResult => atLeast(mos, fitnessLimits.opinion);

/** The whole check: as good as its worst step. What was skipped says nothing, what hindered it has spoken itself. */
export function verdictOf(results: readonly FitnessResult[]): FitnessVerdict {
  if (results.includes('failed')) return 'unfit';
  return results.includes('warning') ? 'doubtful' : 'fit';
}
