import type { Migration } from './migration.ts';

/** Customers are found by their names as one dials. `words` is the search form (domain/search-text) of the name. */
export const migration0002: Migration = {
  version: 2,
  sql: `
    create virtual table customer_name using fts5(
      words, customer_id unindexed,
      tokenize = "unicode61 remove_diacritics 0",
      prefix = '2 3'
    );
    -- The tokenizer folds the case of Cyrillic and Latin by itself; Georgian names are not written in capitals.
    insert into customer_name (words, customer_id) select name, id from customer;
  `,
};
