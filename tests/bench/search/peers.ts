/** The engines that are measured beside ours; each builds its index from scratch and answers with titles. */
import { create, insertMultiple, load, save, search as searchOrama } from '@orama/orama';
import Database from 'better-sqlite3';
import { Charset, Document } from 'flexsearch';
import MiniSearch from 'minisearch';
import { statSync } from 'node:fs';
import { openDatabase } from '../../../src/main/store/database.ts';
import { createHandlers, runRequest } from '../../../src/main/store/answer.ts';
import type { GeneratedDocument } from './corpus.ts';
import { toRows } from './rows.ts';

export interface Engine {
  /** The best twelve, with their titles. */
  search(question: string): unknown;
  /** What the index adds to the file, bytes; undefined for those that live in memory. */
  readonly indexBytes?: number;
  /** Makes the engine ready again as after a start of the program, from what it had kept. */
  reopen(): (question: string) => unknown;
}

const key = Buffer.alloc(32, 7);
/** As many as the desk asks for. */
const most = 12;
const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
const titled = (documents: readonly GeneratedDocument[]) =>
  documents.map(({ title, body, code }, id) => ({ id, title: `${title} ${code ?? ''}`, body }));

/** The desk's store, without desk and host around it. */
function zari(documents: readonly GeneratedDocument[], file: string): Engine {
  const open = () => {
    const database = openDatabase({ file, key });
    const handlers = createHandlers(database);
    return {
      database,
      handlers,
      search: (text: string) =>
        runRequest(database, handlers, 'knowledge.search', { text, language: 'ka', limit: most }),
    };
  };
  const { database, handlers, search } = open();
  const { articles, products } = toRows(documents, '01900000-0000-7000-8000-0000000000c1');
  const rows = [
    ...articles.map((row) => ({ entity: 'article' as const, row })),
    ...products.map((row) => ({ entity: 'product' as const, row })),
  ];
  for (let at = 0; at < rows.length; at += 500) {
    const changes = rows.slice(at, at + 500);
    runRequest(database, handlers, 'content.apply', { changes, cursor: String(at), at: '' });
  }
  const indexBytes = database
    .prepare<[], number>("select sum(pgsize) from dbstat where name like 'knowledge%'")
    .pluck()
    .get();
  return { search, ...(indexBytes === undefined ? {} : { indexBytes }), reopen: () => open().search };
}

/** FTS5 as it comes, in an encrypted file like ours: all words, the last one as a beginning; title and snippet. */
function fts5(documents: readonly GeneratedDocument[], file: string): Engine {
  const open = () => {
    const database = new Database(file);
    database.pragma("cipher = 'chacha20'");
    database.pragma(`key = "x'${key.toString('hex')}'"`);
    database.pragma('journal_mode = WAL');
    return database;
  };
  const database = open();
  database.exec(
    `create table document (id integer primary key, title text, body text);
     create virtual table words using fts5(title, body, content = document, content_rowid = id);`,
  );
  const size = (): number => {
    database.pragma('wal_checkpoint(TRUNCATE)');
    return statSync(file).size;
  };
  const add = database.prepare('insert into document (id, title, body) values (?, ?, ?)');
  database.transaction(() => {
    for (const { id, title, body } of titled(documents)) add.run(id, title, body);
  })();
  const before = size();
  database.exec("insert into words (words) values ('rebuild')");
  const indexBytes = size() - before;
  const searching = (opened: Database.Database) => {
    const find = opened.prepare<[string, number]>(
      `select title, snippet(words, 1, '<', '>', '…', 20) from words where words match ?
       order by bm25(words, 10, 1) limit ?`,
    );
    return (question: string): unknown => {
      const words = wordsOf(question).map((word) => `"${word}"`);
      return words.length === 0 ? [] : find.all(`${words.join(' ')}*`, most);
    };
  };
  return { search: searching(database), indexBytes, reopen: () => searching(open()) };
}

function miniSearch(documents: readonly GeneratedDocument[]): Engine {
  const options = { fields: ['title', 'body'], storeFields: ['title'] };
  const index = new MiniSearch(options);
  index.addAll(titled(documents));
  const searching = (one: typeof index) => (question: string) =>
    one
      .search(question, { prefix: true, fuzzy: 0.2, boost: { title: 10 }, combineWith: 'AND' })
      .slice(0, most);
  return {
    search: searching(index),
    reopen() {
      const kept = JSON.stringify(index);
      return (question) => searching(MiniSearch.loadJSON(kept, options))(question);
    },
  };
}

function flexSearch(documents: readonly GeneratedDocument[]): Engine {
  const build = () => {
    const index = new Document({
      encoder: Charset.Normalize,
      tokenize: 'forward',
      document: { id: 'id', index: ['title', 'body'], store: ['title'] },
    });
    for (const document of titled(documents)) index.add(document);
    return (question: string) => index.search(question, { limit: most, enrich: true });
  };
  // It keeps its index in a store of the browser's or of a database; without one it builds it anew.
  return { search: build(), reopen: () => (question) => build()(question) };
}

function orama(documents: readonly GeneratedDocument[]): Engine {
  const make = () =>
    create({
      schema: { title: 'string', body: 'string' } as const,
      components: {
        // Its own tokenizers know no Georgian.
        tokenizer: {
          language: 'english',
          normalizationCache: new Map(),
          tokenize: (text: string) => wordsOf(text),
        },
      },
    });
  const index = make();
  void insertMultiple(
    index,
    titled(documents).map(({ title, body }) => ({ title, body })),
    documents.length,
  );
  const searching = (one: typeof index) => (question: string) =>
    searchOrama(one, { term: question, limit: most, boost: { title: 10 }, threshold: 0 });
  return {
    search: searching(index),
    reopen() {
      const kept = JSON.stringify(save(index));
      return (question) => {
        const again = make();
        load(again, JSON.parse(kept));
        return searching(again)(question);
      };
    },
  };
}

export const engines = {
  Zari: zari,
  FTS5: fts5,
  MiniSearch: miniSearch,
  FlexSearch: flexSearch,
  Orama: orama,
};
export type EngineName = keyof typeof engines;
