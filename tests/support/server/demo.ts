import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { company, customer, line } from './content.ts';

/** A small demo directory; `over` replaces the text of files. */
export function writeDemo(directory: string, over: Readonly<Record<string, string>> = {}): string {
  mkdirSync(directory, { recursive: true });
  const files = {
    'companies.json': JSON.stringify([company]),
    'lines.json': JSON.stringify([line]),
    'scripts.json': '[]',
    'articles.json': '[]',
    'products.json': '[]',
    'customers.json': JSON.stringify([customer]),
    ...over,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return directory;
}
