import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, watch, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { silentLog } from '../../../../src/main/logging/log.ts';
import type { Store, StoreVault } from '../../../../src/main/store/requests.ts';
import { createVault } from '../../../../src/main/store/vault.ts';
import { endByKill, startChild } from '../../../support/store-children.ts';
import { sampleCustomer, sampleDraft } from '../../../support/store-samples.ts';
import { storeWorkerUrl, temporaryFolder } from '../../../support/temporary-store.ts';

const password = 'ძლიერი პაროლი 1';

async function temporaryVault(): Promise<{ vault: StoreVault; directory: string }> {
  const directory = join(await temporaryFolder(), 'stores');
  return { vault: createVault({ directory, workerUrl: storeWorkerUrl, log: silentLog }), directory };
}

/** The only operator's folder. */
async function onlyFolder(directory: string): Promise<string> {
  const [name, ...others] = await readdir(directory);
  expect(others).toEqual([]);
  return join(directory, name ?? '');
}

async function fillAndClose(store: Store): Promise<void> {
  await store.run('customer.save', sampleCustomer({ name: 'Ilia Chavchavadze' }));
  await store.run('draft.save', sampleDraft());
  await store.close();
}

describe('a vault', () => {
  test('knows who has a store here, in whatever way the username is typed', async () => {
    const { vault, directory } = await temporaryVault();
    expect(await vault.known('nino')).toBe(false);
    const store = await vault.create('Nino ', password);
    await fillAndClose(store);
    expect(await vault.known('  NINO')).toBe(true);
    expect(await vault.known('nana')).toBe(false);

    const folder = await onlyFolder(directory);
    expect(folder).not.toContain('nino');
    if (process.platform !== 'win32') {
      expect((await stat(join(folder, 'key.json'))).mode & 0o077).toBe(0);
      expect((await stat(folder)).mode & 0o077).toBe(0);
    }
  });

  test('opens with the password only, and for its own operator only', async () => {
    const { vault, directory } = await temporaryVault();
    await fillAndClose(await vault.create('nino', password));

    await expect(vault.open('nino', 'wrong')).rejects.toMatchObject({ reason: 'auth.wrongPassword' });
    await expect(vault.open('nana', password)).rejects.toMatchObject({ reason: 'notFound' });
    const store = await vault.open('nino', password);
    expect(await store.run('draft.list')).toHaveLength(1);
    await store.close();

    // A colleague's key file in the place of the own one opens nothing, whoever knows its password.
    const mine = await onlyFolder(directory);
    const theirs = await vault.create('nana', password);
    await theirs.close();
    const other = (await readdir(directory)).find((name) => !mine.endsWith(name));
    await writeFile(join(mine, 'key.json'), await readFile(join(directory, other ?? '', 'key.json')));
    await expect(vault.open('nino', password)).rejects.toMatchObject({ reason: 'auth.wrongPassword' });
  });

  test('leaves no plain text on the disk, while open and after', async () => {
    const { vault, directory } = await temporaryVault();
    const store = await vault.create('nino', password);
    await store.run('customer.save', sampleCustomer({ name: 'Ilia Chavchavadze' }));
    await store.run('draft.save', sampleDraft());
    const folder = await onlyFolder(directory);
    const whole = async (): Promise<Buffer> => {
      const names = await readdir(folder);
      return Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))));
    };
    const open = await whole();
    await store.close();
    for (const bytes of [open, await whole()]) {
      expect(bytes.length).toBeGreaterThan(4096);
      for (const secret of ['Chavchavadze', '+995599123456', 'გიორგი', password, 'SQLite format']) {
        expect(bytes.includes(secret)).toBe(false);
      }
    }
  });

  test('refuses a second store for the same operator, also when both are made at once', async () => {
    const { vault } = await temporaryVault();
    const made = await Promise.allSettled([vault.create('nino', password), vault.create('nino', password)]);
    expect(made.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    for (const one of made) if (one.status === 'fulfilled') await one.value.close();
    await expect(vault.create('nino', 'another')).rejects.toMatchObject({ reason: 'internal' });
    await (await vault.open('nino', password)).close();
  });

  test('wraps the key anew for a new password', async () => {
    const { vault } = await temporaryVault();
    await fillAndClose(await vault.create('nino', password));
    await expect(vault.rewrap('nino', 'wrong', 'new')).rejects.toMatchObject({
      reason: 'auth.wrongPassword',
    });
    await vault.rewrap('nino', password, 'new');
    await expect(vault.open('nino', password)).rejects.toMatchObject({ reason: 'auth.wrongPassword' });
    const store = await vault.open('nino', 'new');
    expect(await store.run('draft.list')).toHaveLength(1);
    await store.close();
  });

  test('lets one at a time have a store open, and frees it when that one is killed', async () => {
    const { vault, directory } = await temporaryVault();
    await (await vault.create('nino', password)).close();
    const child = startChild('hold-open', directory, 'nino', password);
    await child.line('open');

    await expect(vault.open('nino', password)).rejects.toMatchObject({ reason: 'store.inUse' });
    await endByKill(child);

    const store = await vault.open('nino', password);
    await expect(vault.open('nino', password)).rejects.toMatchObject({ reason: 'store.inUse' });
    await store.close();
    await (await vault.open('nino', password)).close();
  });
});

