import type { Migration } from './migration.ts';

/** Where a call has come to in its script, from the first step on: kept before the call has a record. */
export const migration0004: Migration = {
  version: 4,
  sql: `
    -- \`body\` is the path as JSON (contract/operations.ts).
    create table script_place (
      call_id text primary key,
      kept_at text not null,
      body text not null
    ) strict, without rowid;
    create index script_place_kept_at on script_place (kept_at);
  `,
};
