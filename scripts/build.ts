/**
 * Builds everything that runs outside the sources into build/:
 *
 *     build/main/electron.js      the host in its Electron shell (also what electron-builder packs)
 *     build/main/browser.js       the host in its browser shell
 *     build/main/store-worker.js  the store's worker
 *     build/preload/*.cjs         the two bridges
 *     build/renderer/desk, media  the desk and the media page
 *     build/server/cli.js, build/console, build/practice/cli.js
 *     build/licences.txt          licences of all that is bundled
 *
 * `node scripts/build.ts [--quiet] [name…]` builds all of it or the named targets.
 */
import { rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { rolldown, type InputOptions } from 'rolldown';
import { build as viteBuild } from 'vite';
import { createLicenceCollector } from './licences.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const at = (...parts: string[]) => resolve(root, ...parts);

/** Whose work is in what is packed: the host, its bridges and pages. */
const licences = createLicenceCollector();

/** Native or provided by the shell: never inside a bundle. */
const unbundled = ['electron', 'better-sqlite3', 'bufferutil', 'utf-8-validate'];

async function bundle(
  input: string,
  file: string,
  options: { external?: InputOptions['external']; format?: 'esm' | 'cjs' } = {},
): Promise<void> {
  const result = await rolldown({
    input: at(input),
    platform: 'node',
    external: options.external ?? unbundled,
    tsconfig: at('tsconfig.json'),
    logLevel: 'warn',
    plugins: [licences.plugin()],
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
  });
  await result.write({
    dir: at(dirname(file)),
    entryFileNames: file.slice(file.lastIndexOf('/') + 1),
    chunkFileNames: 'chunks/[name]-[hash].js',
    format: options.format ?? 'esm',
    sourcemap: true,
    minify: false,
  });
  await result.close();
}

async function page(name: 'desk' | 'media' | 'console'): Promise<void> {
  const source = name === 'console' ? 'src/server/console' : `src/renderer/${name}`;
  await viteBuild({
    root: at(source),
    configFile: false,
    logLevel: 'warn',
    base: name === 'console' ? '/console/' : './',
    plugins: [react(), licences.plugin()],
    build: {
      outDir: name === 'console' ? at('build/console') : at('build/renderer', name),
      emptyOutDir: true,
      target: name === 'console' ? 'es2022' : 'chrome140',
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      sourcemap: false,
      chunkSizeWarningLimit: 2000,
    },
  });
}

const isPackage = (id: string): boolean => !/^[./]|^[a-z]:/i.test(id);

export const targets: Readonly<Record<string, () => Promise<void>>> = {
  electron: () => bundle('src/main/shells/electron/main.ts', 'build/main/electron.js'),
  browser: () => bundle('src/main/shells/browser/main.ts', 'build/main/browser.js'),
  'store-worker': () => bundle('src/main/store/worker.ts', 'build/main/store-worker.js'),
  'preload-desk': () => bundle('src/preload/desk.ts', 'build/preload/desk.cjs', { format: 'cjs' }),
  'preload-media': () => bundle('src/preload/media.ts', 'build/preload/media.cjs', { format: 'cjs' }),
  server: () => bundle('src/server/cli.ts', 'build/server/cli.js', { external: isPackage }),
  practice: () => bundle('src/practice/cli.ts', 'build/practice/cli.js', { external: isPackage }),
  desk: () => page('desk'),
  media: () => page('media'),
  console: () => page('console'),
};

/** Builds the named targets (all by default), saying each on `say`. */
export async function buildAll(names: readonly string[], say: (line: string) => void): Promise<void> {
  const wanted = names.length === 0 ? Object.keys(targets) : names;
  if (names.length === 0) await rm(at('build'), { recursive: true, force: true });
  for (const [index, name] of wanted.entries()) {
    const make = targets[name];
    if (make === undefined)
      throw new Error(`no such target: ${name} (there are ${Object.keys(targets).join(', ')})`);
    say(`building ${index + 1}/${wanted.length}: ${name}`);
    await make();
  }
  if (names.length === 0) {
    licences.add(at('node_modules/better-sqlite3'));
    await licences.write(at('build/licences.txt'));
  }
}

if (import.meta.main) {
  const quiet = process.argv.includes('--quiet');
  await buildAll(
    process.argv.slice(2).filter((word) => !word.startsWith('--')),
    (line) => {
      if (!quiet) console.log(line);
    },
  );
}
