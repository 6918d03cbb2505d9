import { z } from 'zod';
import { callDirections, callEndings, callStates } from '../../domain/call/call.ts';
import { breakReasons, presenceStates } from '../../domain/presence.ts';
import { id, instant, language, localizedText, role } from '../common.ts';
import { line } from '../content.ts';
import { reasonCode } from '../reasons.ts';
import {
  colleague,
  devices,
  fitness,
  globalKey,
  liveQuality,
  mailbox,
  recording,
  transfer,
} from './telephone.ts';

/** A call as the desk shows it. Stays in the list after its end until its outcome is set (after-call work). */
export const call = z.object({
  id,
  direction: z.enum(callDirections),
  state: z.enum(callStates),
  /** What is being asked of the other side at this moment: the button waits, the state has not changed yet. */
  pending: z.enum(['hold', 'resume', 'hangUp']).optional(),
  muted: z.boolean(),
  /** E.164 or what the PBX gave; absent for anonymous callers. Display strings are cleaned of control characters. */
  remoteNumber: z.string().optional(),
  remoteName: z.string().optional(),
  /** The number that the caller dialled first, where the call was sent on to this one (Diversion, History-Info). */
  divertedFrom: z.string().optional(),
  lineId: id.optional(),
  /** The call for which somebody is asked here: it has the outcome, this one has none of its own. */
  consultationFor: id.optional(),
  /** The other side has put us on hold. */
  heldByOther: z.boolean(),
  /** The other side of a call out already sends sound: an announcement, its own ringback. */
  earlyMedia: z.boolean(),
  /** One of the calls that are joined in a conference. */
  inConference: z.boolean(),
  /** A call in that will be answered by itself then. */
  autoAnswerAt: instant.optional(),
  transfer: transfer.optional(),
  /** Absent where the PBX's recording cannot be paused from here. */
  recording: recording.optional(),
  quality: liveQuality.optional(),
  startedAt: instant,
  answeredAt: instant.optional(),
  endedAt: instant.optional(),
  ending: z.enum(callEndings).optional(),
  /** Set with ending `failed`, and with a hold that was refused. */
  failure: reasonCode.optional(),
  media: z.enum(['none', 'connecting', 'connected', 'interrupted']),
  /** True from the end of an answered call until its outcome is set. */
  needsOutcome: z.boolean(),
});

/** The registration at the PBX, as it is. `waiting`: not registered, the next try is at `nextTryAt`. */
export const registration = z.object({
  status: z.enum(['none', 'connecting', 'registered', 'waiting', 'stopped']),
  since: instant,
  nextTryAt: instant.optional(),
  attempt: z.number().int().nonnegative(),
  /** pbx.unreachable, pbx.refused or pbx.certificate; stays through the next try until one succeeds. */
  reason: reasonCode.optional(),
  /** SIP status of a refusal, for support. */
  sipStatus: z.number().int().optional(),
});

export const deskState = z.object({
  host: z.object({
    version: z.string(),
    shell: z.enum(['electron', 'browser']),
    serverUrl: z.string(),
    /** Username of the last operator to sign in on this device, to fill in; never anything else of theirs. */
    lastUsername: z.string().optional(),
  }),
  settings: z.object({ language, theme: z.enum(['auto', 'light', 'dark']) }),
  session: z.discriminatedUnion('status', [
    z.object({ status: z.literal('signedOut') }),
    z.object({
      status: z.literal('signedIn'),
      operator: z.object({ id, username: z.string(), displayName: z.string(), role }),
      /** True where the password was checked against this device only, the server being away. */
      offline: z.boolean(),
      practiceScenarios: z.array(z.object({ id: z.string(), title: localizedText })),
    }),
  ]),
  server: z.object({
    status: z.enum(['unknown', 'reachable', 'unreachable', 'signInNeeded']),
    since: instant,
    lastAnswerAt: instant.optional(),
  }),
  registration,
  media: z.object({
    status: z.enum(['unknown', 'ready', 'noMicrophone', 'permissionDenied', 'failed']),
    /** The operator speaks into a muted microphone. */
    speakingWhileMuted: z.boolean(),
  }),
  devices,
  colleagues: z.array(colleague),
  /** Absent or null where the PBX has no mailbox for this operator, or it is not known any more. */
  mailbox: mailbox.nullish(),
  /**
   * Whether the PBX's queues ring this operator, as far as they have said: `open` and `paused` were accepted, `asking` was
   * not yet. Absent or null where the PBX is not told.
   */
  queue: z.object({ status: z.enum(['asking', 'open', 'paused']), since: instant }).nullish(),
  fitness,
  globalKeys: z.array(globalKey),
  shift: z.discriminatedUnion('status', [
    z.object({ status: z.literal('off') }),
    z.object({ status: z.literal('on'), shiftId: id, startedAt: instant }),
  ]),
  presence: z.object({
    state: z.enum(presenceStates),
    breakReason: z.enum(breakReasons).optional(),
    since: instant,
  }),
  calls: z.array(call),
  outbox: z.object({
    /** Operations that wait to be sent, and when the oldest was made. */
    waiting: z.number().int().nonnegative(),
    oldestAt: instant.optional(),
    /** Operations that the server refused for good; kept and shown. */
    parked: z.number().int().nonnegative(),
    /** Cases among the waiting: what an operator cares for most. */
    waitingCases: z.number().int().nonnegative(),
  }),
  content: z.object({
    status: z.enum(['empty', 'syncing', 'current']),
    updatedAt: instant.optional(),
  }),
  lines: z.array(line),
});

export type Call = z.infer<typeof call>;
export type Registration = z.infer<typeof registration>;
export type DeskState = z.infer<typeof deskState>;
export type DeskSlice = keyof DeskState;
