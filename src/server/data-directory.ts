import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { lockDirectory } from './db/directory-lock.ts';
import { migrate } from './db/migrate.ts';
import { openPgliteDirectory } from './db/pglite.ts';
import type { Database } from './db/port.ts';

/** Another process has the directory open. */
export class DirectoryInUseError extends Error {
  readonly directory: string;
  constructor(directory: string) {
    super(`${directory} is in use by another process`);
    this.name = 'DirectoryInUseError';
    this.directory = directory;
  }
}

const databaseIn = (dataDirectory: string) => join(dataDirectory, 'database');

/** Whether a server ever kept its data there. */
export function hasDatabase(dataDirectory: string): boolean {
  return existsSync(join(databaseIn(dataDirectory), 'PG_VERSION'));
}

/**
 * Makes the directory, and lets nobody but this user into it, whoever made the one above: the files that PGlite writes
 * may be read and written by all who can reach them.
 */
function keepToOurselves(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
}

/**
 * Opens the database of a data directory for this process alone, and migrates it. Closing it gives the directory
 * back. Rejects with a DirectoryInUseError.
 */
export async function openDataDirectory(dataDirectory: string): Promise<Database> {
  const unlock = lockDirectory(dataDirectory);
  if (unlock === undefined) throw new DirectoryInUseError(dataDirectory);
  try {
    keepToOurselves(databaseIn(dataDirectory));
    const database = await openPgliteDirectory(databaseIn(dataDirectory));
    await migrate(database);
    return {
      query: (sql, parameters) => database.query(sql, parameters),
      transaction: (work) => database.transaction(work),
      close: async () => {
        await database.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}
