import type { DeskContext, DeskHandlers } from '../context.ts';
import { withStore } from '../with-store.ts';

/** Customer cards. */
export const customerHandlers = (
  context: DeskContext,
): DeskHandlers<'customer.findByNumber' | 'customer.save' | 'customer.story'> => ({
  'customer.findByNumber': (input) =>
    withStore(context, async (store) => ({ customers: await store.run('customer.findByNumber', input) })),
  'customer.save': ({ customer }) =>
    withStore(context, async (store) => {
      await store.run('customer.save', customer);
      context.sync.nudge();
      return {};
    }),
  'customer.story': (input) => withStore(context, (store) => store.run('customer.story', input)),
});
