import { z } from 'zod';
import { migrations as allMigrations, type Migration } from './migrations/index.ts';
import type { Database } from './port.ts';
import { readRows } from './rows.ts';

/** Any number that nothing else of ours locks: "zari" in ASCII. */
const lockKey = 0x7a617269;

/**
 * Brings the database to the newest migration, each one once, all in one transaction under an advisory lock: of two
 * servers that start together, one migrates and the other finds it done. Refuses a database that a newer version made.
 *
 * @returns the numbers applied now
 */
export async function migrate(
  database: Database,
  migrations: readonly Migration[] = allMigrations,
): Promise<number[]> {
  return database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [lockKey]);
    await tx.query(`
      create table if not exists migrations (
        number int primary key,
        name text not null,
        applied_at timestamptz not null default now()
      )`);
    const rows = await readRows(tx, z.object({ number: z.number() }), 'select number from migrations');
    const done = new Set(rows.map((row) => row.number));
    const newest = Math.max(0, ...migrations.map((migration) => migration.number));
    const foreign = [...done].filter((number) => number > newest);
    if (foreign.length > 0) {
      throw new Error(`the database is at migration ${Math.max(...foreign)}, this server knows ${newest}`);
    }
    const applied: number[] = [];
    for (const migration of migrations) {
      if (done.has(migration.number)) continue;
      for (const statement of migration.statements) await tx.query(statement);
      await tx.query('insert into migrations (number, name) values ($1, $2)', [
        migration.number,
        migration.name,
      ]);
      applied.push(migration.number);
    }
    return applied;
  });
}
