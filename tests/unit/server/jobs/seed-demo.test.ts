import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../../../src/server/db/port.ts';
import { migrate } from '../../../../src/server/db/migrate.ts';
import { openMemoryDatabase } from '../../../../src/server/db/pglite.ts';
import { demoAccounts, seedDemo } from '../../../../src/server/jobs/seed-demo.ts';
import { pull } from '../../../../src/server/sync/pull.ts';
import { company, customer, line } from '../../../support/server/content.ts';
import { writeDemo } from '../../../support/server/demo.ts';
import { cheapPasswords } from '../../../support/server/test-server.ts';

let root: string;
let database: Database;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'zari-demo-'));
  database = await openMemoryDatabase();
  await migrate(database);
});
afterAll(async () => {
  await database.close();
  rmSync(root, { recursive: true });
});
const seed = (directory: string) => seedDemo(database, directory, cheapPasswords);

test('a second time changes nothing; a changed text is brought up to date, an operator’s change is kept', async () => {
  const demo = writeDemo(join(root, 'demo'));
  expect(await seed(demo)).toEqual({ changed: 3 });
  expect(await seed(demo)).toEqual({ changed: 0 });
  expect(await database.query('select username from accounts order by 1')).toEqual(
    demoAccounts
      .map(({ username }) => ({ username }))
      .toSorted((a, b) => a.username.localeCompare(b.username)),
  );

  await database.query('update customers set content = $1::jsonb', [
    JSON.stringify({ ...customer, name: 'ახალი' }),
  ]);
  writeDemo(demo, { 'lines.json': JSON.stringify([{ ...line, colour: '#000000' }]) });
  const before = await pull(database, undefined, 100);
  expect(await seed(demo)).toEqual({ changed: 1 });
  const after = await pull(database, before.ok ? before.value.cursor : undefined, 100);
  expect(after).toMatchObject({
    ok: true,
    value: { changes: [{ entity: 'line', row: { colour: '#000000' } }] },
  });
  expect(await database.query('select content from customers')).toMatchObject([
    { content: { name: 'ახალი' } },
  ]);
});

describe('a wrong file is named with its row, and nothing is written', () => {
  test.each([
    ['lines.json', '[', /lines\.json: not JSON/],
    ['lines.json', '{}', /lines\.json: not a list/],
    [
      'customers.json',
      JSON.stringify([customer, { ...customer, phones: ['599'] }]),
      /customers\.json: row 2: phones\.0/,
    ],
    ['companies.json', JSON.stringify([company, company]), /companies\.json: row 2: id is used twice/],
    [
      'lines.json',
      JSON.stringify([{ ...line, companyId: customer.id }]),
      /lines\.json: row 1: there is no company/,
    ],
  ])('%s %#', async (file, text, said) => {
    const count = () => database.query('select (select count(*)::int from change_log) as n');
    const before = await count();
    await expect(seed(writeDemo(join(root, 'bad'), { [file]: text }))).rejects.toThrow(said);
    expect(await count()).toEqual(before);
    rmSync(join(root, 'bad'), { recursive: true });
  });

  test('a missing one', async () => {
    await expect(seed(join(root, 'nowhere'))).rejects.toThrow(/companies\.json: cannot be read/);
  });
});

test('the demo that is shipped can be loaded', async () => {
  const shipped = resolve(import.meta.dirname, '../../../../assets/demo');
  expect(existsSync(shipped)).toBe(true);
  const { changed } = await seed(shipped);
  expect(changed).toBeGreaterThan(0);
});