describe('a store that was killed while it was made', () => {
  test('with the key written and no database opens empty', async () => {
    const { vault, directory } = await temporaryVault();
    await (await vault.create('nino', password)).close();
    const folder = await onlyFolder(directory);
    for (const name of await readdir(folder)) if (name !== 'key.json') await rm(join(folder, name));
    const store = await vault.open('nino', password);
    expect(await store.run('session.load')).toBeUndefined();
    await store.close();
  });

  test('with an empty database file opens empty', async () => {
    const { vault, directory } = await temporaryVault();
    await (await vault.create('nino', password)).close();
    await writeFile(join(await onlyFolder(directory), 'desk.db'), '');
    const store = await vault.open('nino', password);
    expect(await store.run('draft.list')).toEqual([]);
    await store.close();
  });

  test('without a key can be made again, and a database that nobody can read is set aside', async () => {
    const { vault, directory } = await temporaryVault();
    await fillAndClose(await vault.create('nino', password));
    const folder = await onlyFolder(directory);
    const before = await readFile(join(folder, 'desk.db'));
    await rm(join(folder, 'key.json'));
    expect(await vault.known('nino')).toBe(false);

    await (await vault.create('nino', 'another')).close();
    await (await vault.open('nino', 'another')).close();
    const aside = (await readdir(folder)).filter((name) => name.includes('without-key'));
    expect(aside).toHaveLength(1);
    expect(await readFile(join(folder, aside[0] ?? ''))).toEqual(before);
  });

  test.each(['.tmp', 'key.json', 'desk.db', 'desk.db-wal'])(
    'is never locked out: killed when %s appeared',
    async (ending) => {
      const { vault, directory } = await temporaryVault();
      await mkdir(directory);
      const watching = new AbortController();
      const events = watch(directory, { recursive: true, signal: watching.signal });
      const child = startChild('create', directory, 'nino', password);
      const appeared = (async () => {
        for await (const { filename } of events) if (filename?.endsWith(ending) === true) return;
      })();
      // Too quick for the watcher is no fault of the store: then it is killed when it is made.
      await Promise.race([appeared, child.line('open')]);
      await endByKill(child);
      watching.abort();
      await appeared.catch(() => undefined); // the abort ends the watcher with an error

      const known = await vault.known('nino');
      const store = known ? await vault.open('nino', password) : await vault.create('nino', password);
      await store.run('draft.save', sampleDraft());
      await store.close();
      const again = await vault.open('nino', password);
      expect(await again.run('draft.list')).toHaveLength(1);
      await again.close();
    },
  );
});

describe('a damaged store', () => {
  test('says so, whether the key file, the first page or a later one is hit', async () => {
    const { vault, directory } = await temporaryVault();
    const store = await vault.create('nino', password);
    for (let made = 0; made < 200; made++) void store.run('draft.save', sampleDraft());
    await store.close();
    const folder = await onlyFolder(directory);
    const file = join(folder, 'desk.db');
    const sound = await readFile(file);

    await writeFile(file, Buffer.concat([randomBytes(4096), sound.subarray(4096)]));
    await expect(vault.open('nino', password)).rejects.toMatchObject({ reason: 'store.damaged' });

    const flipped = Buffer.from(sound);
    for (let at = 4096; at < sound.length; at += 4096)
      flipped.writeUInt8(sound.readUInt8(at + 50) ^ 1, at + 50);
    await writeFile(file, flipped);
    const reading = vault.open('nino', password).then(async (opened) => {
      try {
        return await opened.run('draft.list');
      } finally {
        await opened.close();
      }
    });
    await expect(reading).rejects.toMatchObject({ reason: 'store.damaged' });

    // It stays as it was found, for somebody to mend: the sound bytes open again.
    await writeFile(file, sound);
    const again = await vault.open('nino', password);
    expect(await again.run('draft.list')).toHaveLength(200);
    await again.close();

    const key = join(folder, 'key.json');
    await writeFile(key, (await readFile(key, 'utf8')).slice(0, 100));
    await expect(vault.open('nino', password)).rejects.toMatchObject({ reason: 'store.damaged' });
  });
});
