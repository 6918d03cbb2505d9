import { z } from 'zod';
import type { CallRecord } from '../../contract/operations.ts';
import { instantColumn, readRow, storableText, toJsonb } from '../db/rows.ts';
import { applied, notYours, superseded, type Applied, type OperationContext } from './operation-context.ts';

/** When something was said: by the time it was made, then by the operation's id (UUIDv7 sorts by time). */
interface Version {
  readonly madeAt: string;
  readonly operationId: string;
}

const versionedText = (value: string | null, madeAt: string | null, operationId: string | null) =>
  value === null || madeAt === null || operationId === null ? undefined : { value, madeAt, operationId };

const callRow = z.object({
  account_id: z.string(),
  made_at: instantColumn,
  operation_id: z.string(),
  outcome: z.string().nullable(),
  outcome_made_at: instantColumn.nullable(),
  outcome_operation_id: z.string().nullable(),
  note: z.string().nullable(),
  note_made_at: instantColumn.nullable(),
  note_operation_id: z.string().nullable(),
});

/**
 * Writes a call, or what is newer about it. Versions may arrive in any order: the one made last wins, and an outcome
 * or note that was set is not lost to a version without one.
 */
export async function applyCall(context: OperationContext, record: CallRecord): Promise<Applied> {
  const { tx, session } = context;
  const version = { madeAt: new Date(context.madeAt).toISOString(), operationId: context.operationId };
  const before = await readRow(
    tx,
    callRow,
    `select account_id, made_at, operation_id, outcome, outcome_made_at, outcome_operation_id,
       note, note_made_at, note_operation_id from calls where id = $1 for update`,
    [record.id],
  );
  if (before !== undefined && before.account_id !== session.account.id) return notYours;

  const newest =
    before === undefined || isNewer(version, { madeAt: before.made_at, operationId: before.operation_id });
  const outcome = later(
    record.outcome === undefined ? undefined : { value: record.outcome, ...version },
    before && versionedText(before.outcome, before.outcome_made_at, before.outcome_operation_id),
  );
  const note = later(
    record.note === undefined ? undefined : { value: record.note, ...version },
    before && versionedText(before.note, before.note_made_at, before.note_operation_id),
  );
  await tx.query(
    `insert into calls as c (id, account_id, device_id, line_id, customer_id, started_at, record, made_at, operation_id,
       outcome, outcome_made_at, outcome_operation_id, note, note_made_at, note_operation_id)
     values ($1, $2, $3, $4, $5, $6::timestamptz, $7::jsonb, $8::timestamptz, $9,
       $10, $11::timestamptz, $12, $13, $14::timestamptz, $15)
     on conflict (id) do update set
       device_id = case when $16::boolean then excluded.device_id else c.device_id end,
       line_id = case when $16::boolean then excluded.line_id else c.line_id end,
       customer_id = case when $16::boolean then excluded.customer_id else c.customer_id end,
       started_at = case when $16::boolean then excluded.started_at else c.started_at end,
       record = case when $16::boolean then excluded.record else c.record end,
       made_at = case when $16::boolean then excluded.made_at else c.made_at end,
       operation_id = case when $16::boolean then excluded.operation_id else c.operation_id end,
       outcome = excluded.outcome, outcome_made_at = excluded.outcome_made_at,
       outcome_operation_id = excluded.outcome_operation_id,
       note = excluded.note, note_made_at = excluded.note_made_at, note_operation_id = excluded.note_operation_id`,
    [
      record.id,
      session.account.id,
      session.deviceId,
      record.lineId ?? null,
      record.customerId ?? null,
      record.startedAt,
      toJsonb(record),
      version.madeAt,
      version.operationId,
      outcome === undefined ? null : storableText(outcome.value),
      outcome?.madeAt ?? null,
      outcome?.operationId ?? null,
      note === undefined ? null : storableText(note.value),
      note?.madeAt ?? null,
      note?.operationId ?? null,
      newest,
    ],
  );
  return newest ? applied : superseded;
}

function isNewer(one: Version, other: Version): boolean {
  return one.madeAt === other.madeAt ? one.operationId > other.operationId : one.madeAt > other.madeAt;
}

function later<V extends Version>(one: V | undefined, other: V | undefined): V | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return isNewer(one, other) ? one : other;
}
