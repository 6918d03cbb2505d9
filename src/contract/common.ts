import { z } from 'zod';
import { languages } from '../domain/language.ts';
import { roles } from '../domain/permissions.ts';

/** A UUIDv7 (RFC 9562), made by whoever makes the row. */
export const id = z.uuid();
/** An instant as ISO 8601 in UTC with milliseconds: `2026-03-01T08:00:00.000Z`. */
export const instant = z.iso.datetime();
export const language = z.enum(languages);
export const localizedText = z.object({
  ka: z.string().optional(),
  en: z.string().optional(),
  ru: z.string().optional(),
});
export const role = z.enum(roles);
/** A phone number in E.164 (`+995599123456`). */
export const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/);

export type Instant = string;
