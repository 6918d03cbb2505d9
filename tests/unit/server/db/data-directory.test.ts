import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  DirectoryInUseError,
  hasDatabase,
  openDataDirectory,
} from '../../../../src/server/data-directory.ts';
import { lockDirectory } from '../../../../src/server/db/directory-lock.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'zari-data-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

// Making a database takes a while on a machine that has other things to do.
test('a directory is one opener’s at a time', { timeout: 120_000 }, async () => {
  chmodSync(directory, 0o755); // as whoever made it may have left it
  const database = await openDataDirectory(directory);
  if (process.platform !== 'win32') expect(statSync(join(directory, 'database')).mode & 0o077).toBe(0);
  await expect(openDataDirectory(directory)).rejects.toBeInstanceOf(DirectoryInUseError);
  await database.query(
    `insert into accounts (id, username, display_name, role, password_hash)
     values (gen_random_uuid(), 'ა', 'ა', 'operator', 'x')`,
  );
  await database.close();
  const again = await openDataDirectory(directory);
  expect(await again.query('select username from accounts')).toEqual([{ username: 'ა' }]);
  expect(await again.query('show fsync')).toEqual([{ fsync: 'on' }]);
  await again.close();
  expect(hasDatabase(directory)).toBe(true);
});

test('the lock ends with the process that holds it, however it ends', async () => {
  const script = join(directory, 'hold.ts');
  const lockModule = pathToFileURL(
    resolve(import.meta.dirname, '../../../../src/server/db/directory-lock.ts'),
  );
  writeFileSync(
    script,
    `import { lockDirectory } from ${JSON.stringify(lockModule.href)};
     const taken = lockDirectory(${JSON.stringify(directory)}) !== undefined;
     global.gc?.();
     process.send?.(taken);
     process.on('message', () => undefined);`,
  );
  const holder = fork(script, { execPath: process.execPath, execArgv: ['--expose-gc'] });
  const [held] = await once(holder, 'message');
  expect(held).toBe(true);
  expect(lockDirectory(directory)).toBeUndefined();
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const unlock = lockDirectory(directory);
  expect(unlock).toBeDefined();
  unlock?.();
});
