import { draft } from '../../../contract/desk/commands.ts';
import type { StoreDatabase } from '../database.ts';
import type { HandlersOf } from '../handlers.ts';
import { fromStored } from '../stored.ts';

export function draftHandlers(
  database: StoreDatabase,
): HandlersOf<'draft.list' | 'draft.save' | 'draft.discard' | 'draft.restore'> {
  const list = database.prepare<[], { body: string }>(
    `select body from draft where status = 'open' order by saved_at desc, id desc`,
  );
  // The status stays: a late save brings no discarded draft back, but its words are there if it is restored.
  const save = database.prepare<[string, string, string]>(
    `insert into draft (id, status, saved_at, body) values (?, 'open', ?, ?)
     on conflict do update set saved_at = excluded.saved_at, body = excluded.body where status <> 'submitted'`,
  );
  const discard = database.prepare<[string]>(
    `update draft set status = 'discarded' where id = ? and status = 'open'`,
  );
  const restore = database.prepare<[string]>(
    `update draft set status = 'open' where id = ? and status = 'discarded'`,
  );
  return {
    'draft.list': () => list.all().map(({ body }) => fromStored(draft, body)),
    'draft.save': (row) => {
      save.run(row.id, row.savedAt, JSON.stringify(row));
    },
    'draft.discard': ({ draftId }) => {
      discard.run(draftId);
    },
    'draft.restore': ({ draftId }) => {
      restore.run(draftId);
    },
  };
}
