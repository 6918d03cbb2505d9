import { z } from 'zod';
import { callDirections, callEndings } from '../../domain/call/call.ts';
import { breakReasons } from '../../domain/presence.ts';
import { e164, id, instant, language } from '../common.ts';
import { article, customer, product, script } from '../content.ts';
import { caseFields, scriptPath } from '../operations.ts';
import { audioDevice, audioProcessing, deviceRole, globalActions, headsetChoice } from './telephone.ts';

/** A case form that is being filled in. Its id becomes the case's id. */
export const draft = z.object({
  id,
  lineId: id,
  callId: id.optional(),
  customerId: id.optional(),
  fields: caseFields,
  savedAt: instant,
});

/** A hit of the search over articles and products. `title` and `excerpt` mark matches with U+E000 … U+E001. */
export const searchHit = z.object({
  kind: z.enum(['article', 'product']),
  id,
  companyId: id,
  title: z.string(),
  excerpt: z.string(),
});

export const historyEntry = z.object({
  callId: id,
  direction: z.enum(callDirections),
  remoteNumber: z.string().optional(),
  remoteName: z.string().optional(),
  customerName: z.string().optional(),
  lineId: id.optional(),
  startedAt: instant,
  answeredAt: instant.optional(),
  endedAt: instant,
  ending: z.enum(callEndings),
  outcome: z.string().optional(),
});

/** A case of this desk with its way to the server. */
export const deskCase = z.object({
  id,
  reference: z.string(),
  lineId: id,
  callId: id.optional(),
  fields: caseFields,
  submittedAt: instant,
  delivery: z.enum(['waiting', 'delivered', 'parked']),
});

/** Something that waits in the outbox, or was refused, in words the desk can show. */
export const outboxItem = z.object({
  operationId: id,
  kind: z.enum(['case.submit', 'call.record', 'shift.event', 'customer.put', 'fitness.report']),
  madeAt: instant,
  attempts: z.number().int().nonnegative(),
  parked: z.boolean(),
  detail: z.string().optional(),
  reference: z.string().optional(),
});

const nothing = z.object({});
const command = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output });
const forCall = z.object({ callId: id });

