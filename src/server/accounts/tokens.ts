import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Queryable } from '../db/port.ts';
import { readRow } from '../db/rows.ts';
import { accountColumns, accountRow, type Account } from './accounts.ts';

const day = 24 * 60 * 60_000;
/** A desk stays signed in over a holiday; a console for one shift. */
const lifetimeMs = { desk: 30 * day, console: day / 2 } as const;

/** Who asks, from where. `deviceId` is that of the sign-in the token was given for. */
export interface DeskSession {
  readonly account: Account;
  readonly deviceId: string;
}

export interface IssuedToken {
  /** 256 random bits in base64url; the database holds only its SHA-256. */
  readonly token: string;
  readonly expiresAt: Date;
}

/** A token for this desk. An earlier one of the same operator and device is good no more. */
export async function issueDeskToken(
  db: Queryable,
  accountId: string,
  deviceId: string,
  now: Date,
): Promise<IssuedToken> {
  await db.query(
    `update tokens set revoked_at = $3
     where account_id = $1 and device_id = $2 and purpose = 'desk' and revoked_at is null`,
    [accountId, deviceId, now],
  );
  return issue(db, 'desk', accountId, deviceId, now);
}

/** A token for the console's cookie. */
export function issueConsoleToken(db: Queryable, accountId: string, now: Date): Promise<IssuedToken> {
  return issue(db, 'console', accountId, null, now);
}

/** Who the desk's token belongs to, or undefined where it is unknown, expired, revoked or its account disabled. */
export async function findDeskSession(
  db: Queryable,
  token: string,
  now: Date,
): Promise<DeskSession | undefined> {
  const row = await readRow(
    db,
    z.intersection(accountRow, z.object({ device_id: z.string() })),
    `select ${accountColumns}, t.device_id from tokens t join accounts a on a.id = t.account_id
     where t.hash = $1 and t.purpose = 'desk' and t.revoked_at is null and t.expires_at > $2
       and a.disabled_at is null`,
    [digest(token), now],
  );
  if (row === undefined) return undefined;
  const { device_id: deviceId, ...account } = row;
  return { account, deviceId };
}

/** The same for the console's token. */
export async function findConsoleAccount(
  db: Queryable,
  token: string,
  now: Date,
): Promise<Account | undefined> {
  return readRow(
    db,
    accountRow,
    `select ${accountColumns} from tokens t join accounts a on a.id = t.account_id
     where t.hash = $1 and t.purpose = 'console' and t.revoked_at is null and t.expires_at > $2
       and a.disabled_at is null`,
    [digest(token), now],
  );
}

export async function revokeToken(db: Queryable, token: string, now: Date): Promise<void> {
  await db.query('update tokens set revoked_at = $2 where hash = $1 and revoked_at is null', [
    digest(token),
    now,
  ]);
}

/** Removes tokens that have been of no use for a month. */
export async function forgetOldTokens(db: Queryable, now: Date): Promise<void> {
  await db.query('delete from tokens where expires_at < $1', [new Date(now.getTime() - 30 * day)]);
}

async function issue(
  db: Queryable,
  purpose: 'desk' | 'console',
  accountId: string,
  deviceId: string | null,
  now: Date,
): Promise<IssuedToken> {
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(now.getTime() + lifetimeMs[purpose]);
  await db.query(
    `insert into tokens (hash, purpose, account_id, device_id, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [digest(token), purpose, accountId, deviceId, now, expiresAt],
  );
  return { token, expiresAt };
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
