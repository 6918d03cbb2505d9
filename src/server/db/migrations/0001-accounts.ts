import type { Migration } from './migration.ts';

/** Who may sign in, from which devices, and the desk numbers that make references unique. */
export const accounts: Migration = {
  number: 1,
  name: 'accounts',
  statements: [
    `create table server (
      one boolean primary key default true check (one),
      database_id uuid not null default gen_random_uuid()
    )`,
    `insert into server default values`,
    `create table accounts (
      id uuid primary key,
      username text not null constraint accounts_username_key unique
        check (username = lower(username) and username <> ''),
      display_name text not null,
      role text not null,
      password_hash text not null,
      created_at timestamptz not null default now(),
      disabled_at timestamptz
    )`,
    `create table devices (
      id uuid primary key,
      name text not null,
      platform text not null,
      version text not null,
      first_seen_at timestamptz not null,
      last_seen_at timestamptz not null
    )`,
    `create table desks (
      desk_number int generated always as identity (start with 1000 minvalue 1000 maxvalue 999999) primary key,
      account_id uuid not null references accounts (id),
      device_id uuid not null references devices (id),
      created_at timestamptz not null,
      constraint desks_account_device_key unique (account_id, device_id)
    )`,
    `create table tokens (
      hash bytea primary key check (length(hash) = 32),
      purpose text not null check (purpose in ('desk', 'console')),
      account_id uuid not null references accounts (id),
      device_id uuid references devices (id),
      created_at timestamptz not null,
      expires_at timestamptz not null,
      revoked_at timestamptz,
      check ((purpose = 'desk') = (device_id is not null))
    )`,
    `create index tokens_account_device on tokens (account_id, device_id)`,
    `create table sign_in_attempts (
      key bytea primary key,
      failures int not null,
      last_at timestamptz not null,
      locked_until timestamptz
    )`,
  ],
};
