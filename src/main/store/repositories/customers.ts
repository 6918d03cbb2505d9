import { customer, type Customer } from '../../../contract/content.ts';
import { searchWords } from '../../../domain/search-text.ts';
import type { StoreDatabase } from '../database.ts';
import type { HandlersOf } from '../handlers.ts';
import { fromStored } from '../stored.ts';
import { createCallStory } from './calls.ts';
import { createCaseStory } from './cases.ts';
import { createQueue } from './queue.ts';

/** How many calls and how many cases a story has at most, newest first. */
const storyLimit = 50;

/** The customers' rows, shared by the operator's edits and the pulled changes. */
export interface CustomerRows {
  put(row: Customer): void;
  remove(id: string): void;
}

export function createCustomerRows(database: StoreDatabase): CustomerRows {
  const upsert = database.prepare<[string, string, string, string]>(
    `insert into customer (id, company_id, name, body) values (?, ?, ?, ?)
     on conflict do update set company_id = excluded.company_id, name = excluded.name, body = excluded.body`,
  );
  const removeName = database.prepare<[string]>('delete from customer_name where customer_id = ?');
  const addName = database.prepare<[string, string]>(
    'insert into customer_name (words, customer_id) values (?, ?)',
  );
  const remove = database.prepare<[string]>('delete from customer where id = ?');
  const removePhones = database.prepare<[string]>('delete from customer_phone where customer_id = ?');
  const addPhone = database.prepare<[string, string]>(
    'insert into customer_phone (number, customer_id) values (?, ?) on conflict do nothing',
  );
  return {
    put: (row) => {
      upsert.run(row.id, row.companyId, row.name, JSON.stringify(row));
      removePhones.run(row.id);
      removeName.run(row.id);
      addName.run(searchWords(row.name).join(' '), row.id);
      for (const number of row.phones) addPhone.run(number, row.id);
    },
    remove: (id) => {
      remove.run(id);
      removeName.run(id);
    },
  };
}

export function customerHandlers(
  database: StoreDatabase,
): HandlersOf<'customer.findByNumber' | 'customer.get' | 'customer.save' | 'customer.story'> {
  const rows = createCustomerRows(database);
  const queue = createQueue(database);
  const callStory = createCallStory(database);
  const caseStory = createCaseStory(database);
  const findByNumber = database.prepare<[string, string | null], { body: string }>(
    `select body from customer_phone join customer on customer.id = customer_id where number = ?
     order by company_id is ? desc, name, id`,
  );
  const get = database.prepare<[string], { body: string }>('select body from customer where id = ?');
  return {
    'customer.findByNumber': ({ number, companyId }) =>
      findByNumber.all(number, companyId ?? null).map(({ body }) => fromStored(customer, body)),
    'customer.get': ({ id }) => {
      const row = get.get(id);
      return row === undefined ? undefined : fromStored(customer, row.body);
    },
    'customer.save': (row) => {
      rows.put(row);
      queue.add({
        subject: row.id,
        madeAt: new Date().toISOString(),
        kind: 'customer.put',
        payload: row,
      });
    },
    'customer.story': (who) => ({
      calls: callStory(who, storyLimit),
      cases: caseStory(who, storyLimit),
    }),
  };
}
