import { PGlite } from '@electric-sql/pglite';
import { DurableFiles, durableStartParameters } from './durable-files.ts';
import type { Database, Parameter, Queryable, Row } from './port.ts';

/** The port on PGlite: PostgreSQL in this process, one connection, statements queued one after the other. */
class PgliteDatabase implements Database {
  readonly #pglite: PGlite;
  #closing: Promise<void> | undefined;

  constructor(pglite: PGlite) {
    this.#pglite = pglite;
  }

  async query(sql: string, parameters: readonly Parameter[] = []): Promise<Row[]> {
    return (await this.#pglite.query<Row>(sql, [...parameters])).rows;
  }

  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    return this.#pglite.transaction((transaction) =>
      work({
        query: async (sql, parameters = []) => (await transaction.query<Row>(sql, [...parameters])).rows,
      }),
    );
  }

  close(): Promise<void> {
    this.#closing ??= this.#pglite.close();
    return this.#closing;
  }
}

/** A database that lives as long as the process. */
export async function openMemoryDatabase(): Promise<Database> {
  return new PgliteDatabase(await PGlite.create());
}

/**
 * The database in this directory, made if it is not there. The caller holds the directory's lock
 * (`lockDirectory`): two processes on the same files destroy them.
 */
export async function openPgliteDirectory(directory: string): Promise<Database> {
  return new PgliteDatabase(
    await PGlite.create({ fs: new DurableFiles(directory), startParams: durableStartParameters }),
  );
}
