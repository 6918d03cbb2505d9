import type { Part, Wanted } from '../../../domain/search/question.ts';

/** Keys hold letters, digits and marks only, so that between quotes nothing of them can be read as syntax. */
const quoted = (key: string): string => `"${key}"`;

const anyOf = ({ keys, beginnings }: Wanted): string =>
  `(${[...keys.map(quoted), ...beginnings.map((each) => `${quoted(each)}*`)].join(' OR ')})`;

/** An FTS5 query (https://www.sqlite.org/fts5.html, 3.2 and 3.6) for one part of a question. */
function ofPart({ words, joined }: Part): string {
  const all = words.map(anyOf).join(' AND ');
  if (joined === undefined) return words.length === 1 ? all : `(${all})`;
  return words.length === 0 ? quoted(joined) : `((${all}) OR ${quoted(joined)})`;
}

/** An FTS5 query for all parts of a question (`AND`), or for any of them. */
export const ftsQuery = (parts: readonly Part[], operator: 'AND' | 'OR'): string =>
  parts.map(ofPart).join(` ${operator} `);
