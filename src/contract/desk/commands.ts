import { z } from 'zod';
import { callDirections, callEndings } from '../../domain/call/call.ts';
import { breakReasons } from '../../domain/presence.ts';
import { e164, id, instant, language } from '../common.ts';
import { article, customer, product, script } from '../content.ts';
import { caseFields } from '../operations.ts';

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
  kind: z.enum(['case.submit', 'call.record', 'shift.event', 'customer.put']),
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
  'call.dial': command(z.object({ number: z.string().min(1).max(80), lineId: id.optional() }), forCall),
  'call.answer': command(forCall, nothing),
  'call.reject': command(forCall, nothing),
  'call.hangUp': command(forCall, nothing),
  'call.mute': command(forCall.extend({ muted: z.boolean() }), nothing),
  'call.hold': command(forCall.extend({ held: z.boolean() }), nothing),
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
