import { z } from 'zod';
import type { ShiftEvent } from '../../contract/operations.ts';
import { readRow } from '../db/rows.ts';
import { applied, duplicate, notYours, type Applied, type OperationContext } from './operation-context.ts';

/**
 * Appends a line to the record of working time, with the server's time of arrival beside the device's. The time
 * that puts it into a day is the device's, corrected by the offset that the device knew, and never in the future.
 */
export async function applyShiftEvent(context: OperationContext, event: ShiftEvent): Promise<Applied> {
  const { tx, session } = context;
  const rows = await tx.query(
    `insert into shift_events (id, shift_id, account_id, device_id, kind, presence, break_reason, device_time,
       clock_offset_ms, received_at, effective_at)
     select $1, $2, $3, $4, $5, $6, $7, $8::timestamptz, $9::bigint, $10::timestamptz,
       least($8::timestamptz + coalesce($9::bigint, 0) * interval '1 millisecond', $10::timestamptz)
     where not exists (select 1 from shift_events where shift_id = $2 and account_id <> $3)
     on conflict (id) do nothing returning id`,
    [
      event.id,
      event.shiftId,
      session.account.id,
      session.deviceId,
      event.kind,
      event.presence ?? null,
      event.breakReason ?? null,
      event.deviceTime,
      event.clockOffsetMs ?? null,
      context.receivedAt,
    ],
  );
  if (rows.length > 0) return applied;
  const same = await readRow(
    tx,
    z.object({ account_id: z.string() }),
    'select account_id from shift_events where id = $1',
    [event.id],
  );
  return same?.account_id === session.account.id ? duplicate : notYours;
}
