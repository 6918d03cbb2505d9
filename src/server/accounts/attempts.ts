import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Database } from '../db/port.ts';
import { readRow } from '../db/rows.ts';
import { normaliseUsername } from './accounts.ts';
import { networkOf } from './network.ts';

/** How often a password may be tried, kept in the database so that every server of it counts together. */
interface Policy {
  /** Tries until the first lock. */
  readonly limit: number;
  readonly firstLockMs: number;
  readonly longestLockMs: number;
  /** After this long without a try the count begins anew. */
  readonly forgetMs: number;
}

const minute = 60_000;
const perAccount: Policy = {
  limit: 5,
  firstLockMs: minute,
  longestLockMs: 15 * minute,
  forgetMs: 30 * minute,
};
/** An office of many operators may share one address. */
const perAddress: Policy = {
  limit: 100,
  firstLockMs: minute,
  longestLockMs: 5 * minute,
  forgetMs: 15 * minute,
};

const attemptRow = z.object({
  failures: z.number(),
  last_at: z.date(),
  locked_until: z.date().nullable(),
});

export type Attempt =
  | { readonly allowed: true; succeeded(): Promise<void> }
  | { readonly allowed: false; readonly retryAfterMs: number };

/**
 * Counts a try before the password is looked at, so that many at the same time cannot pass the limit together; a
 * success takes it back. From the limit on each wrong try locks the account for that address, twice as long each time.
 */
export async function beginAttempt(
  database: Database,
  username: string,
  address: string,
  now: Date,
): Promise<Attempt> {
  const network = networkOf(address);
  const accountKey = keyOf('account', normaliseUsername(username), network);
  const addressKey = keyOf('address', network);
  return database.transaction(async (tx): Promise<Attempt> => {
    // The address first: while it is locked, names made up by whoever is behind it leave no rows.
    const pairs = [
      [addressKey, perAddress],
      [accountKey, perAccount],
    ] as const;
    const counted: { key: Buffer; failures: number; lockedUntil: Date | null }[] = [];
    for (const [key, policy] of pairs) {
      await tx.query(
        `insert into sign_in_attempts (key, failures, last_at) values ($1, 0, $2) on conflict do nothing`,
        [key, now],
      );
      const row = await readRow(
        tx,
        attemptRow,
        'select failures, last_at, locked_until from sign_in_attempts where key = $1 for update',
        [key],
      );
      if (row === undefined) throw new Error('an attempt vanished under its lock');
      if (row.locked_until !== null && row.locked_until > now) {
        return { allowed: false, retryAfterMs: row.locked_until.getTime() - now.getTime() };
      }
      const stale = now.getTime() - row.last_at.getTime() > policy.forgetMs;
      const failures = stale ? 1 : row.failures + 1;
      counted.push({ key, failures, lockedUntil: lockAfter(failures, policy, now) });
    }
    for (const { key, failures, lockedUntil } of counted) {
      await tx.query(
        'update sign_in_attempts set failures = $2, last_at = $3, locked_until = $4 where key = $1',
        [key, failures, now, lockedUntil],
      );
    }
    return { allowed: true, succeeded: () => forgive(database, accountKey, addressKey) };
  });
}

/** Removes counts that can no longer matter. */
export async function forgetOldAttempts(database: Database, now: Date): Promise<void> {
  await database.query('delete from sign_in_attempts where last_at < $1', [
    new Date(now.getTime() - 24 * 60 * minute),
  ]);
}

function lockAfter(failures: number, policy: Policy, now: Date): Date | null {
  if (failures < policy.limit) return null;
  const lockMs = Math.min(policy.firstLockMs * 2 ** (failures - policy.limit), policy.longestLockMs);
  return new Date(now.getTime() + lockMs);
}

async function forgive(database: Database, accountKey: Buffer, addressKey: Buffer): Promise<void> {
  await database.query('delete from sign_in_attempts where key = $1', [accountKey]);
  await database.query(
    'update sign_in_attempts set failures = greatest(failures - 1, 0), locked_until = null where key = $1',
    [addressKey],
  );
}

/** A digest, so that the table holds neither names nor addresses. */
function keyOf(...parts: string[]): Buffer {
  return createHash('sha256').update(parts.join('\n')).digest();
}
