import type { Article, Product } from '../../../contract/content.ts';
import { languages, type Localized } from '../../../domain/language.ts';
import { searchWords } from '../../../domain/search-text.ts';
import type { StoreDatabase } from '../database.ts';

export type KnowledgeKind = 'article' | 'product';

/** Keeps the search index in step with the articles and products; same transaction as their rows. */
export interface KnowledgeIndex {
  putArticle(row: Article): void;
  putProduct(row: Product): void;
  remove(kind: KnowledgeKind, id: string): void;
}

/** The search words of these texts in every language they have. */
function wordsOf(...texts: readonly (Localized | string | undefined)[]): string {
  return texts
    .flatMap((text) => (typeof text === 'string' ? [text] : languages.map((language) => text?.[language])))
    .flatMap((text) => searchWords(text ?? ''))
    .join(' ');
}

export function createKnowledgeIndex(database: StoreDatabase): KnowledgeIndex {
  const put = database.prepare<[string, string, string], { position: number }>(
    `insert into knowledge (kind, id, company_id) values (?, ?, ?)
     on conflict do update set company_id = excluded.company_id returning position`,
  );
  const unlist = database.prepare<[string, string], { position: number }>(
    'delete from knowledge where kind = ? and id = ? returning position',
  );
  const removeWords = database.prepare<[number]>('delete from knowledge_index where rowid = ?');
  const addWords = database.prepare<[number, string, string]>(
    'insert into knowledge_index (rowid, title, body) values (?, ?, ?)',
  );
  const index = (
    kind: KnowledgeKind,
    row: { readonly id: string; readonly companyId: string },
    title: string,
    body: string,
  ): void => {
    const listed = put.get(kind, row.id, row.companyId);
    if (listed === undefined) throw new Error('the knowledge table gave no position');
    removeWords.run(listed.position);
    addWords.run(listed.position, title, body);
  };
  return {
    putArticle: (row) => index('article', row, wordsOf(row.title, ...row.keywords), wordsOf(row.body)),
    putProduct: (row) =>
      index(
        'product',
        row,
        wordsOf(row.name, row.code),
        wordsOf(row.description, ...row.specifications.flatMap(({ name, value }) => [name, value])),
      ),
    remove: (kind, id) => {
      const listed = unlist.get(kind, id);
      if (listed !== undefined) removeWords.run(listed.position);
    },
  };
}
