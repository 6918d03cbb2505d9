import { z } from 'zod';
import type { Queryable } from '../db/port.ts';
import { readRows } from '../db/rows.ts';
import type { Position } from './cursor.ts';

export const entities = ['company', 'line', 'script', 'article', 'product', 'customer'] as const;
export type Entity = (typeof entities)[number];

/**
 * Tells all desks to take this row anew, in the transaction that changes it. Earlier entries of the row are
 * removed: whoever has not read them yet finds this one, so the log stays as long as there are rows.
 */
export async function logChange(tx: Queryable, entity: Entity, rowId: string, gone = false): Promise<void> {
  await tx.query('delete from change_log where entity = $1 and row_id = $2', [entity, rowId]);
  await tx.query('insert into change_log (entity, row_id, gone) values ($1, $2, $3)', [entity, rowId, gone]);
}

const entryRow = z.object({
  xid: z.string(),
  seq: z.string(),
  entity: z.enum(entities),
  row_id: z.string(),
  gone: z.boolean(),
});
export type LogEntry = z.output<typeof entryRow>;

/**
 * Entries after `position`, oldest first. Only those of transactions below the oldest one still running: an entry
 * whose transaction commits late then still lies ahead of every cursor that was handed out before.
 */
export function entriesAfter(db: Queryable, position: Position, limit: number): Promise<LogEntry[]> {
  return readRows(
    db,
    entryRow,
    `select xid::text as xid, seq::text as seq, entity, row_id, gone from change_log l
     where (l.xid, l.seq) > ($1::text::xid8, $2::text::bigint)
       and l.xid < pg_snapshot_xmin(pg_current_snapshot())
     order by l.xid, l.seq limit $3`,
    [position.xid, position.seq, limit],
  );
}
