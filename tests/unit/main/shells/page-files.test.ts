import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPageFile } from '../../../../src/main/shells/page-files.ts';

let root: string;
let pages: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'zari-pages-'));
  pages = join(root, 'desk');
  await mkdir(join(pages, 'assets'), { recursive: true });
  await writeFile(join(pages, 'index.html'), '<p>');
  await writeFile(join(pages, 'assets', 'a.js'), '1');
  await writeFile(join(root, 'secret.json'), '{}');
  await mkdir(`${pages}-other`);
  await writeFile(join(`${pages}-other`, 'b.js'), '2');
});
afterAll(() => rm(root, { recursive: true }));

test.each([
  ['/', 'text/html; charset=utf-8'],
  ['/index.html', 'text/html; charset=utf-8'],
  ['/assets/a.js', 'text/javascript; charset=utf-8'],
])('%s is served as %s', async (path, type) => {
  expect((await readPageFile(pages, path))?.type).toBe(type);
});

test.each([
  '/../secret.json',
  '/%2e%2e/secret.json',
  '/..%2fsecret.json',
  '/../desk-other/b.js',
  '/assets',
  '/none.js',
  '/%zz',
  '/a.js%00.html',
  '/assets/a.exe',
])('%s is no file of the page', async (path) => {
  expect(await readPageFile(pages, path)).toBeUndefined();
});
