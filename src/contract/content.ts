import { z } from 'zod';
import { caseFieldLimits, caseKinds } from '../domain/case/case.ts';
import { branchKinds } from '../domain/script/script-graph.ts';
import { e164, id, localizedText } from './common.ts';

/** A client: the company that callers believe to be calling. */
export const company = z.object({ id, name: localizedText });

/** An outcome (disposition) code that ends the after-call work. */
export const outcome = z.object({ code: z.string().max(40), label: localizedText });

const prefix = z.string().regex(/^\+?[\d*#]{1,20}$/);

/** What may be dialled on a line. Prefixes are E.164 (`+7`), or of short numbers as they are dialled (`0900`). */
export const diallingPolicy = z.object({
  /** Where there are any, nothing else may be dialled but emergency numbers and colleagues. */
  allowedPrefixes: z.array(prefix).max(200).default([]),
  /** Wins over what is allowed; the longer of two prefixes wins. */
  forbiddenPrefixes: z.array(prefix).max(200).default([]),
  /** Always allowed, and dialled as they are. */
  emergencyNumbers: z
    .array(z.string().regex(/^\d{2,6}$/))
    .max(20)
    .default(['112']),
});

/** A dialled number of a client: decides company, colour, greeting, script, form and outcome codes on the screen. */
export const line = z.object({
  id,
  companyId: id,
  companyName: localizedText,
  name: localizedText,
  /** The number that callers dial, E.164. */
  number: e164,
  /** `#rrggbb`; never the only sign of the line, its name stands beside it. */
  colour: z.string().regex(/^#[0-9a-f]{6}$/i),
  greeting: localizedText,
  scriptId: id.optional(),
  caseKinds: z.array(z.enum(caseKinds)).min(1),
  categories: z.array(z.object({ code: z.string().max(60), label: localizedText })),
  outcomes: z.array(outcome).min(1),
  /** Absent: everything may be dialled. */
  dialling: diallingPolicy.optional(),
  /** Calls in on this line are answered by themselves after so long. */
  autoAnswerSeconds: z.number().int().min(0).max(30).optional(),
});

/** What a choice puts into the form of the call's case, where the form is still empty. `kind` and `category` are codes. */
export const choiceFills = z.object({
  kind: z.enum(caseKinds).optional(),
  category: z.string().max(caseFieldLimits.category).optional(),
  description: localizedText.optional(),
  desiredResult: localizedText.optional(),
});

/** A script: steps with choices, told apart by short keys. Texts may hold `{{customer.name}}` and the like. */
export const script = z.object({
  id,
  companyId: id,
  title: localizedText,
  version: z.number().int().positive(),
  start: z.string(),
  steps: z.array(
    z.object({
      key: z.string(),
      title: localizedText,
      say: localizedText,
      /** Advice to the operator that is not read out. */
      hint: localizedText.optional(),
      /** Sentences that must be said and ticked before the step is left: a consent, the notice of a recording. */
      required: z.array(z.object({ key: z.string(), say: localizedText })).optional(),
      choices: z.array(z.object({ label: localizedText, to: z.string(), fills: choiceFills.optional() })),
    }),
  ),
  /** Ways out of every step and back to it: for an angry caller, or for an objection. */
  branches: z
    .array(z.object({ key: z.string(), label: localizedText, to: z.string(), kind: z.enum(branchKinds) }))
    .optional(),
});

export const article = z.object({
  id,
  companyId: id,
  title: localizedText,
  /** Markdown without HTML. */
  body: localizedText,
  keywords: z.array(z.string()).default([]),
  version: z.number().int().positive(),
});

export const product = z.object({
  id,
  companyId: id,
  name: localizedText,
  code: z.string(),
  /** In tetri (1/100 GEL); absent where the price is agreed with the customer. */
  priceTetri: z.number().int().nonnegative().optional(),
  /** What the price is for: a month, a piece, a kilogram. */
  unit: localizedText.optional(),
  description: localizedText,
  specifications: z.array(z.object({ name: localizedText, value: localizedText })).default([]),
  version: z.number().int().positive(),
});

/** A person or partner who calls or is called. */
export const customer = z.object({
  id,
  companyId: id,
  kind: z.enum(['person', 'partner']),
  name: z.string().max(120),
  phones: z.array(e164).max(20),
  email: z.string().max(200).optional(),
  address: z.string().max(300).optional(),
  /** The customer's number at the client: contract, loyalty card. */
  account: z.string().max(60).optional(),
  note: z.string().max(2000).optional(),
});

export type Company = z.infer<typeof company>;
export type DiallingPolicy = z.infer<typeof diallingPolicy>;
export type Line = z.infer<typeof line>;
export type Script = z.infer<typeof script>;
export type ChoiceFills = z.infer<typeof choiceFills>;
export type Article = z.infer<typeof article>;
export type Product = z.infer<typeof product>;
export type Customer = z.infer<typeof customer>;
