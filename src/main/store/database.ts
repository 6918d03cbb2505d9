import Database from 'better-sqlite3';
import { migrate } from './migrations/migrate.ts';

export type StoreDatabase = Database.Database;

export interface DatabaseOptions {
  readonly file: string;
  /** 32 random bytes. */
  readonly key: Uint8Array;
  /** The most pages (4 KiB) that the file may have; the disk alone sets the limit where absent. */
  readonly pageLimit?: number | undefined;
}

/**
 * Opens the encrypted database, making it where the file is missing or empty, and migrates it.
 *
 * The cipher is ChaCha20-Poly1305: every page is authenticated, so that damage and tampering are noticed when the page
 * is read, and it is quick on cheap processors without AES instructions. The `x'…'` form gives the key as it is; a
 * passphrase would be derived a second time, after the vault's scrypt, at each start.
 *
 * Throws SQLITE_NOTADB where the key is not the file's, SQLITE_CORRUPT where a page is damaged, and store.newer.
 */
export function openDatabase({ file, key, pageLimit }: DatabaseOptions): StoreDatabase {
  const database = new Database(file, { timeout: 5000 });
  try {
    database.pragma("cipher = 'chacha20'");
    database.pragma(`key = "x'${Buffer.from(key).toString('hex')}'"`);
    // Views, triggers and indexes of a tampered schema call no functions that reach outside of it.
    database.pragma('trusted_schema = OFF');
    // An answered write is on the disk, also after a power cut: WAL alone would only promise consistency.
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    // Temporary files would not be encrypted.
    database.pragma('temp_store = MEMORY');
    migrate(database);
    // After the migration: a full disk is to be met by the operator's rows, as on a real disk.
    if (pageLimit !== undefined) database.pragma(`max_page_count = ${pageLimit}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
