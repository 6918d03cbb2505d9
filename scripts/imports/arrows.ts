/**
 * The import arrows of Zari as data: which part of the sources may know which other part, and which packages.
 * `check.ts` holds the tree to them; src/README.md draws them for people.
 */

/** A part of the sources: everything under `folder`, unless a longer folder of another part fits better. */
export interface Part {
  readonly folder: string;
  /** Folders of other parts that it may import from; its own is always allowed. */
  readonly mayImport: readonly string[];
  /** The only packages that it may import; absent: any that `keepers` does not keep from it. */
  readonly packages?: readonly string[];
  /** Whether it may use Node's own modules. */
  readonly node: boolean;
  /** Whether it may read files that are no source: assets, package.json. */
  readonly assets: boolean;
}

const inwards = ['src/contract', 'src/domain'];

export const parts: readonly Part[] = [
  {
    folder: 'src/domain',
    mayImport: [],
    packages: ['libphonenumber-js', 'uuidv7'],
    node: false,
    assets: false,
  },
  { folder: 'src/contract', mayImport: ['src/domain'], packages: ['zod'], node: false, assets: false },
  // Sandboxed: it gets no module of Node, and no package is bundled into it.
  { folder: 'src/preload', mayImport: ['src/contract'], packages: ['electron'], node: false, assets: false },
  { folder: 'src/main', mayImport: inwards, node: true, assets: true },
  // The host is plain Node: it does not know what carries it.
  { folder: 'src/main/shells', mayImport: ['src/main', ...inwards], node: true, assets: true },
  { folder: 'src/renderer/desk', mayImport: inwards, node: false, assets: true },
  { folder: 'src/renderer/media', mayImport: inwards, node: false, assets: true },
  { folder: 'src/server', mayImport: inwards, node: true, assets: true },
  { folder: 'src/server/console', mayImport: inwards, node: false, assets: true },
  { folder: 'src/practice', mayImport: inwards, node: true, assets: true },
  { folder: 'scripts', mayImport: ['src'], node: true, assets: true },
  { folder: 'tests', mayImport: ['src', 'scripts'], node: true, assets: true },
];

/** Packages that belong to few folders of `src`, so that they can be replaced there. Tests and scripts are free. */
export const keepers: Readonly<Record<string, readonly string[]>> = {
  'sip.js': ['src/main/telephony', 'src/practice'],
  'better-sqlite3': ['src/main/store'],
  electron: ['src/main/shells/electron', 'src/preload'],
  werift: ['src/practice'],
  fastify: ['src/server'],
  '@electric-sql/pglite': ['src/server'],
  react: ['src/renderer/desk', 'src/server/console'],
};
