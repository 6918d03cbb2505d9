import { z } from 'zod';
import { fitnessReport } from '../../contract/quality.ts';
import type { FitnessRow } from '../../contract/server/console.ts';
import type { Queryable } from '../db/port.ts';
import { instantColumn, readRows } from '../db/rows.ts';

const checkRow = z.object({
  account_id: z.string(),
  display_name: z.string(),
  device: z.string(),
  received_at: instantColumn,
  report: fitnessReport,
});

/**
 * The latest check of each operator, newest first. A device's clock may be ahead by a year, and a report wait for the
 * network for a day: the latest is the one that began last, but none began after it was here.
 */
export async function latestChecks(db: Queryable): Promise<FitnessRow[]> {
  const rows = await readRows(
    db,
    checkRow,
    `select * from (
       select distinct on (f.account_id) f.account_id, a.display_name, d.name as device, f.received_at, f.report,
         least(f.started_at, f.received_at) as began
       from fitness_reports f
         join accounts a on a.id = f.account_id
         join devices d on d.id = f.device_id
       order by f.account_id, least(f.started_at, f.received_at) desc, f.id desc
     ) latest order by began desc, account_id`,
  );
  return rows.map((row) => ({
    operator: { id: row.account_id, displayName: row.display_name },
    device: row.device,
    receivedAt: row.received_at,
    report: row.report,
  }));
}
