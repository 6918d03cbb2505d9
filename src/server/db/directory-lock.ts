import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Kept here, because a lock whose object is garbage-collected is given back. */
const held = new Set<DatabaseSync>();

/**
 * Takes a directory for this process alone. The lock is the operating system's own (SQLite's lock on a small file),
 * so it ends with the process however that ends, and no process id can be mistaken for another's.
 *
 * @param directory made if it is not there
 * @returns what gives the lock back, or undefined where another process holds it
 */
export function lockDirectory(directory: string): (() => void) | undefined {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const lock = new DatabaseSync(join(directory, 'in-use.lock'));
  try {
    lock.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
  held.add(lock);
  return () => {
    if (held.delete(lock)) lock.close();
  };
}

/** SQLITE_BUSY, https://sqlite.org/rescode.html#busy */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5;
}
