import type { Migration } from './migration.ts';

/**
 * The index over the knowledge holds search keys (domain/search) in place of words: one Latin stem for all spellings. It
 * is filled from the rows when the store is opened, see search/rebuild.ts.
 */
export const migration0003: Migration = {
  version: 3,
  sql: `
    drop table knowledge_index;
    drop table knowledge;
    -- What can be found. \`titles\` has the keys of its title, a line for each language.
    create table knowledge (
      position integer primary key,
      kind text not null check (kind in ('article', 'product', 'script')),
      id text not null,
      company_id text not null,
      titles text not null,
      unique (kind, id)
    ) strict;
    -- Keys hold letters and digits only, so that the simplest tokenizer leaves them as they are. Nobody asks where a key
    -- stands in its column; but without that detail bm25 is 0 for a table that has no content of its own.
    create virtual table knowledge_index using fts5(
      title, keywords, body,
      content = '', contentless_delete = 1,
      tokenize = 'ascii'
    );
    insert into knowledge_index (knowledge_index, rank) values ('rank', 'bm25(10.0, 3.0, 1.0)');
    create virtual table knowledge_frequency using fts5vocab(knowledge_index, row);
    -- The keys that were ever in the index: what a question is read with. A key too many does no harm.
    create table knowledge_key (key text primary key) strict, without rowid;
  `,
};
