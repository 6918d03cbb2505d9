import type { Migration } from './migration.ts';

/** What operators do: operations exactly once, cases, calls, and the record of working time. */
export const work: Migration = {
  number: 3,
  name: 'work',
  statements: [
    // payload: kept only where the operation was overtaken by a newer one, so that nothing typed is lost.
    `create table operations (
      id uuid primary key,
      subject uuid,
      kind text not null,
      account_id uuid not null references accounts (id),
      device_id uuid not null references devices (id),
      made_at timestamptz,
      received_at timestamptz not null,
      status text not null check (status in ('applied', 'superseded', 'rejected')),
      reason text,
      detail text,
      payload jsonb
    )`,
    `create table cases (
      id uuid primary key,
      reference text not null constraint cases_reference_key unique,
      desk_number int not null references desks (desk_number),
      running int not null,
      company_id uuid not null,
      line_id uuid not null,
      call_id uuid,
      customer_id uuid,
      fields jsonb not null,
      status text not null,
      account_id uuid not null references accounts (id),
      device_id uuid not null references devices (id),
      submitted_at timestamptz not null,
      received_at timestamptz not null
    )`,
    `create index cases_newest on cases (received_at desc, id desc)`,
    `create index cases_desk on cases (desk_number, running desc)`,
    `create table calls (
      id uuid primary key,
      account_id uuid not null references accounts (id),
      device_id uuid not null references devices (id),
      line_id uuid,
      customer_id uuid,
      started_at timestamptz not null,
      record jsonb not null,
      made_at timestamptz not null,
      operation_id uuid not null,
      outcome text,
      outcome_made_at timestamptz,
      outcome_operation_id uuid,
      note text,
      note_made_at timestamptz,
      note_operation_id uuid
    )`,
    `create index calls_started on calls (account_id, started_at desc)`,
    `create table shift_events (
      id uuid primary key,
      shift_id uuid not null,
      account_id uuid not null references accounts (id),
      device_id uuid not null references devices (id),
      kind text not null check (kind in ('start', 'end', 'presence')),
      presence text,
      break_reason text,
      device_time timestamptz not null,
      clock_offset_ms bigint,
      received_at timestamptz not null,
      effective_at timestamptz not null
    )`,
    `create index shift_events_shift on shift_events (shift_id)`,
    `create index shift_events_effective on shift_events (effective_at)`,
    // The record of working time is append-only for everybody, the server's own code included.
    `create function refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception '% is append-only', tg_table_name using errcode = '0A000';
      end
    $$`,
    `create trigger shift_events_append_only before update or delete on shift_events
      for each row execute function refuse_change()`,
    `create trigger shift_events_no_truncate before truncate on shift_events
      for each statement execute function refuse_change()`,
  ],
};
