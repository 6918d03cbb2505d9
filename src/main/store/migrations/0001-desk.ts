import type { Migration } from './migration.ts';

/**
 * The first tables: the session, the desk's own work (shift, calls, drafts, cases, outbox), the content pulled from
 * the server and its search index. Rows that only travel as a whole keep their JSON in `body`, beside the columns
 * that are asked for.
 */
export const migration0001: Migration = {
  version: 1,
  sql: `
    -- One row per thing there is only one of: the session, the cursor of the pull, the counter of references.
    create table setting (
      name text primary key,
      value text not null
    ) strict, without rowid;

    create table shift_event (
      position integer primary key,
      id text not null unique,
      shift_id text not null,
      kind text not null check (kind in ('start', 'end', 'presence')),
      device_time text not null,
      body text not null
    ) strict;
    create index shift_event_by_shift on shift_event (shift_id, kind);
    -- The record of working time is append-only: neither side may change it afterwards.
    create trigger shift_event_no_update before update on shift_event begin
      select raise(abort, 'the record of working time is append-only');
    end;
    create trigger shift_event_no_delete before delete on shift_event begin
      select raise(abort, 'the record of working time is append-only');
    end;

    create table call (
      id text primary key,
      started_at text not null,
      answered_at text,
      customer_id text,
      remote_number text,
      outcome text,
      body text not null
    ) strict, without rowid;
    create index call_by_time on call (started_at);
    create index call_by_customer on call (customer_id) where customer_id is not null;
    create index call_by_number on call (remote_number) where remote_number is not null;
    create index call_without_outcome on call (started_at) where answered_at is not null and outcome is null;

    create table customer (
      id text primary key,
      company_id text not null,
      name text not null,
      body text not null
    ) strict, without rowid;
    create table customer_phone (
      number text not null,
      customer_id text not null references customer (id) on delete cascade,
      primary key (number, customer_id)
    ) strict, without rowid;
    create index customer_phone_by_customer on customer_phone (customer_id);
    -- The newest pulled row of a customer whose local change is not sent yet.
    create table customer_kept_back (
      customer_id text primary key,
      change text not null
    ) strict, without rowid;

    create table draft (
      id text primary key,
      status text not null check (status in ('open', 'discarded', 'submitted')),
      saved_at text not null,
      body text not null
    ) strict, without rowid;
    create index draft_open on draft (saved_at) where status = 'open';

    -- The id is the draft's, so that a draft submitted twice is still one case.
    create table submitted_case (
      id text primary key,
      reference text not null unique,
      customer_id text,
      call_id text,
      -- E.164 of the callback number as typed, where it is a number.
      callback_number text,
      submitted_at text not null,
      body text not null
    ) strict, without rowid;
    create index submitted_case_by_time on submitted_case (submitted_at);
    create index submitted_case_by_customer on submitted_case (customer_id) where customer_id is not null;
    create index submitted_case_by_number on submitted_case (callback_number) where callback_number is not null;
    create index submitted_case_by_call on submitted_case (call_id) where call_id is not null;

    create table outbox (
      -- Never used twice (autoincrement): the order in which things were done.
      position integer primary key autoincrement,
      id text not null unique,
      subject text not null,
      kind text not null,
      made_at text not null,
      -- Given to the sync at least once: may be at the server, whatever became of the answer.
      handed_out integer not null default 0 check (handed_out in (0, 1)),
      attempts integer not null default 0,
      parked integer not null default 0 check (parked in (0, 1)),
      detail text,
      body text not null
    ) strict;
    create index outbox_by_subject on outbox (subject, position);

    create table company (id text primary key, body text not null) strict, without rowid;
    create table line (
      id text primary key,
      company_id text not null,
      -- A line that the server took away stays for the drafts, calls and cases that name it.
      gone integer not null default 0 check (gone in (0, 1)),
      body text not null
    ) strict, without rowid;
    create table script (id text primary key, body text not null) strict, without rowid;
    create table article (id text primary key, body text not null) strict, without rowid;
    create table product (id text primary key, body text not null) strict, without rowid;

    -- What can be found, and its words in search form (domain/search-text), all languages together.
    create table knowledge (
      position integer primary key,
      kind text not null check (kind in ('article', 'product')),
      id text not null,
      company_id text not null,
      unique (kind, id)
    ) strict;
    create virtual table knowledge_index using fts5(
      title, body,
      content = '', contentless_delete = 1,
      tokenize = "unicode61 remove_diacritics 0",
      prefix = '2 3'
    );
  `,
};
