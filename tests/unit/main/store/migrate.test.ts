import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sampleArticle } from '../../../support/store-samples.ts';
import { createHandlers, runRequest } from '../../../../src/main/store/answer.ts';
import { migrate, migrations } from '../../../../src/main/store/migrations/migrate.ts';

let database: Database.Database;
beforeEach(() => {
  database = new Database(':memory:');
});
afterEach(() => {
  database.close();
});

const version = (): unknown => database.pragma('user_version', { simple: true });
const tables = (): unknown[] =>
  database.prepare(`select name from sqlite_schema where type = 'table' order by name`).pluck().all();

describe('migrating', () => {
  test('numbers its steps from one without a gap', () => {
    expect(migrations.map((step) => step.version)).toEqual(migrations.map((_, index) => index + 1));
  });

  test('twice is once', () => {
    migrate(database);
    const after = tables();
    migrate(database);
    expect(tables()).toEqual(after);
    expect(version()).toBe(migrations.length);
  });

  test('refuses a store that a newer version wrote, and leaves it alone', () => {
    database.exec('create table later (a)');
    database.pragma(`user_version = ${migrations.length + 1}`);
    expect(() => migrate(database)).toThrow(expect.objectContaining({ reason: 'store.newer' }));
    expect(tables()).toEqual(['later']);
  });

  test('leaves a step that fails undone, and the ones before it done', () => {
    const steps = [
      { version: 1, sql: 'create table first (a text) strict' },
      { version: 2, sql: 'create table second (a text) strict; this is no SQL' },
    ];
    expect(() => migrate(database, steps)).toThrow('syntax error');
    expect(version()).toBe(1);
    expect(tables()).toEqual(['first']);
  });
});

describe('0001-desk', () => {
  beforeEach(() => migrate(database, migrations.slice(0, 1)));

  test('makes the tables of the desk', () => {
    expect(version()).toBe(1);
    expect(tables()).toEqual(
      expect.arrayContaining([
        'setting',
        'shift_event',
        'call',
        'customer',
        'customer_phone',
        'customer_kept_back',
        'draft',
        'submitted_case',
        'outbox',
        'company',
        'line',
        'script',
        'article',
        'product',
        'knowledge',
        'knowledge_index',
      ]),
    );
  });

  test('lets no reference, operation or event be there twice', () => {
    database.exec(
      `insert into submitted_case (id, reference, submitted_at, body) values ('a', 'r', 't', '{}')`,
    );
    expect(() =>
      database.exec(
        `insert into submitted_case (id, reference, submitted_at, body) values ('b', 'r', 't', '{}')`,
      ),
    ).toThrow('UNIQUE');
    const operation = `insert into outbox (id, subject, kind, made_at, body) values ('o', 's', 'k', 't', '{}')`;
    database.exec(operation);
    expect(() => database.exec(operation)).toThrow('UNIQUE');
  });

  test('never gives a place in the outbox twice, so that order is kept over an empty queue', () => {
    const add = database.prepare(
      `insert into outbox (id, subject, kind, made_at, body) values (?, 's', 'k', 't', '{}')`,
    );
    const first = add.run('one').lastInsertRowid;
    database.exec('delete from outbox');
    expect(Number(add.run('two').lastInsertRowid)).toBeGreaterThan(Number(first));
  });
});

describe('0002-customer-names', () => {
  test('finds the customers that were there before by their names', () => {
    migrate(database, migrations.slice(0, 1));
    database.exec(`insert into customer (id, company_id, name, body) values ('n', 'c', 'ნინო ბერიძე', '{}')`);
    migrate(database, migrations.slice(0, 2));
    const found = database
      .prepare('select customer_id from customer_name where customer_name match ?')
      .pluck();
    expect(found.all('"ბერ"*')).toEqual(['n']);
  });
});

describe('0004-script-places', () => {
  test('holds one place for each call', () => {
    migrate(database, migrations.slice(0, 4));
    const add = `insert into script_place (call_id, kept_at, body) values ('c', 't', '{}')`;
    database.exec(add);
    expect(() => database.exec(add)).toThrow('UNIQUE');
  });
});

describe('0003-search-keys', () => {
  test('finds the articles that were there before, without a pull, and by all spellings', () => {
    migrate(database, migrations.slice(0, 2));
    const row = sampleArticle({ title: { ka: 'ხაზის გათიშვა' } });
    database.prepare('insert into article (id, body) values (?, ?)').run(row.id, JSON.stringify(row));
    migrate(database);
    for (const text of ['ხაზები', 'xazi', 'gatishva']) {
      const hits = runRequest(database, createHandlers(database), 'knowledge.search', {
        text,
        language: 'ka',
        limit: 5,
      });
      expect(hits.map(({ id }) => id)).toEqual([row.id]);
    }
  });
});
