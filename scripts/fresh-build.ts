/** Builds only what is not built yet: a second start must not wait for an unchanged build. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildAll } from './build.ts';
import { root } from './environment.ts';

const stampFile = join(root, 'build', '.stamp');

/** A digest of names, sizes and times of everything that the build reads. */
async function stampOf(): Promise<string> {
  const digest = createHash('sha256');
  const names = await readdir(join(root, 'src'), { recursive: true });
  for (const name of [
    ...names.map((file) => join('src', file)),
    'package-lock.json',
    'scripts/build.ts',
  ].toSorted()) {
    const { size, mtimeMs, isFile } = await stat(join(root, name)).then((found) => ({
      size: found.size,
      mtimeMs: found.mtimeMs,
      isFile: found.isFile(),
    }));
    if (isFile) digest.update(`${name} ${size} ${mtimeMs}\n`);
  }
  return digest.digest('hex');
}

/** Builds everything unless the last build was made from these very sources. `say` gets one line a step. */
export async function ensureBuilt(say: (line: string) => void): Promise<void> {
  const stamp = await stampOf();
  if (existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === stamp) return;
  await buildAll([], say);
  await writeFile(stampFile, stamp, 'utf8');
}
