import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';

const repository = resolve(import.meta.dirname, '../../..');
const packageFile = createRequire(import.meta.url).resolve('oxlint/package.json');
const oxlint = join(dirname(packageFile), 'bin/oxlint');

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'zari-lint-'));
  copyFileSync(join(repository, '.oxlintrc.json'), join(root, '.oxlintrc.json'));
});
afterEach(() => rmSync(root, { recursive: true }));

const report = z.object({ diagnostics: z.array(z.object({ code: z.string(), severity: z.string() })) });

/** The rules that are broken by one planted file, as errors. */
function broken(file: string, text: string): string[] {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
  const { stdout } = spawnSync(process.execPath, [oxlint, '--format=json', '--threads=1', '.'], {
    cwd: root,
    encoding: 'utf8',
  });
  return report
    .parse(JSON.parse(stdout))
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ code }) => code);
}

test.each([
  ['src/main/x.ts', 'export const a = (b: any) => b;', 'typescript(no-explicit-any)'],
  ['src/main/x.ts', 'export const a = (b?: string) => b!.length;', 'typescript(no-non-null-assertion)'],
  ['src/main/x.ts', '// @ts-ignore\nexport const a: string = 1;', 'typescript(ban-ts-comment)'],
  ['src/main/x.ts', 'export const a = () => { try { b(); } catch {} };', 'eslint(no-empty)'],
  ['src/main/x.ts', '// TODO\nexport const a = 1;', 'eslint(no-warning-comments)'],
  ['src/main/x.ts', 'console.log(1);', 'eslint(no-console)'],
  ['src/main/x.ts', 'export const a = (p: Promise<void>) => { p.then(b); };', 'promise(catch-or-return)'],
  ['src/main/x.ts', `import { join } from 'path';\njoin('a');`, 'unicorn(prefer-node-protocol)'],
  ['src/main/snake_case.ts', 'export const a = 1;', 'unicorn(filename-case)'],
  ['src/main/x.ts', 'export const a = [\n' + '1,\n'.repeat(300) + '];', 'eslint(max-lines)'],
  ['src/domain/x.ts', 'export const a = () => Date.now();', 'eslint(no-restricted-properties)'],
  ['src/domain/x.ts', 'export const a = () => window.name;', 'eslint(no-restricted-globals)'],
  [
    'src/renderer/desk/X.tsx',
    `import { useState } from 'react';\nexport function X({ on }: { on: boolean }) { if (on) useState(1); return null; }`,
    'react-hooks(rules-of-hooks)',
  ],
  [
    'src/renderer/desk/X.tsx',
    `import { useEffect } from 'react';\nexport function X({ on }: { on: () => void }) { useEffect(() => on(), []); return null; }`,
    'react-hooks(exhaustive-deps)',
  ],
  ['src/renderer/desk/X.tsx', 'export const X = () => <img src="a.png" />;', 'jsx-a11y(alt-text)'],
  ['src/renderer/desk/X.tsx', 'export const X = () => <button>a</button>;', 'react(button-has-type)'],
  [
    'src/renderer/desk/X.tsx',
    'export const X = () => <div onClick={() => undefined}>a</div>;',
    'jsx-a11y(click-events-have-key-events)',
  ],
  [
    'tests/unit/x.test.ts',
    `import { test } from 'vitest';\ntest.only('a', () => {});`,
    'vitest(no-focused-tests)',
  ],
])('$2 is broken in $0', (file, text, rule) => {
  expect(broken(file, text)).toContain(rule);
});

test('a good file breaks nothing', () => {
  expect(broken('src/domain/x.ts', 'export const a = (b: number): number => b + 1;\n')).toEqual([]);
});

test('a program on the terminal may write to it', () => {
  expect(broken('src/server/cli.ts', 'console.log(1);\n')).toEqual([]);
});
