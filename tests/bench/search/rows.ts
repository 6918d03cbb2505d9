import { uuidv7 } from 'uuidv7';
import type { Article, Product } from '../../../src/contract/content.ts';
import type { GeneratedDocument } from './corpus.ts';

/** Generated documents as articles and products of one company. */
export function toRows(
  documents: readonly GeneratedDocument[],
  companyId: string,
): { articles: Article[]; products: Product[] } {
  const [articles, products]: [Article[], Product[]] = [[], []];
  for (const { language, title, body, code } of documents) {
    const row = { id: uuidv7(), companyId, version: 1 };
    if (code === undefined) {
      articles.push({ ...row, title: { [language]: title }, body: { [language]: body }, keywords: [] });
    } else {
      products.push({
        ...row,
        code,
        name: { [language]: title },
        description: { [language]: body },
        specifications: [],
      });
    }
  }
  return { articles, products };
}
