import type { Migration } from './migration.ts';

/** The checks before a shift: evidence that the operator's place of work was fit, or of what was wrong with it. */
export const fitness: Migration = {
  number: 4,
  name: 'fitness',
  statements: [
    `create table fitness_reports (
      id uuid primary key,
      account_id uuid not null references accounts (id),
      device_id uuid not null references devices (id),
      started_at timestamptz not null,
      received_at timestamptz not null,
      verdict text not null,
      report jsonb not null
    )`,
    `create index fitness_reports_newest on fitness_reports (account_id, started_at desc)`,
    `create trigger fitness_reports_append_only before update or delete on fitness_reports
      for each row execute function refuse_change()`,
    `create trigger fitness_reports_no_truncate before truncate on fitness_reports
      for each statement execute function refuse_change()`,
  ],
};
