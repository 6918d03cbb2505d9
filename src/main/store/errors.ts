import Database from 'better-sqlite3';
import { ZodError } from 'zod';
import type { ReasonCode } from '../../contract/reasons.ts';
import { StoreError } from './requests.ts';

/** Result codes (https://www.sqlite.org/rescode.html), the extended ones by their primary code. */
const reasonOfCode: readonly (readonly [prefix: string, reason: ReasonCode])[] = [
  ['SQLITE_FULL', 'store.full'],
  // Growing the shared-memory file of the WAL on a full disk.
  ['SQLITE_IOERR_SHMSIZE', 'store.full'],
  ['SQLITE_CORRUPT', 'store.damaged'],
  ['SQLITE_NOTADB', 'store.damaged'],
  ['SQLITE_BUSY', 'store.inUse'],
];

/** What went wrong in the store, as its one kind of error. The message is for the log: codes and paths, no data. */
export function toStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  if (error instanceof Database.SqliteError) {
    const { code } = error;
    const known = reasonOfCode.find(([prefix]) => code.startsWith(prefix));
    return new StoreError(known?.[1] ?? 'internal', `${code}: ${error.message}`);
  }
  if (error instanceof ZodError) {
    // Paths and rules only: the values are the operator's and the customers'.
    const issues = error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`);
    return new StoreError('input.invalid', issues.join(', '));
  }
  return new StoreError('internal', error instanceof Error ? error.message : String(error));
}
