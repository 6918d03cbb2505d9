import type { Article, Product } from '../../../contract/content.ts';
import { languages, type Localized } from '../../../domain/language.ts';
import { indexKeys } from '../../../domain/search/index-words.ts';
import { searchWords } from '../../../domain/search-text.ts';
import type { StoreDatabase } from '../database.ts';
import { knownIndexKey } from './known-keys.ts';

export type KnowledgeKind = 'article' | 'product';

/** Keeps the search index in step with the articles and products; same transaction as their rows. */
export interface KnowledgeIndex {
  putArticle(row: Article): void;
  putProduct(row: Product): void;
  remove(kind: KnowledgeKind, id: string): void;
  /** Empties the index. */
  clear(): void;
}

type Texts = readonly (Localized | string | undefined)[];

/** These texts in every language they have. */
const inAllLanguages = (texts: Texts): string[] =>
  texts.flatMap((text) =>
    typeof text === 'string' ? [text] : languages.map((language) => text?.[language] ?? ''),
  );

export function createKnowledgeIndex(database: StoreDatabase): KnowledgeIndex {
  const put = database.prepare<[string, string, string, string], { position: number }>(
    `insert into knowledge (kind, id, company_id, title) values (?, ?, ?, ?)
     on conflict do update set company_id = excluded.company_id, title = excluded.title returning position`,
  );
  const unlist = database.prepare<[string, string], { position: number }>(
    'delete from knowledge where kind = ? and id = ? returning position',
  );
  const removeKeys = database.prepare<[number]>('delete from knowledge_index where rowid = ?');
  const addKeys = database.prepare<[number, string, string]>(
    'insert into knowledge_index (rowid, title, body) values (?, ?, ?)',
  );
  const learn = database.prepare<[string]>('insert or ignore into knowledge_key (key) values (?)');

  const index = (
    kind: KnowledgeKind,
    row: { readonly id: string; readonly companyId: string },
    title: Texts,
    body: Texts,
  ): void => {
    const words = inAllLanguages(title).flatMap(searchWords).join(' ');
    const listed = put.get(kind, row.id, row.companyId, words);
    if (listed === undefined) throw new Error('the knowledge table gave no position');
    const [titleKeys = [], bodyKeys = []] = [title, body].map((texts) =>
      inAllLanguages(texts).flatMap((text) => indexKeys(text, knownIndexKey)),
    );
    for (const key of new Set([...titleKeys, ...bodyKeys])) learn.run(key);
    removeKeys.run(listed.position);
    addKeys.run(listed.position, titleKeys.join(' '), bodyKeys.join(' '));
  };
  return {
    putArticle: (row) => index('article', row, [row.title, ...row.keywords], [row.body]),
    putProduct: (row) =>
      index(
        'product',
        row,
        [row.name, row.code],
        [row.description, ...row.specifications.flatMap(({ name, value }) => [name, value])],
      ),
    remove(kind, id) {
      const listed = unlist.get(kind, id);
      if (listed !== undefined) removeKeys.run(listed.position);
    },
    clear() {
      database.exec(
        `delete from knowledge; delete from knowledge_key;
         insert into knowledge_index (knowledge_index) values ('delete-all');`,
      );
    },
  };
}
