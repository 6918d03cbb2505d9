import { article, product } from '../../../contract/content.ts';
import type { SearchHit } from '../../../contract/desk/commands.ts';
import { localized, type Language } from '../../../domain/language.ts';
import { searchWords, stem } from '../../../domain/search-text.ts';
import type { StoreDatabase } from '../database.ts';
import { excerpt, markMatches } from '../excerpt.ts';
import type { HandlersOf } from '../handlers.ts';
import { bodyTable } from './body-table.ts';
import type { KnowledgeKind } from './knowledge-index.ts';

/** A pasted page asks for its first words; more would only make the search slower, not better. */
const mostWords = 12;
const longestWord = 40;

/** The words of a question, each once. */
function questionWords(text: string): string[] {
  const words = searchWords(text.slice(0, 2000)).map((word) =>
    Array.from(word).slice(0, longestWord).join(''),
  );
  return [...new Set(words)].slice(0, mostWords);
}

/**
 * An FTS5 query for words that begin like these (https://www.sqlite.org/fts5.html, 3.2 and 3.3). They hold letters,
 * digits and marks only, so that between quotes nothing of them can be read as syntax.
 */
const beginningLike = (words: readonly string[], operator: 'AND' | 'OR'): string =>
  words.map((word) => `"${word}"*`).join(` ${operator} `);

/**
 * Search over articles and products in all languages: all words first, then all stems (inflected forms), then any
 * word or stem; among each by bm25, a match in the title counting ten times one in the text. With a company only its
 * own content is given: what one client company tells its operators is never seen on the line of another.
 */
export function searchHandlers(database: StoreDatabase): HandlersOf<'knowledge.search'> {
  const articles = bodyTable(database, 'article', article);
  const products = bodyTable(database, 'product', product);
  const find = database.prepare<
    [string, string | null, string | null, number],
    { kind: KnowledgeKind; id: string; companyId: string }
  >(
    `select kind, id, company_id as companyId
     from knowledge_index join knowledge on knowledge.position = knowledge_index.rowid
     where knowledge_index match ? and (? is null or company_id = ?)
     order by bm25(knowledge_index, 10.0, 1.0), knowledge.position limit ?`,
  );

  /** Title and text of a hit in the asked language. */
  const textsOf = (kind: KnowledgeKind, id: string, language: Language): { title: string; text: string } => {
    if (kind === 'article') {
      const row = articles.get(id);
      return { title: localized(row?.title ?? {}, language), text: localized(row?.body ?? {}, language) };
    }
    const row = products.get(id);
    const specifications = (row?.specifications ?? []).map(
      ({ name, value }) => `${localized(name, language)}: ${localized(value, language)}`,
    );
    return {
      title: localized(row?.name ?? {}, language),
      text: [localized(row?.description ?? {}, language), ...specifications].join('\n'),
    };
  };

  return {
    'knowledge.search': ({ text, companyId, language, limit }) => {
      const words = questionWords(text);
      const company = companyId ?? null;
      if (words.length === 0) return [];
      const stems = words.map(stem);
      const stages = [
        beginningLike(words, 'AND'),
        beginningLike(stems, 'AND'),
        beginningLike([...new Set([...words, ...stems])], 'OR'),
      ];
      const matches = (word: string): boolean => stems.some((beginning) => word.startsWith(beginning));

      const hits = new Map<string, SearchHit>();
      for (const query of stages) {
        // No more than `limit` can be new: what earlier stages found comes again.
        for (const found of find.all(query, company, company, limit)) {
          const key = `${found.kind} ${found.id}`;
          if (hits.has(key) || hits.size >= limit) continue;
          const texts = textsOf(found.kind, found.id, language);
          hits.set(key, {
            ...found,
            title: markMatches(texts.title, matches),
            excerpt: excerpt(texts.text, matches),
          });
        }
        if (hits.size >= limit) break;
      }
      return [...hits.values()];
    },
  };
}
