import type { DeskContext, DeskHandlers } from '../context.ts';
import { withStore } from '../with-store.ts';

type CaseCommand =
  | 'draft.list'
  | 'draft.save'
  | 'draft.discard'
  | 'draft.restore'
  | 'case.submit'
  | 'case.list'
  | 'outbox.list'
  | 'outbox.sendNow';

/** Drafts, cases and what waits to be sent. */
export const caseHandlers = (context: DeskContext): DeskHandlers<CaseCommand> => ({
  'draft.list': () => withStore(context, async (store) => ({ drafts: await store.run('draft.list') })),
  'draft.save': ({ draft }) =>
    withStore(context, async (store) => {
      await store.run('draft.save', draft);
      return {};
    }),
  'draft.discard': (input) =>
    withStore(context, async (store) => {
      await store.run('draft.discard', input);
      return {};
    }),
  'draft.restore': (input) =>
    withStore(context, async (store) => {
      await store.run('draft.restore', input);
      return {};
    }),
  'case.submit': ({ draft }) =>
    withStore(context, async (store) => {
      const answer = await store.run('case.submit', draft);
      context.sync.nudge();
      return answer;
    }),
  'case.list': (input) =>
    withStore(context, async (store) => ({ cases: await store.run('case.list', input) })),
  'outbox.list': () => withStore(context, async (store) => ({ items: await store.run('outbox.list') })),
  'outbox.sendNow': () =>
    withStore(context, async () => {
      context.sync.sendNow();
      return {};
    }),
});
