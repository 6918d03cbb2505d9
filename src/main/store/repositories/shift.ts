import { shiftEvent } from '../../../contract/operations.ts';
import type { StoreDatabase } from '../database.ts';
import type { HandlersOf } from '../handlers.ts';
import { fromStored } from '../stored.ts';
import { createQueue } from './queue.ts';

/** The record of working time, append-only (the schema's triggers hold to it too). */
export function shiftHandlers(database: StoreDatabase): HandlersOf<'shift.append' | 'shift.position'> {
  const queue = createQueue(database);
  const insert = database.prepare<[string, string, string, string, string]>(
    `insert into shift_event (id, shift_id, kind, device_time, body) values (?, ?, ?, ?, ?)
     on conflict (id) do nothing`,
  );
  const openShift = database.prepare<[], { shiftId: string; startedAt: string }>(
    `select shift_id as shiftId, device_time as startedAt from shift_event as started
     where kind = 'start' and not exists (
       select 1 from shift_event as ended where ended.shift_id = started.shift_id and ended.kind = 'end')
     order by position desc limit 1`,
  );
  const lastPresence = database.prepare<[string], { body: string }>(
    `select body from shift_event where shift_id = ? and kind = 'presence' order by position desc limit 1`,
  );
  return {
    'shift.append': (event) => {
      const { changes } = insert.run(
        event.id,
        event.shiftId,
        event.kind,
        event.deviceTime,
        JSON.stringify(event),
      );
      // An event that is already in the record is on its way too: appended twice, it is still one.
      if (changes === 0) return;
      queue.add({ subject: event.shiftId, madeAt: event.deviceTime, kind: 'shift.event', payload: event });
    },
    'shift.position': () => {
      const shift = openShift.get();
      const presence = shift === undefined ? undefined : lastPresence.get(shift.shiftId);
      return {
        shift,
        lastPresence: presence === undefined ? undefined : fromStored(shiftEvent, presence.body),
      };
    },
  };
}
