import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { role as roleSchema } from '../../contract/common.ts';
import type { Role } from '../../domain/permissions.ts';
import type { Queryable } from '../db/port.ts';
import { readRow } from '../db/rows.ts';
import { defaultPasswordCost, hashPassword, type PasswordCost } from './password.ts';

export interface Account {
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
  readonly role: Role;
}

/** How user names are compared and stored: without case, without what a keyboard adds at the ends. */
export function normaliseUsername(typed: string): string {
  return typed.trim().normalize('NFKC').toLowerCase();
}

export const accountColumns = 'a.id, a.username, a.display_name, a.role';
export const accountRow = z
  .object({ id: z.string(), username: z.string(), display_name: z.string(), role: roleSchema })
  .transform((row): Account => ({
    id: row.id,
    username: row.username,
    displayName: row.display_name,
    role: row.role,
  }));

/** The account with its password's hash, or undefined where there is none or it is disabled. */
export async function findAccount(
  db: Queryable,
  username: string,
): Promise<{ account: Account; passwordHash: string } | undefined> {
  const row = await readRow(
    db,
    z.intersection(accountRow, z.object({ password_hash: z.string() })),
    `select ${accountColumns}, a.password_hash from accounts a
     where a.username = $1 and a.disabled_at is null`,
    [normaliseUsername(username)],
  );
  if (row === undefined) return undefined;
  const { password_hash: passwordHash, ...account } = row;
  return { account, passwordHash };
}

export interface NewAccount {
  readonly username: string;
  readonly displayName: string;
  readonly role: Role;
  readonly password: string;
  /** Default: a new UUIDv7. */
  readonly id?: string;
}

/** Adds an account; undefined where the user name is taken. */
export async function addAccount(
  db: Queryable,
  account: NewAccount,
  cost: PasswordCost = defaultPasswordCost,
): Promise<Account | undefined> {
  const hash = await hashPassword(account.password, cost);
  return readRow(
    db,
    accountRow,
    `insert into accounts as a (id, username, display_name, role, password_hash) values ($1, $2, $3, $4, $5)
     on conflict (username) do nothing returning ${accountColumns}`,
    [account.id ?? uuidv7(), normaliseUsername(account.username), account.displayName, account.role, hash],
  );
}

/** Whether the user name is taken. */
export async function hasAccount(db: Queryable, username: string): Promise<boolean> {
  const rows = await db.query('select 1 from accounts where username = $1', [normaliseUsername(username)]);
  return rows.length > 0;
}
