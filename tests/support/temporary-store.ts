import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { silentLog } from '../../src/main/logging/log.ts';
import { openStore } from '../../src/main/store/client.ts';
import type { Store, StoredSession } from '../../src/main/store/requests.ts';

/** The store's worker as tests run it: Node takes the types off by itself. */
export const storeWorkerUrl = new URL('../../src/main/store/worker.ts', import.meta.url);

/** The session that `temporaryStore` saves: operator Nino at desk 1004. */
export const demoSession: StoredSession = {
  token: 'demo-token',
  expiresAt: '2099-01-01T00:00:00.000Z',
  operator: {
    id: '01900000-0000-7000-8000-000000000001',
    username: 'nino',
    displayName: 'ნინო',
    role: 'operator',
  },
  deskNumber: 1004,
};

export interface TemporaryStore {
  readonly store: Store;
  /** The encrypted database and its key, to open it once more. */
  readonly file: string;
  readonly key: Uint8Array;
}

/** A folder that is removed when the test is over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'zari-store-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * An open store in a folder of its own with the demo session saved; closed and removed when the test is over. No
 * vault and no password, which cost a third of a second. `pageLimit` makes a disk that fills up.
 */
export async function temporaryStore(options: { pageLimit?: number } = {}): Promise<TemporaryStore> {
  const file = join(await temporaryFolder(), 'desk.db');
  const key = randomBytes(32);
  const store = await openStore({ file, key, workerUrl: storeWorkerUrl, log: silentLog, ...options });
  onTestFinished(() => store.close());
  await store.run('session.save', demoSession);
  return { store, file, key };
}

/** Opens the store's file once more, after it was closed or its process killed. */
export async function reopenStore({ file, key }: Pick<TemporaryStore, 'file' | 'key'>): Promise<Store> {
  const store = await openStore({ file, key, workerUrl: storeWorkerUrl, log: silentLog });
  onTestFinished(() => store.close());
  return store;
}
