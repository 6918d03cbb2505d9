import Database from 'better-sqlite3';
import { toStoreError } from './errors.ts';

/** Held while a store is open. */
export interface StoreLock {
  release(): void;
}

/**
 * Takes the store for this process alone, or throws store.inUse. The lock is SQLite's own on an empty file, and so the
 * operating system's: it ends with the process however that ends, and no number of a dead process can be mistaken for
 * a live one. It lies beside the database, not on it: on POSIX systems, closing any descriptor of a file drops the
 * process's locks on it, so a backup that reads the database would have opened it to others.
 */
export function takeLock(file: string): StoreLock {
  const database = new Database(file, { timeout: 0 });
  try {
    database.exec('begin exclusive');
  } catch (error) {
    database.close();
    throw toStoreError(error);
  }
  return {
    release: () => {
      database.close();
    },
  };
}
