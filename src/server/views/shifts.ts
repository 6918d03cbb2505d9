import { z } from 'zod';
import type { ShiftRow } from '../../contract/server/console.ts';
import { presenceStates } from '../../domain/presence.ts';
import type { Queryable } from '../db/port.ts';
import { instantColumn, readRows } from '../db/rows.ts';

const eventRow = z.object({
  shift_id: z.string(),
  account_id: z.string(),
  display_name: z.string(),
  kind: z.enum(['start', 'end', 'presence']),
  presence: z.enum(presenceStates).nullable(),
  break_reason: z.string().nullable(),
  device_time: instantColumn,
  received_at: instantColumn,
});

/**
 * The shifts that touch a day, in the order in which they began: any of their events is in it, or they began on the
 * day before and have no end yet.
 *
 * @param day `YYYY-MM-DD` in `timeZone` (IANA name)
 */
export async function listShifts(db: Queryable, day: string, timeZone: string): Promise<ShiftRow[]> {
  const rows = await readRows(
    db,
    eventRow,
    `with day as (
       select $1::date::timestamp at time zone $2 as begins,
         ($1::date + 1)::timestamp at time zone $2 as ends
     ), shifts as (
       select distinct e.shift_id from shift_events e, day d
       where e.effective_at >= d.begins and e.effective_at < d.ends
       union
       select e.shift_id from shift_events e, day d
       where e.kind = 'start' and e.effective_at >= d.begins - interval '1 day' and e.effective_at < d.begins
         and not exists (select 1 from shift_events x where x.shift_id = e.shift_id and x.kind = 'end')
     )
     select e.shift_id, e.account_id, a.display_name, e.kind, e.presence, e.break_reason, e.device_time, e.received_at
     from shift_events e join accounts a on a.id = e.account_id
     where e.shift_id in (select shift_id from shifts)
     order by (select min(f.effective_at) from shift_events f where f.shift_id = e.shift_id), e.shift_id,
       e.device_time, e.id`,
    [day, timeZone],
  );
  const shifts = new Map<string, z.output<typeof eventRow>[]>();
  for (const row of rows) shifts.set(row.shift_id, [...(shifts.get(row.shift_id) ?? []), row]);
  return [...shifts.values()].flatMap((events) => toShift(events) ?? []);
}

function toShift(events: readonly z.output<typeof eventRow>[]): ShiftRow | undefined {
  const [first] = events;
  if (first === undefined) return undefined;
  const start = events.find((event) => event.kind === 'start');
  const end = events.findLast((event) => event.kind === 'end');
  return {
    shiftId: first.shift_id,
    operator: { id: first.account_id, displayName: first.display_name },
    ...(start && { startedAt: start.device_time, startReceivedAt: start.received_at }),
    ...(end && { endedAt: end.device_time, endReceivedAt: end.received_at }),
    events: events.map((event) => ({
      kind: event.kind,
      ...(event.presence === null ? {} : { presence: event.presence }),
      ...(event.break_reason === null ? {} : { breakReason: event.break_reason }),
      deviceTime: event.device_time,
      receivedAt: event.received_at,
    })),
  };
}

/** The day that an instant falls into, `YYYY-MM-DD`. */
export function dayOf(instant: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(instant);
  const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}
