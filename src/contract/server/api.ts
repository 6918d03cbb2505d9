import { z } from 'zod';
import { id, instant, role } from '../common.ts';
import { article, company, customer, line, product, script } from '../content.ts';
import { operation } from '../operations.ts';
import { reasonCode } from '../reasons.ts';

/**
 * The server's HTTP interface for desks, JSON throughout, under `/api/v1`. Errors are `apiError` with a fitting
 * status (400 input, 401 sign in again, 403 not allowed, 429 wait). Every answer carries the server's clock.
 */
export const paths = {
  health: '/healthz',
  signIn: '/api/v1/sign-in',
  signOut: '/api/v1/sign-out',
  push: '/api/v1/sync/push',
  pull: '/api/v1/sync/pull',
} as const;

export const apiError = z.object({ reason: reasonCode, detail: z.string().optional(), serverTime: instant });

/** What a PBX can do and how, where PBXs differ. */
export const telephoneSettings = z.object({
  /** A header that names the called number, read before all others: `X-Called-Number`. */
  calledNumberHeader: z
    .string()
    .regex(/^[\w.!%*+`'~-]{1,60}$/)
    .optional(),
  /** How the recording is paused and continued; absent: not from the desk. */
  recording: z
    .object({
      by: z.discriminatedUnion('kind', [
        /** Digits in the call (RFC 4733): a feature code of the PBX. */
        z.object({ kind: z.literal('featureCode'), pause: z.string(), resume: z.string() }),
        /** SIP INFO with this body. */
        z.object({
          kind: z.literal('info'),
          contentType: z.string(),
          pause: z.string(),
          resume: z.string(),
        }),
        /** A header `Record: pause` or `Record: on` in an INFO without a body, as some PBXs have it. */
        z.object({ kind: z.literal('header'), name: z.string(), pause: z.string(), resume: z.string() }),
      ]),
      /** Seconds after which a forgotten pause ends by itself. */
      longestPauseSeconds: z.number().int().min(10).max(900).default(120),
    })
    .optional(),
  /** Gives back what it hears: for the check before a shift. */
  echoNumber: z.string().max(40).optional(),
  /** Whether the PBX tells who is on a call (RFC 4235) and of messages (RFC 3842). */
  dialogEvents: z.boolean().default(false),
  messageWaiting: z.boolean().default(false),
  /** What to dial to hear the messages, where the PBX does not say so itself (Message-Account of RFC 3842): `*97`. */
  mailboxNumber: z
    .string()
    .regex(/^[+\d*#]{1,40}$/)
    .optional(),
  /** Certificates (PEM) of the company's own authority, trusted beside the system's for this PBX and its TURN servers. */
  certificateAuthority: z.string().max(100_000).optional(),
  /** Media through the TURN server only. */
  relayOnly: z.boolean().default(false),
  /**
   * Keeps the PBX's queues from ringing an operator who is not ready: a MESSAGE (RFC 3428) to this user of the domain with
   * one of these texts, in which `{reason}` stands for `break`'s reason or the state. Absent: the queues are not told.
   */
  queueMember: z
    .object({
      user: z.string().regex(/^[\w.!~*'()+-]{1,64}$/),
      pause: z.string().min(1).max(200),
      resume: z.string().min(1).max(200),
    })
    .optional(),
  /** Whether Alert-Info and Call-Info of the PBX may have a call answered by itself. */
  obeysAutoAnswer: z.boolean().default(false),
});

/** A SIP account. Goes to the desk's host only; never to a renderer, a log or an error text. */
export const sipAccount = z.object({
  /** WebSocket addresses of the PBX, best first: `wss://pbx.example/ws`. */
  servers: z.array(z.string()).min(1),
  /** The address of record without `sip:`: `nino@pbx.example`. */
  aor: z.string(),
  authorizationUsername: z.string(),
  password: z.string(),
  displayName: z.string(),
  iceServers: z
    .array(
      z.object({
        urls: z.array(z.string()),
        username: z.string().optional(),
        credential: z.string().optional(),
      }),
    )
    .default([]),
  telephone: telephoneSettings.prefault({}),
  /** Whom a call can be handed over to. */
  colleagues: z
    .array(z.object({ id, name: z.string().max(120), number: z.string().max(80) }))
    .max(5000)
    .default([]),
  /** Practice calls that this line plays when asked by a SIP MESSAGE to `sip:<id>@<domain>`; empty on a real PBX. */
  practiceScenarios: z
    .array(z.object({ id: z.string(), title: z.object({ ka: z.string(), en: z.string(), ru: z.string() }) }))
    .default([]),
});

export const signInRequest = z.object({
  username: z.string().min(1).max(80),
  password: z.string().min(1).max(200),
  device: z.object({
    id,
    name: z.string().max(120),
    platform: z.string().max(40),
    version: z.string().max(40),
  }),
  deviceTime: instant,
});

export const signInAnswer = z.object({
  /** Bearer token, bound to this device; good until `expiresAt`. */
  token: z.string(),
  expiresAt: instant,
  operator: z.object({ id, username: z.string(), displayName: z.string(), role }),
  /** Given out once per operator and device: the first part of the references made there. */
  deskNumber: z.number().int().min(1000).max(999_999),
  /** The highest running number that the server has seen from this desk: a rebuilt store goes on after it. */
  lastReference: z.number().int().nonnegative(),
  sip: sipAccount.optional(),
  serverTime: instant,
});

export const pushRequest = z.object({ operations: z.array(operation).min(1).max(200), deviceTime: instant });

/** One result per operation, in order. `rejected` will never be taken as it is: the desk parks it and shows it. */
export const pushAnswer = z.object({
  results: z.array(
    z.object({
      id,
      status: z.enum(['applied', 'duplicate', 'rejected']),
      reason: reasonCode.optional(),
      detail: z.string().optional(),
    }),
  ),
  serverTime: instant,
});

/** A row of content or a customer as it is now, or word that it is gone. */
export const change = z.union([
  z.object({ entity: z.literal('company'), row: company }),
  z.object({ entity: z.literal('line'), row: line }),
  z.object({ entity: z.literal('script'), row: script }),
  z.object({ entity: z.literal('article'), row: article }),
  z.object({ entity: z.literal('product'), row: product }),
  z.object({ entity: z.literal('customer'), row: customer }),
  z.object({
    entity: z.enum(['company', 'line', 'script', 'article', 'product', 'customer']),
    gone: id,
  }),
]);

/** `GET ?cursor=…&limit=…`; no cursor: from the beginning. The cursor is opaque to the desk. */
export const pullAnswer = z.object({
  changes: z.array(change),
  cursor: z.string(),
  more: z.boolean(),
  serverTime: instant,
});

export type TelephoneSettings = z.infer<typeof telephoneSettings>;
export type SipAccount = z.infer<typeof sipAccount>;
export type SignInRequest = z.infer<typeof signInRequest>;
export type SignInAnswer = z.infer<typeof signInAnswer>;
export type PushRequest = z.infer<typeof pushRequest>;
export type PushAnswer = z.infer<typeof pushAnswer>;
export type Change = z.infer<typeof change>;
export type PullAnswer = z.infer<typeof pullAnswer>;
export type ApiError = z.infer<typeof apiError>;
