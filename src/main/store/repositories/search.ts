import { article, product } from '../../../contract/content.ts';
import type { SearchHit } from '../../../contract/desk/commands.ts';
import { localized, type Language } from '../../../domain/language.ts';
import type { StoreDatabase } from '../database.ts';
import { excerpt, markMatches } from '../excerpt.ts';
import type { HandlersOf } from '../handlers.ts';
import { bodyTable } from './body-table.ts';
import { createFind } from '../search/find.ts';
import type { KnowledgeKind } from '../search/knowledge-index.ts';

/** Articles and products for a question (search/find.ts), shown in the asked language with what matched marked. */
export function searchHandlers(database: StoreDatabase): HandlersOf<'knowledge.search'> {
  const articles = bodyTable(database, 'article', article);
  const products = bodyTable(database, 'product', product);
  const find = createFind(database);

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
      const { found, matches } = find(text, companyId, limit);
      return found.map((each): SearchHit => {
        const texts = textsOf(each.kind, each.id, language);
        return {
          ...each,
          title: markMatches(texts.title, matches),
          excerpt: excerpt(texts.text, matches),
        };
      });
    },
  };
}
