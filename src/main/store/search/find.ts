import { understand, type Part } from '../../../domain/search/question.ts';
import { searchWords } from '../../../domain/search-text.ts';
import type { StoreDatabase } from '../database.ts';
import { ftsQuery } from './fts-query.ts';
import type { KnowledgeKind } from './knowledge-index.ts';
import { knownIndexKey } from './known-keys.ts';
import { createVocabulary } from './vocabulary.ts';

export interface Found {
  readonly kind: KnowledgeKind;
  readonly id: string;
  readonly companyId: string;
}

export interface Findings {
  readonly found: readonly Found[];
  /** Whether a word of a text is one of those that were asked for. */
  readonly matches: (word: string) => boolean;
}

interface Row extends Found {
  readonly title: string;
  /** bm25: the lower the better, always below 0. */
  readonly rank: number;
}

/** Of so many of the best by bm25 the order is looked at again. */
const reviewed = 40;
/** Questions for any of their words leave out words that so many documents hold, unless there is no other. */
const mostCommon = 2000;

/**
 * Search over the knowledge. First what has all parts of the question; where that is too little, what has all but one;
 * then what has any of them. Among each by bm25, a match in the title counting ten times one in the text, and titles
 * that have the words as they were typed before those that have another form of them. With a company only its own
 * content: what one client company tells its operators is never seen on the line of another.
 */
export function createFind(
  database: StoreDatabase,
): (text: string, companyId: string | undefined, limit: number) => Findings {
  const vocabulary = createVocabulary(database);
  const columns = `kind, id, company_id as companyId, knowledge.title, rank
    from knowledge_index join knowledge on knowledge.position = knowledge_index.rowid
    where knowledge_index match ?`;
  const anywhere = database.prepare<[string, number], Row>(`select ${columns} order by rank limit ?`);
  const ofCompany = database.prepare<[string, string, number], Row>(
    `select ${columns} and company_id = ? order by rank limit ?`,
  );

  /** How many documents hold the rarest word of a part, about. */
  const commonness = ({ words, joined }: Part): number => {
    const most = words.map(({ keys, beginnings }) =>
      beginnings.length > 0 ? mostCommon : keys.reduce((sum, key) => sum + vocabulary.frequency(key), 0),
    );
    return Math.min(...most, joined === undefined ? Infinity : vocabulary.frequency(joined));
  };

  function* queriesFor(parts: readonly Part[]): Generator<string> {
    yield ftsQuery(parts, 'AND');
    if (parts.length < 2) return;
    if (parts.length > 2 && parts.length < 7) {
      const allButOne = parts.map((_, without) =>
        ftsQuery(
          parts.filter((_each, at) => at !== without),
          'AND',
        ),
      );
      yield allButOne.map((each) => `(${each})`).join(' OR ');
    }
    const rarestFirst = parts
      .map((part) => ({ part, common: commonness(part) }))
      .toSorted((a, b) => a.common - b.common);
    const rare = rarestFirst.filter(({ common }, at) => at === 0 || common <= mostCommon);
    yield ftsQuery(
      rare.map(({ part }) => part),
      'OR',
    );
  }

  return (text, companyId, limit) => {
    const { parts } = understand(text, vocabulary);
    const asked = searchWords(text.slice(0, 200));
    const found = new Map<string, Found>();
    if (parts.length > 0) {
      for (const query of queriesFor(parts)) {
        const wanted = Math.max(limit, reviewed);
        const rows =
          companyId === undefined ? anywhere.all(query, wanted) : ofCompany.all(query, companyId, wanted);
        for (const { kind, id, companyId: company } of reviewOrder(rows, asked)) {
          if (found.size < limit) found.set(`${kind} ${id}`, { kind, id, companyId: company });
        }
        if (found.size >= limit) break;
      }
    }
    return { found: [...found.values()], matches: matcherOf(parts) };
  };
}

/** By bm25, weighed with how much of what was typed stands in the title in just that form. */
function reviewOrder(rows: readonly Row[], asked: readonly string[]): Row[] {
  const score = ({ rank, title }: Row): number => {
    const words = new Set(title.split(' '));
    const literal = asked.filter((word) => words.has(word)).length / Math.max(1, asked.length);
    return -rank * (1 + literal);
  };
  return rows
    .map((row) => ({ row, score: score(row) }))
    .toSorted((a, b) => b.score - a.score)
    .map(({ row }) => row);
}

function matcherOf(parts: readonly Part[]): (word: string) => boolean {
  const wanted = parts.flatMap(({ words }) => words);
  const keys = new Set([
    ...wanted.flatMap((word) => word.keys),
    ...parts.flatMap(({ joined }) => joined ?? []),
  ]);
  const beginnings = wanted.flatMap((word) => word.beginnings);
  return (word) => {
    const key = knownIndexKey(word);
    return keys.has(key) || beginnings.some((beginning) => key.startsWith(beginning));
  };
}
