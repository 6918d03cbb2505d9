import type { Migration } from './migration.ts';

const contentTable = (name: string) => `create table ${name} (
  id uuid primary key,
  company_id uuid not null references companies (id),
  content jsonb not null,
  updated_at timestamptz not null default now()
)`;

/** What desks pull, and the log that tells them what changed. */
export const content: Migration = {
  number: 2,
  name: 'content',
  statements: [
    `create table companies (
      id uuid primary key,
      content jsonb not null,
      updated_at timestamptz not null default now()
    )`,
    contentTable('lines'),
    contentTable('scripts'),
    contentTable('articles'),
    contentTable('products'),
    // No foreign key to the company: what a desk wrote is kept even where the company went away meanwhile.
    `create table customers (
      id uuid primary key,
      company_id uuid not null,
      content jsonb not null,
      updated_at timestamptz not null default now(),
      made_at timestamptz,
      operation_id uuid
    )`,
    // Read below pg_snapshot_xmin only, ordered by (xid, seq): a sequence alone is handed out before the commit.
    `create table change_log (
      seq bigint generated always as identity primary key,
      xid xid8 not null default pg_current_xact_id(),
      entity text not null,
      row_id uuid not null,
      gone boolean not null default false
    )`,
    `create index change_log_position on change_log (xid, seq)`,
    `create index change_log_row on change_log (entity, row_id)`,
  ],
};
