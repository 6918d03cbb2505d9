import { afterEach, expect, test, vi } from 'vitest';
import { migrate } from '../../../../src/server/db/migrate.ts';
import { migrations } from '../../../../src/server/db/migrations/index.ts';
import { openMemoryDatabase } from '../../../../src/server/db/pglite.ts';
import type { Database } from '../../../../src/server/db/port.ts';

// Each test makes a database of its own.
vi.setConfig({ testTimeout: 120_000 });
let database: Database | undefined;
afterEach(async () => {
  await database?.close();
  database = undefined;
});

const tables = async (of: Database) =>
  (await of.query(`select tablename from pg_tables where schemaname = 'public' order by 1`)).map((row) =>
    String(row['tablename']),
  );

test('every migration is applied once, in order', async () => {
  database = await openMemoryDatabase();
  expect(await migrate(database)).toEqual(migrations.map(({ number }) => number));
  expect(await tables(database)).toEqual(
    expect.arrayContaining([
      'accounts',
      'calls',
      'cases',
      'change_log',
      'operations',
      'shift_events',
      'tokens',
    ]),
  );
  expect(await migrate(database)).toEqual([]);
});

test('of two that migrate at the same time, one does it', async () => {
  database = await openMemoryDatabase();
  const done = await Promise.all([migrate(database), migrate(database)]);
  expect(done.flat()).toEqual(migrations.map(({ number }) => number));
});

test('a migration that fails leaves everything as it was', async () => {
  database = await openMemoryDatabase();
  const broken = { number: 99, name: 'broken', statements: ['create table half (a int)', 'nonsense'] };
  await expect(migrate(database, [...migrations, broken])).rejects.toThrow('nonsense');
  expect(await tables(database)).toEqual([]);
});

test('a database of a newer version is refused', async () => {
  database = await openMemoryDatabase();
  await migrate(database, [{ number: 99, name: 'newer', statements: [] }]);
  await expect(migrate(database)).rejects.toThrow(
    `the database is at migration 99, this server knows ${migrations.length}`,
  );
});

test('the numbers count up without gaps', () => {
  expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, index) => index + 1));
});
