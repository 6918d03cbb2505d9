import { scriptPath, type StoredScriptPath } from '../../../contract/operations.ts';
import type { StoreDatabase } from '../database.ts';
import type { HandlersOf } from '../handlers.ts';
import { fromStored } from '../stored.ts';

/** Places are kept for so long after the last step: nobody comes back to a call after that, and its record has it. */
const keptMs = 30 * 24 * 3_600_000;

/** Where a call has come to in its script. */
export function createScriptPlaces(
  database: StoreDatabase,
): (callId: string) => StoredScriptPath | undefined {
  const get = database.prepare<[string], { body: string }>('select body from script_place where call_id = ?');
  return (callId) => {
    const row = get.get(callId);
    return row === undefined ? undefined : fromStored(scriptPath, row.body);
  };
}

export function scriptPlaceHandlers(database: StoreDatabase): HandlersOf<'script.keep' | 'script.place'> {
  const placeOf = createScriptPlaces(database);
  const put = database.prepare<[string, string, string]>(
    `insert into script_place (call_id, kept_at, body) values (?, ?, ?)
     on conflict do update set kept_at = excluded.kept_at, body = excluded.body`,
  );
  const forget = database.prepare<[string]>('delete from script_place where kept_at < ?');
  return {
    'script.keep': ({ callId, path, at }) => {
      forget.run(new Date(Date.parse(at) - keptMs).toISOString());
      put.run(callId, at, JSON.stringify(path));
    },
    'script.place': ({ callId }) => placeOf(callId),
  };
}
