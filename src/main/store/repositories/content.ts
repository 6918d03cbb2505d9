import { article, company, product, script } from '../../../contract/content.ts';
import { change, type Change } from '../../../contract/server/api.ts';
import type { StoreDatabase } from '../database.ts';
import type { HandlersOf } from '../handlers.ts';
import { createKnowledgeIndex } from '../search/knowledge-index.ts';
import { fromStored } from '../stored.ts';
import { bodyTable } from './body-table.ts';
import { createCustomerRows } from './customers.ts';
import { createLines } from './lines.ts';
import { createQueue } from './queue.ts';
import { createSettings } from './settings.ts';

/** Takes one change into its table and, for knowledge, into the search index. */
function createApply(database: StoreDatabase): (pulled: Change) => void {
  const companies = bodyTable(database, 'company', company);
  const scripts = bodyTable(database, 'script', script);
  const articles = bodyTable(database, 'article', article);
  const products = bodyTable(database, 'product', product);
  const lines = createLines(database);
  const customers = createCustomerRows(database);
  const knowledge = createKnowledgeIndex(database);

  const remove = (entity: Change['entity'], id: string): void => {
    switch (entity) {
      case 'company':
        return companies.remove(id);
      case 'line':
        return lines.remove(id);
      case 'script':
        return scripts.remove(id);
      case 'article':
        knowledge.remove('article', id);
        return articles.remove(id);
      case 'product':
        knowledge.remove('product', id);
        return products.remove(id);
      case 'customer':
        return customers.remove(id);
    }
  };
  return (pulled) => {
    if ('gone' in pulled) return remove(pulled.entity, pulled.gone);
    switch (pulled.entity) {
      case 'company':
        return companies.put(pulled.row);
      case 'line':
        return lines.put(pulled.row);
      case 'script':
        return scripts.put(pulled.row);
      case 'article':
        knowledge.putArticle(pulled.row);
        return articles.put(pulled.row);
      case 'product':
        knowledge.putProduct(pulled.row);
        return products.put(pulled.row);
      case 'customer':
        return customers.put(pulled.row);
    }
  };
}

/**
 * What is pulled from the server.
 *
 * A customer with an unsent local change keeps the local row; the newest pulled one is kept back. It is taken in at
 * the start of the first page after the local change was sent: it may be newer than that (another operator's edit)
 * and must not be lost, and where it is older, the server's answer to our change comes in that page or a later one
 * and has the last word.
 */
export function contentHandlers(
  database: StoreDatabase,
): HandlersOf<
  'content.apply' | 'content.position' | 'line.list' | 'script.get' | 'article.get' | 'product.get'
> {
  const settings = createSettings(database);
  const queue = createQueue(database);
  const lines = createLines(database);
  const scripts = bodyTable(database, 'script', script);
  const articles = bodyTable(database, 'article', article);
  const products = bodyTable(database, 'product', product);
  const apply = createApply(database);

  const keepBack = database.prepare<[string, string]>(
    `insert into customer_kept_back (customer_id, change) values (?, ?)
     on conflict do update set change = excluded.change`,
  );
  const keptBack = database.prepare<[], { customerId: string; change: string }>(
    'select customer_id as customerId, change from customer_kept_back',
  );
  const release = database.prepare<[string]>('delete from customer_kept_back where customer_id = ?');
  const unsent = (customerId: string): boolean => queue.holds('customer.put', customerId);

  return {
    'content.apply': ({ changes, cursor, at }) => {
      for (const kept of keptBack.all()) {
        if (unsent(kept.customerId)) continue;
        apply(fromStored(change, kept.change));
        release.run(kept.customerId);
      }
      for (const pulled of changes) {
        const id = 'gone' in pulled ? pulled.gone : pulled.row.id;
        if (pulled.entity === 'customer' && unsent(id)) keepBack.run(id, JSON.stringify(pulled));
        else apply(pulled);
      }
      settings.set('cursor', cursor);
      settings.set('contentUpdatedAt', at);
    },
    'content.position': () => ({
      cursor: settings.get('cursor'),
      updatedAt: settings.get('contentUpdatedAt'),
    }),
    'line.list': () => lines.list(),
    'script.get': ({ id }) => scripts.get(id),
    'article.get': ({ id }) => articles.get(id),
    'product.get': ({ id }) => products.get(id),
  };
}
