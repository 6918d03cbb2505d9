import { z } from 'zod';
import { fitnessResults, fitnessSteps, fitnessVerdicts } from '../domain/fitness/steps.ts';
import { qualityTroubles } from '../domain/quality/trouble.ts';
import { id, instant } from './common.ts';
import { reasonCode } from './reasons.ts';

const ratio = z.number().min(0).max(1);
const milliseconds = z.number().min(0).max(600_000);
/** A mean opinion score: 1 (bad) to 4.5 (as good as telephony gets). */
export const opinionScore = z.number().min(1).max(5);

/** The story of a call's sound, made from samples of every second and kept with the call. */
export const callQuality = z.object({
  codec: z.string().max(40).optional(),
  /** By the simplified E-model that Twilio publishes. */
  mos: z.object({ mean: opinionScore, lowest: opinionScore }),
  /** By ITU-T G.107 with the codec's own impairment. */
  mosG107: z.object({ mean: opinionScore, lowest: opinionScore }),
  lossIn: ratio,
  /** As the other side reports it (RTCP receiver reports); absent where it does not. */
  lossOut: ratio.optional(),
  jitterMs: z.object({ mean: milliseconds, highest: milliseconds }),
  roundTripMs: z.object({ mean: milliseconds, highest: milliseconds }).optional(),
  /** When what was wrong, in seconds since the answer. */
  troubles: z
    .array(
      z.object({
        kind: z.enum(qualityTroubles),
        fromSecond: z.number().int().min(0),
        seconds: z.number().int().min(0),
      }),
    )
    .max(100),
  /** The course of the call, at most 120 points evenly spread. */
  course: z
    .array(
      z.object({ second: z.number().int().min(0), mos: opinionScore, lossIn: ratio, jitterMs: milliseconds }),
    )
    .max(120),
});

/** One step of the check before a shift. `values` are figures for support: `{roundTripMs: 43}`. */
export const fitnessStep = z.object({
  /** From 1, as support asks for it. */
  number: z.number().int().positive(),
  name: z.enum(fitnessSteps),
  result: z.enum(fitnessResults),
  reason: reasonCode.optional(),
  values: z.record(z.string().max(40), z.number()).default({}),
});

/** A whole check, kept as evidence that the operator was ready to work, or why not. */
export const fitnessReport = z.object({
  id,
  startedAt: instant,
  endedAt: instant,
  verdict: z.enum(fitnessVerdicts),
  steps: z.array(fitnessStep).max(20),
});

export type CallQuality = z.infer<typeof callQuality>;
export type FitnessStepResult = z.infer<typeof fitnessStep>;
export type FitnessReport = z.infer<typeof fitnessReport>;
