import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createLicenceCollector } from '../../../scripts/licences.ts';

async function packages(...made: { name: string; license?: string; text?: string }[]): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'zari-licences-'));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const { name, license, text } of made) {
    const folder = join(root, 'node_modules', name);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name, version: '1.0.0', license }));
    if (text !== undefined) await writeFile(join(folder, 'LICENSE'), text);
  }
  return root;
}

test('each bundled package is named once with its licence; our own code is not', async () => {
  const root = await packages(
    { name: 'b', license: 'MIT', text: 'do as you like' },
    { name: '@scope/a', license: 'ISC' },
  );
  const collector = createLicenceCollector();
  const { moduleParsed } = collector.plugin();
  moduleParsed({ id: join(root, 'node_modules/b/lib/index.js') });
  moduleParsed({ id: join(root, 'node_modules/b/lib/other.js?commonjs') });
  moduleParsed({ id: `\0${join(root, 'node_modules/@scope/a/a.js')}` });
  moduleParsed({ id: join(root, 'src/own.ts') });
  await collector.write(join(root, 'out.txt'));
  const text = await readFile(join(root, 'out.txt'), 'utf8');
  expect(text.match(/^\S+ 1\.0\.0 .*$/gm)).toEqual(['@scope/a 1.0.0 (ISC)', 'b 1.0.0 (MIT)']);
  expect(text).toContain('do as you like');
});

test('a package without any licence is not shipped', async () => {
  const root = await packages({ name: 'nobody-knows' });
  const collector = createLicenceCollector();
  collector.add(join(root, 'node_modules/nobody-knows'));
  await expect(collector.write(join(root, 'out.txt'))).rejects.toThrow('nobody-knows');
});
