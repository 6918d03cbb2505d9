import { line, type Line } from '../../../contract/content.ts';
import type { StoreDatabase } from '../database.ts';
import { fromStored } from '../stored.ts';

export interface Lines {
  /** The lines that are there now, by number. */
  list(): Line[];
  put(row: Line): void;
  /** Takes the line off the list; the row stays for the drafts, calls and cases that name it. */
  remove(id: string): void;
  /** The company of a line, also of one that was taken away. */
  companyOf(id: string): string | undefined;
}

export function createLines(database: StoreDatabase): Lines {
  const list = database.prepare<[], { body: string }>(
    `select body from line where gone = 0 order by body ->> 'number', id`,
  );
  const put = database.prepare<[string, string, string]>(
    `insert into line (id, company_id, body) values (?, ?, ?)
     on conflict do update set company_id = excluded.company_id, gone = 0, body = excluded.body`,
  );
  const remove = database.prepare<[string]>('update line set gone = 1 where id = ?');
  const company = database.prepare<[string], { companyId: string }>(
    'select company_id as companyId from line where id = ?',
  );
  return {
    list: () => list.all().map(({ body }) => fromStored(line, body)),
    put: (row) => {
      put.run(row.id, row.companyId, JSON.stringify(row));
    },
    remove: (id) => {
      remove.run(id);
    },
    companyOf: (id) => company.get(id)?.companyId,
  };
}
