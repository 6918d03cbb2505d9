import { z } from 'zod';
import type { Parameter, Queryable } from './port.ts';

/** A `timestamptz` column as the contract writes instants. */
export const instantColumn = z.date().transform((date) => date.toISOString());

/** Asks, and checks each row's shape. Rejects with a ZodError where the database holds something else. */
export async function readRows<S extends z.ZodType>(
  db: Queryable,
  row: S,
  sql: string,
  parameters: readonly Parameter[] = [],
): Promise<z.output<S>[]> {
  return z.array(row).parse(await db.query(sql, parameters));
}

/** The first row, or undefined where there is none. */
export async function readRow<S extends z.ZodType>(
  db: Queryable,
  row: S,
  sql: string,
  parameters: readonly Parameter[] = [],
): Promise<z.output<S> | undefined> {
  const [first] = await readRows(db, row, sql, parameters);
  return first;
}

/**
 * JSON for a `jsonb` parameter. PostgreSQL takes neither U+0000 nor lone surrogates (RFC 8259 §8.2) in text: both are
 * invisible slips of a clipboard, and no reason to refuse a complaint, so they are taken out or replaced.
 */
export function toJsonb(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'string' ? storableText(part) : part,
  );
}

/** The text without what PostgreSQL cannot hold. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '');
}
