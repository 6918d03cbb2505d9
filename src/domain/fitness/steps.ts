/**
 * The steps of the check before a shift, in their order; step 1 is the first. Support asks for them by number.
 *
 * What each one tells in its `values` (only what was measured is there), and what its results mean:
 *
 * | step | name         | values                                             | warning                     | failed                        |
 * | ---- | ------------ | -------------------------------------------------- | --------------------------- | ----------------------------- |
 * | 1    | microphone   | `levelDb`: loudest, dB of full scale (0 = loudest) | opens, but gives nothing    | does not open (`media.*`)     |
 * | 2    | speaker      | –                                                  | the chosen one is not there | plays nothing (`media.*`)     |
 * | 3    | server       | `roundTripMs`                                      | away, slow, wants a sign-in | –                             |
 * | 4    | clock        | `offsetMs`: server's clock minus this one          | more than 30 s wrong        | more than 5 min wrong         |
 * | 5    | registration | `sipStatus` of a refusal                           | –                           | not registered (`pbx.*`)      |
 * | 6    | echoCall     | `setupMs`, `seconds`, `markerDb`: like `levelDb`   | came back very quietly      | not answered, or nothing back |
 * | 7    | roundTrip    | `meanMs`, `highestMs`                              | mean over 200 ms            | mean over 400 ms              |
 * | 8    | loss         | `inPercent`, `outPercent`, `packets`: that came    | over 1 %                    | over 3 %                      |
 * | 9    | jitter       | `meanMs`, `highestMs`                              | mean over 30 ms             | mean over 60 ms               |
 * | 10   | voice        | `mos` (Twilio's formula), `mosG107` (ITU-T G.107)  | mos under 3.6               | mos under 3.1                 |
 *
 * While step 1 is under way the operator has to say something: the desk asks for it, and shows `levels`. A step that
 * was skipped says why in its reason: `call.otherActive` (a call is on), `pbx.*`, `media.*` or `server.*` (what
 * stands in its way). Step 6 without a reason: the PBX has no echo number; steps 4 and 7 to 10 without one: not measured.
 * `judge.ts` holds the limits.
 */
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
