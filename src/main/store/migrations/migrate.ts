import type { Database } from 'better-sqlite3';
import { StoreError } from '../requests.ts';
import { migration0001 } from './0001-desk.ts';
import { migration0002 } from './0002-customer-names.ts';
import { migration0003 } from './0003-search-keys.ts';
import { migration0004 } from './0004-script-places.ts';
import type { Migration } from './migration.ts';

export const migrations: readonly Migration[] = [migration0001, migration0002, migration0003, migration0004];

/**
 * Brings the database to the newest version, each step in a transaction of its own together with its `user_version`:
 * a step that fails or is killed leaves the database as it was before it. Throws store.newer, touching nothing, where
 * the database has seen a newer version than these steps know.
 */
export function migrate(database: Database, steps: readonly Migration[] = migrations): void {
  const newest = steps.at(-1)?.version ?? 0;
  const present = Number(database.pragma('user_version', { simple: true }));
  if (present > newest) {
    throw new StoreError('store.newer', `the store has version ${present}, this program knows ${newest}`);
  }
  for (const step of steps) {
    if (step.version <= present) continue;
    database.transaction(() => {
      database.exec(step.sql);
      database.pragma(`user_version = ${step.version}`);
    })();
  }
}
