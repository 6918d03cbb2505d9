import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { root } from '../../../scripts/environment.ts';

const rows = z.array(z.looseObject({ id: z.string(), phones: z.array(z.string()).optional() }));

/** How much a large company has; the demo's own rows, again and again under ids and numbers of their own. */
const wanted = { 'customers.json': 10_000, 'articles.json': 1_000, 'products.json': 500 } as const;

/** Writes the demo company, grown large, into `directory`. Gives the number of rows. */
export async function writeLargeContent(directory: string): Promise<number> {
  await mkdir(directory, { recursive: true });
  await cp(join(root, 'assets/demo'), directory, { recursive: true });
  let written = 0;
  for (const [file, count] of Object.entries(wanted)) {
    const few = rows.parse(JSON.parse(await readFile(join(directory, file), 'utf8')));
    const many = Array.from({ length: count }, (_, at) => {
      const row = few[at % few.length];
      if (row === undefined || at < few.length) return row;
      const phones = [`+9955${String(10_000_000 + at)}`];
      return { ...row, id: uuidv7(), ...(row.phones === undefined ? {} : { phones }) };
    });
    await writeFile(join(directory, file), JSON.stringify(many));
    written += many.length;
  }
  return written;
}
