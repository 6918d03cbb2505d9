/** The steps of the check before a shift, in their order; step 1 is the first. Support asks for them by number. */
export const fitnessSteps = [
  'microphone',
  'speaker',
  'server',
  'clock',
  'registration',
  'echoCall',
  'roundTrip',
  'loss',
  'jitter',
  'voice',
] as const;
export type FitnessStep = (typeof fitnessSteps)[number];

/** `skipped`: a step before it failed, or the PBX has no echo number. */
export const fitnessResults = ['ok', 'warning', 'failed', 'skipped'] as const;
export type FitnessResult = (typeof fitnessResults)[number];

/** `fit`: all is well; `doubtful`: it will do, with what the warnings say; `unfit`: calls will suffer or not come. */
export const fitnessVerdicts = ['fit', 'doubtful', 'unfit'] as const;
export type FitnessVerdict = (typeof fitnessVerdicts)[number];