/** Every command of the desk to the host: what goes in, what comes out when it is done. */
export const deskCommands = {
  'session.signIn': command(
    z.object({
      username: z.string().trim().min(1).max(80),
      password: z.string().min(1).max(200),
      /** Only after auth.previousPasswordNeeded. */
      previousPassword: z.string().min(1).max(200).optional(),
    }),
    nothing,
  ),
  /** Ends calls first? No: refused with call.otherActive while a call is on. Leaves what is unsent in the store. */
  'session.signOut': command(nothing, nothing),
  'settings.set': command(
    z.object({
      language: language.optional(),
      theme: z.enum(['auto', 'light', 'dark']).optional(),
      /** The central server's address; only while nobody is signed in, else session.wrongState. */
      serverUrl: z
        .url({ protocol: /^https?$/ })
        .max(300)
        .optional(),
    }),
    nothing,
  ),
  /** Starts the shift, recorded before it is answered; presence becomes ready. */
  'shift.start': command(nothing, nothing),
  'shift.end': command(nothing, nothing),
  'presence.set': command(
    z.discriminatedUnion('state', [
      z.object({ state: z.literal('ready') }),
      z.object({ state: z.literal('training') }),
      z.object({ state: z.literal('break'), breakReason: z.enum(breakReasons) }),
    ]),
    nothing,
  ),
  'registration.retry': command(nothing, nothing),
  /** Calls a number; the call that is being talked with is held. */
  'call.dial': command(
    z.object({
      number: z.string().min(1).max(80),
      lineId: id.optional(),
      /** The call in the middle of which somebody is asked: what is learnt belongs to it, and so does the outcome. */
      consultationFor: id.optional(),
    }),
    forCall,
  ),
  /** Calls the number that was called last. */
  'call.redial': command(nothing, forCall),
  /** Takes the call; the one that is being talked with is held. */
  'call.answer': command(forCall, nothing),
  /** `busy` (what is meant where nothing is said): this desk cannot take it, the queue tries the next; `decline`: not at all, for everybody. */
  'call.reject': command(forCall.extend({ how: z.enum(['busy', 'decline']).optional() }), nothing),
  /** Sends a ringing call on to another number (302). */
  'call.divert': command(forCall.extend({ number: z.string().min(1).max(80) }), nothing),
  'call.hangUp': command(forCall, nothing),
  'call.mute': command(forCall.extend({ muted: z.boolean() }), nothing),
  /** Puts a call on hold, or takes it back: then the one that is being talked with is held. */
  'call.hold': command(forCall.extend({ held: z.boolean() }), nothing),
  /** Joins the call that is talked with and the one on hold: three people hear each other. */
  'call.merge': command(nothing, nothing),
  /** Ends the conference; the call stays in front and the others are held. */
  'call.split': command(forCall, nothing),
  /**
   * Hands the call over: to a number (blind), or to the other side of another call (attended). Done when the PBX has
   * taken it on; how it goes on is told by `transfer` of the call.
   */
  'call.transfer': command(
    forCall.extend({
      to: z.union([z.object({ number: z.string().min(1).max(80) }), z.object({ callId: id })]),
    }),
    nothing,
  ),
  /** Pauses or continues the recording at the PBX. */
  'call.recording': command(forCall.extend({ paused: z.boolean() }), nothing),
  'call.dtmf': command(forCall.extend({ tones: z.string().regex(/^[0-9A-D*#]{1,40}$/) }), nothing),
  /** Sets the outcome of an ended call: ends the after-call work, presence becomes ready. */
  'call.finish': command(
    forCall.extend({ outcome: z.string().max(40), note: z.string().max(2000).optional() }),
    nothing,
  ),
  'call.history': command(
    z.object({ limit: z.number().int().min(1).max(200) }),
    z.object({ entries: z.array(historyEntry) }),
  ),
  /** Customers, colleagues and numbers called before, for a name or a part of a number, best first. */
  'dial.suggest': command(
    z.object({ text: z.string().max(80), limit: z.number().int().min(1).max(20) }),
    z.object({
      suggestions: z.array(
        z.object({
          kind: z.enum(['colleague', 'customer', 'history']),
          name: z.string().optional(),
          number: z.string(),
        }),
      ),
    }),
  ),
  /** Chooses a device (none: the system's default), sound processing or the loudness of the ring; all remembered. */
  'devices.set': command(
    z.object({
      choose: z.object({ role: deviceRole, device: audioDevice.nullable() }).optional(),
      processing: audioProcessing.partial().optional(),
      ringVolume: z.number().min(0).max(1).optional(),
      /** Whose buttons are wanted; null: those of the headset that was chosen for the sound, else any. */
      headset: headsetChoice.nullish(),
    }),
    nothing,
  ),
  /** Looks again for headsets with buttons, and for one that another program has let go; which, `devices.headsets` says. */
  'devices.findHeadset': command(nothing, z.object({ found: z.number().int().nonnegative() })),
  /** Starts and stops `levels` events; the microphone is open between them. */
  'devices.meter': command(z.object({ on: z.boolean() }), nothing),
  /** Plays a short sound on the device of that role. */
  'devices.test': command(z.object({ role: z.enum(['speaker', 'ring']) }), nothing),
  /** Runs the check before a shift; answers when it has begun, tells of it in `fitness`. */
  'fitness.run': command(nothing, nothing),
  'fitness.stop': command(nothing, nothing),
  /** A key for the whole computer; none takes it away. input.invalid where Electron cannot read it. */
  'globalKeys.set': command(
    z.object({ action: z.enum(globalActions), accelerator: z.string().min(1).max(60).nullable() }),
    nothing,
  ),
  /** Asks the practice line for a call. */
  'practice.request': command(z.object({ scenarioId: z.string().max(80) }), nothing),
  /** The customers who have this number, those of the line's company first. */
  'customer.findByNumber': command(
    z.object({ number: e164, companyId: id.optional() }),
    z.object({ customers: z.array(customer) }),
  ),
  'customer.save': command(z.object({ customer, callId: id.optional() }), nothing),
  /** Cases that this customer or number had on this device, newest first. */
  'customer.story': command(
    z.object({ customerId: id.optional(), number: z.string().optional() }),
    z.object({ calls: z.array(historyEntry), cases: z.array(deskCase) }),
  ),
  'script.get': command(z.object({ scriptId: id }), z.object({ script: script.optional() })),
  /** Keeps where a call has come to in its script: through a restart, and for the call's record. */
  'script.keep': command(z.object({ callId: id, path: scriptPath }), nothing),
  /** What was kept for a call. */
  'script.place': command(z.object({ callId: id }), z.object({ path: scriptPath.optional() })),
  /**
   * Articles and products for a question, best first. With a company only that company's: what one client company
   * tells its operators is never seen on the line of another. Without one, everything on this device.
   */
  'knowledge.search': command(
    z.object({
      text: z.string().max(2000),
      companyId: id.optional(),
      language,
      limit: z.number().int().min(1).max(50),
    }),
    z.object({ hits: z.array(searchHit) }),
  ),
  'article.get': command(z.object({ id }), z.object({ article: article.optional() })),
  'product.get': command(z.object({ id }), z.object({ product: product.optional() })),
  /** All drafts that were neither submitted nor discarded, newest first. */
  'draft.list': command(nothing, z.object({ drafts: z.array(draft) })),
  /** Saves a draft; answered when it is on the disk. */
  'draft.save': command(z.object({ draft }), nothing),
  /** Puts a draft away; `draft.restore` brings it back (undo). */
  'draft.discard': command(z.object({ draftId: id }), nothing),
  'draft.restore': command(z.object({ draftId: id }), nothing),
  /** Submits the draft as it is given: case and outbox row in one transaction; answered when both are on the disk. */
  'case.submit': command(z.object({ draft }), z.object({ reference: z.string() })),
  'case.list': command(
    z.object({ limit: z.number().int().min(1).max(200) }),
    z.object({ cases: z.array(deskCase) }),
  ),
  'outbox.list': command(nothing, z.object({ items: z.array(outboxItem) })),
  'outbox.sendNow': command(nothing, nothing),
} as const;

export type DeskCommands = typeof deskCommands;
export type DeskCommandName = keyof DeskCommands;
export type DeskInput<N extends DeskCommandName> = z.infer<DeskCommands[N]['input']>;
export type DeskOutput<N extends DeskCommandName> = z.infer<DeskCommands[N]['output']>;

/** {@link deskCommands} for code that is generic in the name: what a schema lets through has that command's own type. */
export const deskSchemas: {
  readonly [N in DeskCommandName]: {
    readonly input: z.ZodType<DeskInput<N>>;
    readonly output: z.ZodType<DeskOutput<N>>;
  };
} = deskCommands;
export type Draft = z.infer<typeof draft>;
export type SearchHit = z.infer<typeof searchHit>;
export type HistoryEntry = z.infer<typeof historyEntry>;
export type DeskCase = z.infer<typeof deskCase>;
export type OutboxItem = z.infer<typeof outboxItem>;
/** The answer of a command that has nothing to tell. */
export type Nothing = z.infer<typeof nothing>;
