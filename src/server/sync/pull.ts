import { z } from 'zod';
import { article, company, customer, line, product, script } from '../../contract/content.ts';
import { fail, ok, type Result } from '../../contract/reasons.ts';
import type { Change, PullAnswer } from '../../contract/server/api.ts';
import type { Database, Queryable } from '../db/port.ts';
import { readRow, readRows } from '../db/rows.ts';
import { entriesAfter, type Entity, type LogEntry } from './change-log.ts';
import { beginning, formatCursor, parseCursor } from './cursor.ts';

export const defaultPullLimit = 500;
export const mostPulled = 1000;

type Loader = (db: Queryable, ids: string) => Promise<Change[]>;

function loader<T>(table: string, row: z.ZodType<T>, toChange: (row: T) => Change): Loader {
  return async (db, ids) => {
    const rows = await readRows(
      db,
      z.object({ content: z.unknown() }),
      `select content from ${table} where id in (select value::uuid from jsonb_array_elements_text($1::jsonb))`,
      [ids],
    );
    return rows.map(({ content }) => toChange(row.parse(content)));
  };
}

const loaders: Readonly<Record<Entity, Loader>> = {
  company: loader('companies', company, (row) => ({ entity: 'company', row })),
  line: loader('lines', line, (row) => ({ entity: 'line', row })),
  script: loader('scripts', script, (row) => ({ entity: 'script', row })),
  article: loader('articles', article, (row) => ({ entity: 'article', row })),
  product: loader('products', product, (row) => ({ entity: 'product', row })),
  customer: loader('customers', customer, (row) => ({ entity: 'customer', row })),
};

/** The next page of changes after the cursor, each row as it is now. Reason: input.invalid for what is no cursor. */
export async function pull(
  database: Database,
  cursor: string | undefined,
  limit: number,
): Promise<Result<Omit<PullAnswer, 'serverTime'>>> {
  const databaseId = await readDatabaseId(database);
  const position = cursor === undefined ? beginning : parseCursor(cursor, databaseId);
  if (position === undefined) return fail('input.invalid', 'cursor');
  const entries = await entriesAfter(database, position, limit + 1);
  const page = entries.slice(0, limit);
  const last = page.at(-1) ?? position;
  return ok({
    changes: await changesOf(database, page),
    cursor: formatCursor(databaseId, last),
    more: entries.length > limit,
  });
}

async function changesOf(database: Database, page: readonly LogEntry[]): Promise<Change[]> {
  const found = new Map<string, Change>();
  for (const [entity, load] of Object.entries(loaders)) {
    const ids = page.filter((entry) => entry.entity === entity).map((entry) => entry.row_id);
    if (ids.length === 0) continue;
    for (const change of await load(database, JSON.stringify(ids))) {
      if ('row' in change) found.set(`${entity} ${change.row.id}`, change);
    }
  }
  return page.map(
    (entry) =>
      (entry.gone ? undefined : found.get(`${entry.entity} ${entry.row_id}`)) ?? {
        entity: entry.entity,
        gone: entry.row_id,
      },
  );
}

async function readDatabaseId(database: Database): Promise<string> {
  const row = await readRow(
    database,
    z.object({ database_id: z.string() }),
    'select database_id from server',
  );
  if (row === undefined) throw new Error('the database has no id');
  return row.database_id;
}
