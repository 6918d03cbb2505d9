import { z } from 'zod';
import { caseStatuses } from '../../domain/case/case.ts';
import { id, instant, localizedText, role } from '../common.ts';
import { callRecord, caseFields } from '../operations.ts';
import { fitnessReport } from '../quality.ts';
import { presenceStates } from '../../domain/presence.ts';

/** The console's own HTTP interface, with a session cookie (HttpOnly, SameSite=Strict). Errors are `apiError`. */
export const consolePaths = {
  session: '/console/api/session', // GET who am I, POST sign in, DELETE sign out
  cases: '/console/api/cases', // GET ?before=…&limit=…
  case: '/console/api/cases/:id',
  shifts: '/console/api/shifts', // GET ?day=YYYY-MM-DD
  fitness: '/console/api/fitness', // GET
} as const;

export const consoleSession = z.object({ displayName: z.string(), username: z.string(), role });
export const consoleSignIn = z.object({
  username: z.string().min(1).max(80),
  password: z.string().min(1).max(200),
});

const person = z.object({ id, displayName: z.string() });
const named = z.object({ id, name: localizedText });

export const caseSummary = z.object({
  id,
  reference: z.string(),
  status: z.enum(caseStatuses),
  fields: caseFields,
  categoryLabel: localizedText,
  company: named,
  line: named.extend({ colour: z.string() }),
  operator: person,
  submittedAt: instant,
  receivedAt: instant,
  hasCall: z.boolean(),
});
export const caseList = z.object({ cases: z.array(caseSummary), more: z.boolean() });

/** The whole story of a case: the call it was made in, and the customer. */
export const caseDetail = caseSummary.extend({
  /** Set where it was made in a call; the call's record may arrive later than the case. */
  callId: id.optional(),
  call: callRecord.extend({ outcomeLabel: localizedText.optional() }).optional(),
  customer: z.object({ id, name: z.string(), phones: z.array(z.string()) }).optional(),
});

/** A shift with both clocks: what the device said, and when the server learned of it. */
export const shiftRow = z.object({
  shiftId: id,
  operator: person,
  startedAt: instant.optional(),
  startReceivedAt: instant.optional(),
  endedAt: instant.optional(),
  endReceivedAt: instant.optional(),
  events: z.array(
    z.object({
      kind: z.enum(['start', 'end', 'presence']),
      presence: z.enum(presenceStates).optional(),
      breakReason: z.string().optional(),
      deviceTime: instant,
      receivedAt: instant,
    }),
  ),
});
/** The shifts of `day`; without one asked for, of `today`: the day that it is where the centre is, not the reader. */
export const shiftList = z.object({ day: z.iso.date(), today: z.iso.date(), shifts: z.array(shiftRow) });

/** The latest check before a shift of each operator who has made one, newest first. */
export const fitnessRow = z.object({
  operator: person,
  /** The computer that was checked, as it names itself. */
  device: z.string(),
  receivedAt: instant,
  report: fitnessReport,
});
export const fitnessList = z.object({ checks: z.array(fitnessRow) });

export type ConsoleSession = z.infer<typeof consoleSession>;
export type CaseSummary = z.infer<typeof caseSummary>;
export type CaseDetail = z.infer<typeof caseDetail>;
export type ShiftRow = z.infer<typeof shiftRow>;
export type FitnessRow = z.infer<typeof fitnessRow>;
export type ShiftList = z.infer<typeof shiftList>;
