import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../logging/log.ts';
import { openStore } from './client.ts';
import { newStoreKey, unwrapKey, wrapKey } from './key-file.ts';
import { takeLock } from './lock.ts';
import { StoreError, type Store, type StoreVault } from './requests.ts';
import { syncFolder, writeAtomically } from './write-atomically.ts';

export interface VaultOptions {
  /** Where the stores of this device lie; made if missing. */
  readonly directory: string;
  /** The module of the store's worker. */
  readonly workerUrl: URL;
  readonly log: Log;
}

/** One spelling for all ways to type a username. */
const normalise = (username: string): string => username.normalize('NFKC').trim().toLowerCase();

interface Places {
  readonly folder: string;
  readonly keyFile: string;
  readonly database: string;
  readonly lock: string;
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

/**
 * The stores of this device. In the folder of an operator, named by a hash so that a look at the disk tells no names:
 *
 *     key.json    the store's key, wrapped by the password (key-file.ts)
 *     desk.db     the encrypted database, with SQLite's -wal and -shm
 *     lock        held while the store is open (lock.ts)
 *
 * The key comes first, on the disk before the database is begun: killed between the two, a store is a key without a
 * database, and opening makes an empty one. A database without its key can be read by nobody; it is set aside under
 * another name, never deleted.
 */
export function createVault({ directory, workerUrl, log }: VaultOptions): StoreVault {
  const placesOf = (username: string): Places => {
    const folder = join(
      directory,
      createHash('sha256').update(`zari operator\0${username}`).digest('hex').slice(0, 32),
    );
    return {
      folder,
      keyFile: join(folder, 'key.json'),
      database: join(folder, 'desk.db'),
      lock: join(folder, 'lock'),
    };
  };

  const readKey = async (username: string, password: string): Promise<Buffer> => {
    const { keyFile } = placesOf(username);
    let text: string;
    try {
      text = await readFile(keyFile, 'utf8');
    } catch (error) {
      if (!isMissing(error)) throw error;
      throw new StoreError('notFound', 'this operator has no store on this device');
    }
    return unwrapKey(text, username, password);
  };

  /** Opens with the key at hand. The lock is given back when the worker is gone. */
  const openLocked = async (places: Places, lock: { release(): void }, key: Uint8Array): Promise<Store> => {
    try {
      return await openStore({ file: places.database, key, workerUrl, log, onGone: () => lock.release() });
    } finally {
      key.fill(0); // the worker has a copy of its own
    }
  };

  return {
    known: (username) => exists(placesOf(normalise(username)).keyFile),

    open: async (username, password) => {
      const places = placesOf(normalise(username));
      const key = await readKey(normalise(username), password);
      return openLocked(places, takeLock(places.lock), key);
    },

    create: async (username, password) => {
      const name = normalise(username);
      const places = placesOf(name);
      await mkdir(places.folder, { recursive: true, mode: 0o700 });
      const lock = takeLock(places.lock);
      let key: Buffer;
      try {
        // Under the lock: of two that begin at once, the second sees the first one's key and leaves it alone.
        if (await exists(places.keyFile))
          throw new StoreError('internal', 'this operator has a store already');
        await setAside(places, log);
        key = newStoreKey();
        await writeAtomically(places.keyFile, await wrapKey(key, name, password));
        await syncFolder(directory);
      } catch (error) {
        lock.release();
        throw error;
      }
      return openLocked(places, lock, key);
    },

    rewrap: async (username, previousPassword, password) => {
      const name = normalise(username);
      const key = await readKey(name, previousPassword);
      try {
        await writeAtomically(placesOf(name).keyFile, await wrapKey(key, name, password));
      } finally {
        key.fill(0);
      }
      log.info('store.rewrapped');
    },
  };
}

/** Moves a database whose key is lost out of the way, with its journal: somebody may still find the key. */
async function setAside({ database }: Places, log: Log): Promise<void> {
  if (!(await exists(database))) return;
  const suffix = `.without-key-${Date.now()}`;
  for (const part of [database, `${database}-wal`]) {
    if (await exists(part)) await rename(part, part.replace(/(-wal)?$/, `${suffix}$1`));
  }
  log.warn('store.setAside');
}
