import type { DeskContext, DeskHandlers } from '../context.ts';
import { withStore } from '../with-store.ts';

/** Scripts, articles and products, all from the local store. */
export const knowledgeHandlers = (
  context: DeskContext,
): DeskHandlers<
  'script.get' | 'script.keep' | 'script.place' | 'knowledge.search' | 'article.get' | 'product.get'
> => ({
  'script.get': ({ scriptId }) =>
    withStore(context, async (store) => ({ script: await store.run('script.get', { id: scriptId }) })),
  'script.keep': ({ callId, path }) =>
    withStore(context, async (store) => {
      await store.run('script.keep', { callId, path, at: new Date().toISOString() });
      return {};
    }),
  'script.place': (input) =>
    withStore(context, async (store) => ({ path: await store.run('script.place', input) })),
  'knowledge.search': (input) =>
    withStore(context, async (store) => ({ hits: await store.run('knowledge.search', input) })),
  'article.get': (input) =>
    withStore(context, async (store) => ({ article: await store.run('article.get', input) })),
  'product.get': (input) =>
    withStore(context, async (store) => ({ product: await store.run('product.get', input) })),
});
