import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkImports } from '../../../scripts/imports/check.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'zari-arrows-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function plant(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** `rule file:line` of all that is found in the planted tree. */
function found(): string[] {
  return checkImports(root).violations.map(({ rule, file, line }) => `${rule} ${file}:${line}`);
}

describe('the sources of Zari', () => {
  const real = checkImports(resolve(import.meta.dirname, '../../..'));

  test('keep to the import arrows', () => {
    expect(real.violations.map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual([]);
  });

  test('were really read', () => {
    expect(real.files).toBeGreaterThan(40);
  });
});

/** One file for every part, so that a planted import finds its target. */
const neighbours = {
  'src/domain/phone.ts': 'export const a = 1;',
  'src/contract/common.ts': 'export const a = 1;',
  'src/preload/desk.ts': 'export const a = 1;',
  'src/main/app/host.ts': 'export const a = 1;',
  'src/main/shells/electron/main.ts': 'export const a = 1;',
  'src/renderer/desk/app.tsx': 'export const a = 1;',
  'src/renderer/media/peer.ts': 'export const a = 1;',
  'src/server/http/app.ts': 'export const a = 1;',
  'src/server/console/app.tsx': 'export const a = 1;',
  'src/practice/line.ts': 'export const a = 1;',
  'scripts/build.ts': 'export const a = 1;',
  'tests/support/fake.ts': 'export const a = 1;',
  'assets/demo/lines.json': '[]',
};

describe('an import between parts', () => {
  const forbidden: [from: string, specifier: string][] = [
    ['src/domain/x.ts', '../contract/common.ts'],
    ['src/domain/x.ts', '../main/app/host.ts'],
    ['src/contract/x.ts', '../main/app/host.ts'],
    ['src/contract/desk/x.ts', '../../renderer/desk/app.tsx'],
    ['src/preload/x.ts', '../main/app/host.ts'],
    ['src/preload/x.ts', '../domain/phone.ts'],
    ['src/main/x.ts', '../renderer/desk/app.tsx'],
    ['src/main/x.ts', '../server/http/app.ts'],
    ['src/main/x.ts', '../practice/line.ts'],
    ['src/main/x.ts', '../preload/desk.ts'],
    ['src/main/app/x.ts', '../shells/electron/main.ts'],
    ['src/renderer/desk/x.tsx', '../../main/app/host.ts'],
    ['src/renderer/desk/x.tsx', '../media/peer.ts'],
    ['src/renderer/desk/x.tsx', '../../server/console/app.tsx'],
    ['src/renderer/media/x.ts', '../desk/app.tsx'],
    ['src/renderer/media/x.ts', '../../main/app/host.ts'],
    ['src/server/x.ts', '../main/app/host.ts'],
    ['src/server/x.ts', '../renderer/desk/app.tsx'],
    ['src/server/x.ts', '../practice/line.ts'],
    ['src/server/x.ts', './console/app.tsx'],
    ['src/server/console/x.tsx', '../http/app.ts'],
    ['src/server/console/x.tsx', '../../renderer/desk/app.tsx'],
    ['src/practice/x.ts', '../main/app/host.ts'],
    ['src/practice/x.ts', '../server/http/app.ts'],
    ['src/main/x.ts', '../../tests/support/fake.ts'],
    ['src/main/x.ts', '../../scripts/build.ts'],
    ['scripts/x.ts', '../tests/support/fake.ts'],
  ];

  test.each(forbidden)('from %s of %s is found', (from, specifier) => {
    plant({ ...neighbours, [from]: `\nimport { a } from '${specifier}';\nexport const b = a;` });
    expect(found()).toEqual([`arrow ${from}:2`]);
  });

  const allowed: [from: string, specifier: string][] = [
    ['src/domain/call/x.ts', '../phone.ts'],
    ['src/contract/desk/x.ts', '../../domain/phone.ts'],
    ['src/preload/x.ts', '../contract/common.ts'],
    ['src/main/sync/x.ts', '../../contract/common.ts'],
    ['src/main/sync/x.ts', '../app/host.ts'],
    ['src/main/shells/browser/x.ts', '../../app/host.ts'],
    ['src/main/x.ts', '../../assets/demo/lines.json'],
    ['src/renderer/desk/x.tsx', '../../domain/phone.ts'],
    ['src/renderer/media/x.ts', '../../contract/common.ts'],
    ['src/server/x.ts', '../contract/common.ts'],
    ['src/server/console/x.tsx', '../../contract/common.ts'],
    ['src/practice/x.ts', '../domain/phone.ts'],
    ['scripts/x.ts', '../src/server/http/app.ts'],
    ['tests/unit/x.test.ts', '../../src/main/app/host.ts'],
    ['tests/unit/x.test.ts', '../../scripts/build.ts'],
  ];

  test.each(allowed)('from %s of %s is let through', (from, specifier) => {
    plant({ ...neighbours, [from]: `import { a } from '${specifier}';\nexport const b = a;` });
    expect(found()).toEqual([]);
  });

  test.each([
    ['a type', `import type { a } from '../server/http/app.ts';`],
    ['a type in place', `export type A = import('../server/http/app.ts').A;`],
    ['an export', `export { a } from '../server/http/app.ts';`],
    ['an export of all', `export * from '../server/http/app.ts';`],
    ['a side effect', `import '../server/http/app.ts';`],
    ['an import at run time', `await import('../server/http/app.ts');`],
    ['a require', `require('../server/http/app.ts');`],
    ['an import by assignment', `import app = require('../server/http/app.ts');`],
    ['a worker', `new Worker(new URL('../server/http/app.ts', import.meta.url));`],
    ['a query of the bundler', `import app from '../server/http/app.ts?worker';`],
    ['a detour', `import { a } from './../main/../server/http/app.ts';`],
  ])('is found as %s', (_, line) => {
    plant({ ...neighbours, 'src/main/x.ts': line });
    expect(found()).toEqual(['arrow src/main/x.ts:1']);
  });

  test('is not seen in a comment or a string', () => {
    plant({
      ...neighbours,
      'src/main/x.ts': `// import '../server/http/app.ts'\nexport const s = "import '../server/http/app.ts'";`,
    });
    expect(found()).toEqual([]);
  });
});

describe('a package', () => {
  test.each([
    ['src/domain/x.ts', 'zod'],
    ['src/domain/x.ts', 'react'],
    ['src/contract/x.ts', 'sip.js'],
    ['src/contract/x.ts', 'libphonenumber-js'],
    ['src/preload/x.ts', 'zod'],
    ['src/main/app/x.ts', 'sip.js'],
    ['src/main/app/x.ts', 'sip.js/lib/core'],
    ['src/renderer/media/x.ts', 'sip.js'],
    ['src/server/x.ts', 'sip.js'],
    ['src/main/sync/x.ts', 'better-sqlite3'],
    ['src/server/x.ts', 'better-sqlite3'],
    ['src/main/app/x.ts', 'electron'],
    ['src/main/shells/browser/x.ts', 'electron'],
    ['src/renderer/desk/x.tsx', 'electron'],
    ['src/main/app/x.ts', 'werift'],
    ['src/main/app/x.ts', 'react'],
    ['src/main/app/x.ts', '@electric-sql/pglite/contrib/pgcrypto'],
  ])('%s may not import %s', (file, name) => {
    plant({ [file]: `import { a } from '${name}';\nexport const b = a;` });
    expect(found()).toEqual([`package ${file}:1`]);
  });

  test.each([
    ['src/domain/x.ts', 'libphonenumber-js/min'],
    ['src/domain/x.ts', 'uuidv7'],
    ['src/contract/x.ts', 'zod'],
    ['src/preload/x.ts', 'electron'],
    ['src/main/telephony/x.ts', 'sip.js'],
    ['src/practice/x.ts', 'sip.js/lib/core'],
    ['src/main/store/x.ts', 'better-sqlite3'],
    ['src/main/shells/electron/x.ts', 'electron'],
    ['src/server/x.ts', '@electric-sql/pglite'],
    ['src/renderer/desk/x.tsx', 'react'],
    ['tests/interop/x.test.ts', 'sip.js'],
  ])('%s may import %s', (file, name) => {
    plant({ [file]: `import { a } from '${name}';\nexport const b = a;` });
    expect(found()).toEqual([]);
  });
});

describe("a module of Node's own", () => {
  test.each([
    ['src/domain/x.ts', 'node:crypto'],
    ['src/domain/x.ts', 'crypto'],
    ['src/contract/x.ts', 'node:fs'],
    ['src/preload/x.ts', 'node:fs/promises'],
    ['src/renderer/desk/x.tsx', 'node:path'],
    ['src/renderer/media/x.ts', 'events'],
    ['src/server/console/x.tsx', 'node:fs'],
  ])('is kept from %s: %s', (file, name) => {
    plant({ [file]: `import * as a from '${name}';\nexport const b = a;` });
    expect(found()).toEqual([`node ${file}:1`]);
  });

  test.each(['src/main/app/x.ts', 'src/server/x.ts', 'src/practice/x.ts'])('is free to %s', (file) => {
    plant({ [file]: `import * as a from 'node:fs';\nexport const b = a;` });
    expect(found()).toEqual([]);
  });
});

describe('also found are', () => {
  test('files that lie in no part', () => {
    plant({ 'src/helpers/x.ts': 'export const a = 1;', 'src/renderer/shared/y.ts': 'export const a = 1;' });
    expect(found()).toEqual(['homeless src/helpers/x.ts:1', 'homeless src/renderer/shared/y.ts:1']);
  });

  test('imports of files that are not there', () => {
    plant({ 'src/main/x.ts': `import './gone.ts';`, 'src/main/y.ts': `import './x';` });
    expect(found()).toEqual(['missing src/main/x.ts:1', 'missing src/main/y.ts:1']);
  });

  test('modules whose name is computed', () => {
    plant({ 'src/main/x.ts': 'export const load = (name: string) => import(name);' });
    expect(found()).toEqual(['computed src/main/x.ts:1']);
  });

  test('assets read by the domain', () => {
    plant({ 'assets/a.json': '1', 'src/domain/x.ts': `import '../../assets/a.json';` });
    expect(found()).toEqual(['asset src/domain/x.ts:1']);
  });

  test('sources that do not parse', () => {
    plant({ 'src/main/x.ts': 'import {' });
    expect(found()).toEqual(['unreadable src/main/x.ts:1']);
  });

  test('a file that imports itself', () => {
    plant({ 'src/main/x.ts': `import './x.ts';` });
    expect(found()).toEqual(['cycle src/main/x.ts:1']);
  });

  test('cycles, with the shortest way round, types and exports included', () => {
    plant({
      'src/main/a.ts': `import './b.ts';\nimport './d.ts';`,
      'src/main/b.ts': `export * from './c.ts';`,
      'src/main/c.ts': `import type { A } from './a.ts';\nexport type B = A;`,
      'src/main/d.ts': `import './e.ts';`,
      'src/main/e.ts': `import './c.ts';`,
    });
    expect(checkImports(root).violations.map(({ message }) => message)).toEqual([
      'src/main/a.ts → src/main/b.ts → src/main/c.ts → src/main/a.ts',
    ]);
  });

  test('two cycles that have nothing to do with each other', () => {
    plant({
      'src/main/a.ts': `import './b.ts';`,
      'src/main/b.ts': `import './a.ts';`,
      'src/server/a.ts': `import './b.ts';`,
      'src/server/b.ts': `import './a.ts';`,
    });
    expect(found()).toEqual(['cycle src/main/a.ts:1', 'cycle src/server/a.ts:1']);
  });
});

test('a file reached by two ways is no cycle, and a worker that knows its host is none', () => {
  plant({
    'src/main/a.ts': `import './b.ts';\nimport './c.ts';\nnew URL('./worker.ts', import.meta.url);`,
    'src/main/b.ts': `import './c.ts';`,
    'src/main/c.ts': 'export const c = 1;',
    'src/main/worker.ts': `import type { A } from './a.ts';\nexport type B = A;`,
  });
  expect(found()).toEqual([]);
});
