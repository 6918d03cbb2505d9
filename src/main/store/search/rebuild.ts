import { article, product } from '../../../contract/content.ts';
import type { StoreDatabase } from '../database.ts';
import { createSettings } from '../repositories/settings.ts';
import { fromStored } from '../stored.ts';
import { createKnowledgeIndex } from './knowledge-index.ts';

/** Goes up with each change of what keys a text gets (domain/search, knowledge-index.ts). */
export const indexVersion = 1;

/**
 * Fills the knowledge index anew from the rows where another version of the rules has filled it, in one transaction: once
 * after an update that changed them, never at an ordinary start.
 */
export function rebuildOutdatedIndex(database: StoreDatabase): void {
  const settings = createSettings(database);
  if (settings.get('knowledgeIndex') === String(indexVersion)) return;
  const index = createKnowledgeIndex(database);
  const bodies = (table: 'article' | 'product') =>
    database.prepare<[], string>(`select body from ${table}`).pluck().all();
  database.transaction(() => {
    index.clear();
    for (const body of bodies('article')) index.putArticle(fromStored(article, body));
    for (const body of bodies('product')) index.putProduct(fromStored(product, body));
    settings.set('knowledgeIndex', String(indexVersion));
  })();
}
