import { z } from 'zod';
import { callDirections, callEndings } from '../domain/call/call.ts';
import { caseFieldLimits, caseKinds } from '../domain/case/case.ts';
import { breakReasons, presenceStates } from '../domain/presence.ts';
import { mostVisits } from '../domain/script/script-path.ts';
import { id, instant, localizedText } from './common.ts';
import { customer } from './content.ts';
import { callQuality, fitnessReport } from './quality.ts';

/** The form of a case as it is drafted, submitted and stored. Texts as typed, limits of domain/case. */
export const caseFields = z.object({
  kind: z.enum(caseKinds),
  category: z.string().max(caseFieldLimits.category),
  customerName: z.string().max(caseFieldLimits.customerName),
  callback: z.string().max(caseFieldLimits.callback),
  address: z.string().max(caseFieldLimits.address),
  description: z.string().max(caseFieldLimits.description),
  desiredResult: z.string().max(caseFieldLimits.desiredResult),
});

/** A case as submitted. `id` is the draft's id, so that a draft submitted twice is still one case. */
export const submittedCase = z.object({
  id,
  reference: z.string().regex(/^\d{4,6}-\d{6}-\d$/),
  companyId: id,
  lineId: id,
  callId: id.optional(),
  customerId: id.optional(),
  fields: caseFields,
  submittedAt: instant,
});

/** How a script was gone through in a call, see domain/script/script-path.ts. Can be read without the script. */
export const scriptPath = z.object({
  scriptId: id,
  title: localizedText,
  visits: z
    .array(
      z.object({
        step: z.string(),
        title: localizedText,
        version: z.number().int().positive(),
        arrival: z.discriminatedUnion('by', [
          z.object({ by: z.literal('start') }),
          z.object({ by: z.literal('choice'), choice: z.number().int().nonnegative() }),
          z.object({ by: z.literal('branch'), branch: z.string() }),
          z.object({ by: z.literal('return') }),
        ]),
      }),
    )
    .max(mostVisits),
  said: z.array(z.object({ step: z.string(), sentence: z.string() })).max(1000),
});

/** A finished call, written when it ends and again when its outcome is set. */
export const callRecord = z.object({
  id,
  direction: z.enum(callDirections),
  lineId: id.optional(),
  /** The call for which somebody was asked; one that has this needs no outcome. */
  consultationFor: id.optional(),
  customerId: id.optional(),
  /** E.164 where it is a number, else what the PBX gave; absent for anonymous callers. */
  remoteNumber: z.string().max(120).optional(),
  remoteName: z.string().max(120).optional(),
  startedAt: instant,
  answeredAt: instant.optional(),
  endedAt: instant,
  ending: z.enum(callEndings),
  outcome: z.string().max(40).optional(),
  note: z.string().max(2000).optional(),
  /** Absent for calls without media. */
  quality: callQuality.optional(),
  /** Where an answered call was handed over to. */
  transferredTo: z.string().max(120).optional(),
  /** Who was at the other side before, the first one first: whoever was dialled or called, and handed the call over. */
  earlierParties: z
    .array(z.object({ number: z.string().max(120).optional(), name: z.string().max(120).optional() }))
    .max(8)
    .optional(),
  /** Absent where no step of a script was left. */
  scriptPath: scriptPath.optional(),
});

/** One line of the record of working time: append-only on both sides. */
export const shiftEvent = z.object({
  id,
  shiftId: id,
  kind: z.enum(['start', 'end', 'presence']),
  presence: z.enum(presenceStates).optional(),
  breakReason: z.enum(breakReasons).optional(),
  /** The device's clock; the server adds its own time of arrival. */
  deviceTime: instant,
  /** Server's clock minus device's clock in milliseconds, as the device estimated it then; absent if never in touch. */
  clockOffsetMs: z.number().int().optional(),
});

/**
 * A change made at a desk, as it waits in the outbox and travels to the server. `id` is the idempotency key: the
 * server applies each id once, however often it arrives. Operations of one `subject` are applied in order.
 */
export const operation = z.intersection(
  z.object({ id, subject: id, madeAt: instant }),
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('case.submit'), payload: submittedCase }),
    z.object({ kind: z.literal('call.record'), payload: callRecord }),
    z.object({ kind: z.literal('shift.event'), payload: shiftEvent }),
    z.object({ kind: z.literal('customer.put'), payload: customer }),
    z.object({ kind: z.literal('fitness.report'), payload: fitnessReport }),
  ]),
);

export type SubmittedCase = z.infer<typeof submittedCase>;
export type StoredScriptPath = z.infer<typeof scriptPath>;
export type CallRecord = z.infer<typeof callRecord>;
export type ShiftEvent = z.infer<typeof shiftEvent>;
export type Operation = z.infer<typeof operation>;
