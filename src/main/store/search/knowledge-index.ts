import type { Article, Product } from '../../../contract/content.ts';
import { languages, type Localized } from '../../../domain/language.ts';
import { indexKeys } from '../../../domain/search/index-words.ts';
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

/** What of a row is found by which weight. */
interface Found {
  /** In every language that it has. */
  readonly titles: readonly string[];
  readonly keywords: readonly string[];
  readonly body: readonly string[];
}

/** A text in every language that it has. */
const inAllLanguages = (text: Localized): string[] => languages.flatMap((language) => text[language] ?? []);

const keysOf = (text: string): string[] => indexKeys(text, knownIndexKey);

export function createKnowledgeIndex(database: StoreDatabase): KnowledgeIndex {
  const put = database.prepare<[string, string, string, string], { position: number }>(
    `insert into knowledge (kind, id, company_id, titles) values (?, ?, ?, ?)
     on conflict do update set company_id = excluded.company_id, titles = excluded.titles returning position`,
  );
  const unlist = database.prepare<[string, string], { position: number }>(
    'delete from knowledge where kind = ? and id = ? returning position',
  );
  const removeKeys = database.prepare<[number]>('delete from knowledge_index where rowid = ?');
  const addKeys = database.prepare<[number, string, string, string]>(
    'insert into knowledge_index (rowid, title, keywords, body) values (?, ?, ?, ?)',
  );
  const learn = database.prepare<[string]>('insert or ignore into knowledge_key (key) values (?)');

  const index = (
    kind: KnowledgeKind,
    row: { readonly id: string; readonly companyId: string },
    { titles, keywords, body }: Found,
  ): void => {
    const titleKeys = titles.map((title) => keysOf(title).join(' '));
    const listed = put.get(kind, row.id, row.companyId, titleKeys.join('\n'));
    if (listed === undefined) throw new Error('the knowledge table gave no position');
    const columns = [titleKeys, ...[keywords, body].map((texts) => texts.flatMap(keysOf))];
    const [title = '', keyword = '', text = ''] = columns.map((keys) => keys.join(' '));
    for (const key of new Set(`${title} ${keyword} ${text}`.match(/\S+/gu))) learn.run(key);
    removeKeys.run(listed.position);
    addKeys.run(listed.position, title, keyword, text);
  };
  return {
    putArticle: (row) =>
      index('article', row, {
        titles: inAllLanguages(row.title),
        keywords: row.keywords,
        body: inAllLanguages(row.body),
      }),
    putProduct: (row) =>
      index('product', row, {
        titles: [...inAllLanguages(row.name), row.code],
        keywords: [],
        body: [row.description, ...row.specifications.flatMap(({ name, value }) => [name, value])].flatMap(
          inAllLanguages,
        ),
      }),
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
