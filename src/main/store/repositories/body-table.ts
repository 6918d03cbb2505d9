import type { z } from 'zod';
import type { StoreDatabase } from '../database.ts';
import { fromStored } from '../stored.ts';

/** A table of rows that are looked up by their id alone and kept as JSON. */
export interface BodyTable<Row extends { readonly id: string }> {
  get(id: string): Row | undefined;
  put(row: Row): void;
  remove(id: string): void;
}

export function bodyTable<Row extends { readonly id: string }>(
  database: StoreDatabase,
  name: 'company' | 'script' | 'article' | 'product',
  schema: z.ZodType<Row>,
): BodyTable<Row> {
  const get = database.prepare<[string], { body: string }>(`select body from ${name} where id = ?`);
  const put = database.prepare<[string, string]>(
    `insert into ${name} (id, body) values (?, ?) on conflict do update set body = excluded.body`,
  );
  const remove = database.prepare<[string]>(`delete from ${name} where id = ?`);
  return {
    get: (id) => {
      const row = get.get(id);
      return row === undefined ? undefined : fromStored(schema, row.body);
    },
    put: (row) => {
      put.run(row.id, JSON.stringify(row));
    },
    remove: (id) => {
      remove.run(id);
    },
  };
}
