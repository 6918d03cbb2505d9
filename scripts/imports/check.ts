import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { keepers, parts, type Part } from './arrows.ts';
import { findCycles } from './cycles.ts';
import { readImports, UnreadableSource, type ImportSite } from './read-imports.ts';

export interface Violation {
  /** Path from the root, with `/`. */
  readonly file: string;
  /** 1-based; 1 for what concerns the whole file. */
  readonly line: number;
  readonly rule:
    'arrow' | 'package' | 'node' | 'asset' | 'missing' | 'computed' | 'homeless' | 'cycle' | 'unreadable';
  readonly message: string;
}

const sourceFiles = '{src,scripts,tests}/**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}';

/**
 * Holds the sources under `root` (its folders src, scripts and tests) to the arrows of `arrows.ts` and finds cycles.
 * Gives what breaks them, by file and line; empty is good.
 */
export function checkImports(root: string): { readonly files: number; readonly violations: Violation[] } {
  const files = globSync(sourceFiles, { cwd: root })
    .map((file) => file.split(sep).join('/'))
    .toSorted();
  const violations: Violation[] = [];
  const graph = new Map<string, string[]>();
  for (const file of files) {
    const part = partOf(file);
    if (part === undefined) {
      violations.push({ file, line: 1, rule: 'homeless', message: 'lies in no part that the arrows know' });
      continue;
    }
    const loads: string[] = [];
    graph.set(file, loads);
    for (const site of readSites(root, file, violations)) {
      const target = targetOf(root, file, site);
      const found = judge(file, part, site, target);
      if (found !== undefined) violations.push({ file, line: site.line, ...found });
      if (target.kind === 'file' && !site.apart) loads.push(target.path);
    }
  }
  for (const [file = '', ...others] of findCycles(graph)) {
    violations.push({ file, line: 1, rule: 'cycle', message: [file, ...others].join(' → ') });
  }
  return { files: files.length, violations };
}

type Target =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'missing'; readonly path: string }
  | { readonly kind: 'computed' };

type Finding = Pick<Violation, 'rule' | 'message'>;

function readSites(root: string, file: string, violations: Violation[]): ImportSite[] {
  try {
    return readImports(file, readFileSync(join(root, file), 'utf8'));
  } catch (error) {
    if (!(error instanceof UnreadableSource)) throw error;
    violations.push({ file, line: 1, rule: 'unreadable', message: error.message });
    return [];
  }
}

function targetOf(root: string, file: string, { specifier }: ImportSite): Target {
  if (specifier === undefined) return { kind: 'computed' };
  if (specifier.startsWith('.') || specifier.startsWith('/')) {
    const absolute = specifier.startsWith('/') ? specifier : join(root, dirname(file), specifier);
    const path = relative(root, absolute).split(sep).join('/');
    return existsSync(absolute) && statSync(absolute).isFile()
      ? { kind: 'file', path }
      : { kind: 'missing', path };
  }
  if (isBuiltin(specifier)) return { kind: 'node', name: specifier };
  const words = specifier.split('/');
  return { kind: 'package', name: words.slice(0, specifier.startsWith('@') ? 2 : 1).join('/') };
}

function judge(file: string, part: Part, site: ImportSite, target: Target): Finding | undefined {
  switch (target.kind) {
    case 'computed':
      return file.startsWith('src/')
        ? { rule: 'computed', message: 'names a module that is known at run time only' }
        : undefined;
    case 'node':
      return part.node ? undefined : { rule: 'node', message: `${part.folder} may not use ${target.name}` };
    case 'package':
      return judgePackage(file, part, target.name);
    case 'missing':
      // A folder or a file that a build makes may stand behind new URL(); an import must find its file now.
      return site.apart
        ? judgeFile(part, target.path)
        : { rule: 'missing', message: `no file ${target.path}` };
    case 'file':
      return judgeFile(part, target.path);
  }
}

function judgeFile(part: Part, path: string): Finding | undefined {
  const other = partOf(path);
  if (other === undefined && !path.startsWith('src/') && !path.startsWith('tests/')) {
    return part.assets ? undefined : { rule: 'asset', message: `${part.folder} may not read ${path}` };
  }
  if (other === part || part.mayImport.some((folder) => isUnder(path, folder))) return undefined;
  return { rule: 'arrow', message: `${part.folder} may not know ${path}` };
}

function judgePackage(file: string, part: Part, name: string): Finding | undefined {
  if (part.packages !== undefined && !part.packages.includes(name)) {
    return {
      rule: 'package',
      message: `${part.folder} may import ${part.packages.join(', ')} only, not ${name}`,
    };
  }
  const folders = keepers[name];
  if (folders === undefined || !file.startsWith('src/')) return undefined;
  return folders.some((folder) => isUnder(file, folder))
    ? undefined
    : { rule: 'package', message: `${name} belongs to ${folders.join(' and ')}` };
}

/** The part that a path belongs to: the one with the longest folder that holds it. */
function partOf(path: string): Part | undefined {
  return parts
    .filter(({ folder }) => isUnder(path, folder))
    .toSorted((a, b) => b.folder.length - a.folder.length)[0];
}

function isUnder(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
