import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { paths } from '../../../src/contract/server/api.ts';
import { entriesAfter, logChange } from '../../../src/server/sync/change-log.ts';
import { beginning } from '../../../src/server/sync/cursor.ts';
import { company, customer } from '../../support/server/content.ts';
import { operation } from '../../support/server/operations.ts';
import { openTestServer, type TestServer } from '../../support/server/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.close());

const put = (id: string, name = 'სახელი') => operation('customer.put', { ...customer, id, name });
const namesIn = (page: { changes: readonly object[] }) =>
  page.changes.flatMap((change) => {
    const row = z.object({ row: z.object({ id: z.string() }) }).safeParse(change);
    return row.success ? [row.data.row.id] : [];
  });

test('from the beginning, page by page, each row once, then only what is new', async () => {
  const desk = await server.desk();
  const ids = Array.from({ length: 7 }, () => uuidv7());
  await desk.push(...ids.map((id) => put(id)));
  const seen: string[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await desk.pull(cursor, 2);
    expect(page.changes.length).toBeLessThanOrEqual(2);
    seen.push(...namesIn(page));
    cursor = page.cursor;
    if (!page.more) break;
  }
  expect(seen).toEqual(expect.arrayContaining([company.id, ...ids]));
  expect(new Set(seen).size).toBe(seen.length);

  expect(await desk.pull(cursor)).toMatchObject({ changes: [], more: false, cursor });
  const other = await server.desk('senior');
  const [first = ''] = ids;
  await other.push(put(first, 'ახალი'));
  const page = await desk.pull(cursor);
  expect(page.changes).toMatchObject([{ entity: 'customer', row: { id: first, name: 'ახალი' } }]);
});

test('a row that is gone is named', async () => {
  const desk = await server.desk();
  const id = uuidv7();
  await desk.push(put(id));
  const { cursor } = await desk.pull();
  await server.database.transaction(async (tx) => {
    await tx.query('delete from customers where id = $1', [id]);
    await logChange(tx, 'customer', id, true);
  });
  expect((await desk.pull(cursor)).changes).toEqual([{ entity: 'customer', gone: id }]);
});

test('a change of a transaction that is not finished is left for later, and so is all after it', async () => {
  const desk = await server.desk();
  const { cursor } = await desk.pull();
  const early = uuidv7();
  const late = uuidv7();
  await server.database.transaction(async (tx) => {
    // As another server sees it: this one wrote its entry first and commits last.
    await tx.query('insert into customers (id, company_id, content) values ($1, $2, $3::jsonb)', [
      early,
      company.id,
      JSON.stringify({ ...customer, id: early }),
    ]);
    await logChange(tx, 'customer', early);
    const visible = await entriesAfter(tx, beginning, 1000);
    expect(visible.map((entry) => entry.row_id)).not.toContain(early);
  });
  await desk.push(put(late));
  expect(namesIn(await desk.pull(cursor))).toEqual([early, late]);
});

test('entries are read by transaction before sequence', async () => {
  const desk = await server.desk();
  const [older, newer] = [uuidv7(), uuidv7()];
  await desk.push(put(older), put(newer));
  const before = await desk.pull();
  const third = uuidv7();
  // An entry with a higher transaction but, as it waited, a lower sequence number than one already pulled.
  await server.database.query(`insert into customers (id, company_id, content) values ($1, $2, $3::jsonb)`, [
    third,
    company.id,
    JSON.stringify({ ...customer, id: third }),
  ]);
  await server.database.query(
    `insert into change_log (seq, entity, row_id) overriding system value
     values ((select min(seq) - 1 from change_log), 'customer', $1)`,
    [third],
  );
  expect(namesIn(await desk.pull(before.cursor))).toEqual([third]);
});

test('a cursor of another database begins anew; what is no cursor is refused', async () => {
  const desk = await server.desk();
  const all = await desk.pull();
  const foreign = all.cursor.replace(/^[^.]+/, uuidv7());
  expect((await desk.pull(foreign)).changes).toHaveLength(all.changes.length);
  for (const query of ['cursor=nonsense', 'limit=0', 'limit=5000', "cursor=1';drop table cases"]) {
    const answer = await server.ask(z.unknown(), `${paths.pull}?${query}`, {
      headers: server.bearer(desk.token),
    });
    expect([answer.status, answer.error?.reason]).toEqual([400, 'input.invalid']);
  }
});
