import { understand, type Part } from '../../../domain/search/question.ts';
import { firstSign } from '../../../domain/search/search-key.ts';
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
  /** The keys of its title, a line for each language. */
  readonly titles: string;
  /** bm25: the lower the better, always below 0. */
  readonly rank: number;
}

/** Of so many of the best by bm25 the order is looked at again. */
const reviewed = 40;
/** Questions for any of their words leave out words that so many documents hold, unless there is no other. */
const mostCommon = 500;
/** With so many hits it is enough: what has less of the question is only noise then. */
const enough = 5;
/** Which part may be missing is tried for so many parts at most. */
const mostLeftOut = 6;
/** How much a title counts that holds the whole question, and one that is nothing but the question. */
const titleWeight = 3;
const closeWeight = 3;

/** One look into the index, and the reading of the question that it is for. */
interface Look {
  readonly query: string;
  readonly parts: readonly Part[];
}

/**
 * Search over the knowledge. First what has all parts of the question; where that is nothing, what has all that may have
 * been meant by them, then what has all but one; where still nothing, what has any of them. Among each by
 * bm25 (a match in the title counts ten times one in the text), and what is called as was asked before what only speaks of
 * it. With a company only its own content: what one client company tells its operators is never seen on another's line.
 */
export function createFind(
  database: StoreDatabase,
): (text: string, companyId: string | undefined, limit: number) => Findings {
  const vocabulary = createVocabulary(database);
  const columns = `kind, id, company_id as companyId, titles, rank
    from knowledge_index join knowledge on knowledge.position = knowledge_index.rowid
    where knowledge_index match ?`;
  const anywhere = database.prepare<[string, number], Row>(`select ${columns} order by rank limit ?`);
  const ofCompany = database.prepare<[string, string, number], Row>(
    `select ${columns} and company_id = ? order by rank limit ?`,
  );

  /** How many documents hold the rarest word of a part, about. */
  const commonness = ({ words, joined }: Part): number => {
    const most = words.map(({ keys, beginnings }) =>
      beginnings.some((each) => each.length < 4)
        ? Infinity
        : keys.reduce((sum, key) => sum + vocabulary.frequency(key), 0),
    );
    return Math.min(...most, joined === undefined ? Infinity : vocabulary.frequency(joined));
  };

  /** One look after the other, the next one only where those before have found too little: each costs more. */
  function* looks(text: string, isFound: () => boolean): Generator<Look> {
    const { parts } = understand(text, vocabulary);
    if (parts.length === 0) return;
    yield { query: ftsQuery(parts, 'AND'), parts };
    const loose = isFound() ? parts : understand(text, vocabulary, 'loose').parts;
    if (loose !== parts) yield { query: ftsQuery(loose, 'AND'), parts: loose };
    if (parts.length > 2 && parts.length <= mostLeftOut) {
      const allButOne = parts.map((_, without) => {
        const rest = parts.filter((_each, at) => at !== without);
        return `(${ftsQuery(rest, 'AND')})`;
      });
      yield { query: allButOne.join(' OR '), parts };
    }
    if (parts.length === 1 || isFound()) return;
    const rarestFirst = loose
      .map((part) => ({ part, common: commonness(part) }))
      .toSorted((a, b) => a.common - b.common);
    const rare = rarestFirst.filter(({ common }, at) => at === 0 || common <= mostCommon);
    const any = rare.map(({ part }) => part);
    yield { query: ftsQuery(any, 'OR'), parts: loose };
  }

  return (text, companyId, limit) => {
    const found = new Map<string, Found>();
    const asked: Part[] = [];
    for (const { query, parts } of looks(text, () => found.size > 0)) {
      asked.push(...parts);
      const wanted = Math.max(limit, reviewed);
      const rows =
        companyId === undefined ? anywhere.all(query, wanted) : ofCompany.all(query, companyId, wanted);
      for (const { kind, id, companyId: company } of reviewOrder(rows, parts)) {
        if (found.size < limit) found.set(`${kind} ${id}`, { kind, id, companyId: company });
      }
      if (found.size >= Math.min(limit, enough)) break;
    }
    return { found: [...found.values()], matches: matcherOf(asked) };
  };
}

/**
 * By bm25, weighed with how much of the question the title holds, and how much of the title (in one language) the question
 * is: of two that speak of a thing, the one that is called so comes first.
 */
function reviewOrder(rows: readonly Row[], parts: readonly Part[]): Row[] {
  const score = ({ rank, titles }: Row): number => {
    const fits = titles.split('\n').map((title) => {
      const keys = title.split(' ');
      const held = parts.filter((part) => holds(keys, part)).length;
      return titleWeight * (held / parts.length) + closeWeight * (held / keys.length);
    });
    return -rank * (1 + Math.max(...fits));
  };
  return rows
    .map((row) => ({ row, score: score(row) }))
    .toSorted((a, b) => b.score - a.score)
    .map(({ row }) => row);
}

/** Whether one of the keys is what a part asks for. */
function holds(keys: readonly string[], { words, joined }: Part): boolean {
  return keys.some(
    (key) =>
      key === joined ||
      words.some(
        (word) => word.keys.includes(key) || word.beginnings.some((beginning) => key.startsWith(beginning)),
      ),
  );
}

function matcherOf(parts: readonly Part[]): (word: string) => boolean {
  const wanted = parts.flatMap(({ words }) => words);
  const keys = new Set([
    ...wanted.flatMap((word) => word.keys),
    ...parts.flatMap(({ joined }) => joined ?? []),
  ]);
  const beginnings = wanted.flatMap((word) => word.beginnings);
  const firstSigns = new Set([...keys, ...beginnings].map((key) => key.charAt(0)));
  return (word) => {
    const first = firstSign(word);
    if (first !== undefined && !firstSigns.has(first)) return false;
    const key = knownIndexKey(word);
    return keys.has(key) || beginnings.some((beginning) => key.startsWith(beginning));
  };
}
