import { z } from 'zod';
import type { SignInRequest } from '../../contract/server/api.ts';
import type { Queryable } from '../db/port.ts';
import { readRow, storableText } from '../db/rows.ts';

/** Notes that the device is in use. */
export async function rememberDevice(
  db: Queryable,
  device: SignInRequest['device'],
  now: Date,
): Promise<void> {
  await db.query(
    `insert into devices (id, name, platform, version, first_seen_at, last_seen_at)
     values ($1, $2, $3, $4, $5, $5)
     on conflict (id) do update set name = $2, platform = $3, version = $4, last_seen_at = $5`,
    [device.id, storableText(device.name), storableText(device.platform), storableText(device.version), now],
  );
}

/**
 * The desk number of this operator on this device: the same each time, never another's. `lastReference` is the
 * highest running number among the cases that came from it, 0 for none.
 */
export async function deskOf(
  db: Queryable,
  accountId: string,
  deviceId: string,
  now: Date,
): Promise<{ deskNumber: number; lastReference: number }> {
  const find = () =>
    readRow(
      db,
      z.object({ desk_number: z.number(), last: z.number() }),
      `select d.desk_number, coalesce((select max(c.running) from cases c where c.desk_number = d.desk_number), 0) as last
       from desks d where d.account_id = $1 and d.device_id = $2`,
      [accountId, deviceId],
    );
  let desk = await find();
  if (desk === undefined) {
    // Looked for first: an insert that finds a conflict would still use up a number of the sequence.
    await db.query(
      'insert into desks (account_id, device_id, created_at) values ($1, $2, $3) on conflict do nothing',
      [accountId, deviceId, now],
    );
    desk = await find();
  }
  if (desk === undefined) throw new Error('the desk that was just made is not there');
  return { deskNumber: desk.desk_number, lastReference: desk.last };
}

/** Whether the desk number was given to this operator, on whatever device. */
export async function ownsDesk(db: Queryable, accountId: string, deskNumber: number): Promise<boolean> {
  const rows = await db.query('select 1 from desks where account_id = $1 and desk_number = $2', [
    accountId,
    deskNumber,
  ]);
  return rows.length > 0;
}
