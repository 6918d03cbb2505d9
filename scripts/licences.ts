/** Names whose work is inside our bundles: collects the packages as they are bundled, with their licence texts. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { z } from 'zod';

const manifest = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
});

/** The folder of the package that a module belongs to, or undefined for our own code. */
function packageFolder(module: string): string | undefined {
  const parts = module.replace(/^\0/, '').split('?')[0]?.split(sep) ?? [];
  const at = parts.lastIndexOf('node_modules');
  const name = parts[at + 1];
  if (at < 0 || name === undefined) return undefined;
  return parts.slice(0, at + (name.startsWith('@') ? 3 : 2)).join(sep);
}

export interface LicenceCollector {
  /** A plugin for rolldown and vite that notes every module of a bundle. */
  plugin(): { name: string; moduleParsed(module: { id: string }): void };
  /** Notes a package that is shipped as it is, beside the bundles. */
  add(folder: string): void;
  /** Writes name, version, licence and licence text of each package, by name. Throws for a package without any licence. */
  write(file: string): Promise<void>;
}

export function createLicenceCollector(): LicenceCollector {
  const folders = new Set<string>();
  const describe = async (folder: string): Promise<string> => {
    const { name, version, license } = manifest.parse(
      JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')),
    );
    const texts = (await readdir(folder)).filter((file) =>
      /^(licen[cs]e|copying|notice|ofl)(\.|-|$)/i.test(file),
    );
    if (license === undefined && texts.length === 0) throw new Error(`${name} ${version} has no licence`);
    const bodies = await Promise.all(texts.toSorted().map((file) => readFile(join(folder, file), 'utf8')));
    return [`${name} ${version} (${license ?? 'see below'})`, ...bodies.map((body) => body.trim())].join(
      '\n\n',
    );
  };
  return {
    plugin: () => ({
      name: 'zari-licences',
      moduleParsed({ id }) {
        const folder = packageFolder(id);
        if (folder !== undefined) folders.add(folder);
      },
    }),
    add: (folder) => void folders.add(folder),
    async write(file) {
      const parts = await Promise.all([...folders].toSorted().map(describe));
      await writeFile(file, `${parts.join(`\n\n${'-'.repeat(78)}\n\n`)}\n`, 'utf8');
    },
  };
}
