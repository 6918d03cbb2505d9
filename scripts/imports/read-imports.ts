import { parseSync, Visitor } from 'rolldown/utils';

/** One place in a source file that names another module. */
export interface ImportSite {
  /** What it names, without a bundler's query (`?worker`); undefined where it is computed at run time. */
  readonly specifier: string | undefined;
  /** 1-based. */
  readonly line: number;
  /** True for `new URL(…, import.meta.url)`, the way to workers and assets: known, but not loaded with the file. */
  readonly apart: boolean;
}

/** A file that is no valid source: nothing can be said of its imports. */
export class UnreadableSource extends Error {}

/**
 * All modules that a source names: `import`, `export … from`, `import()`, `import('…')` types, `require()`,
 * `import x = require()` and `new URL('…', import.meta.url)`; imports of types count, for they are knowledge too.
 * `file` is a path whose extension tells the language. Throws UnreadableSource where the text does not parse.
 */
export function readImports(file: string, text: string): ImportSite[] {
  const { program, errors } = parseSync(file, text);
  const [error] = errors;
  if (error !== undefined) throw new UnreadableSource(`${file}: ${error.message}`);

  const sites: ImportSite[] = [];
  const add = (node: { start: number }, specifier: string | undefined, apart = false): void => {
    sites.push({ specifier: specifier?.replace(/\?.*$/, ''), line: lineAt(text, node.start), apart });
  };
  new Visitor({
    ImportDeclaration: (node) => add(node, node.source.value),
    ExportAllDeclaration: (node) => add(node, node.source.value),
    ExportNamedDeclaration: (node) => {
      if (node.source !== null) add(node, node.source.value);
    },
    ImportExpression: (node) => add(node, literal(node.source)),
    TSImportType: (node) => add(node, node.source.value),
    TSExternalModuleReference: (node) => add(node, node.expression.value),
    CallExpression: (node) => {
      if (node.callee.type === 'Identifier' && node.callee.name === 'require') {
        add(node, literal(node.arguments[0]));
      }
    },
    NewExpression: (node) => {
      if (node.callee.type !== 'Identifier' || node.callee.name !== 'URL') return;
      const [path, base] = node.arguments;
      const specifier = literal(path);
      if (specifier === undefined || base === undefined) return;
      if (text.slice(base.start, base.end) === 'import.meta.url') add(node, specifier, true);
    },
  }).visit(program);
  return sites.toSorted((a, b) => a.line - b.line);
}

/** The value of a string literal; undefined for anything that is computed. */
function literal(node: object | undefined): string | undefined {
  return node !== undefined && 'value' in node && typeof node.value === 'string' ? node.value : undefined;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
