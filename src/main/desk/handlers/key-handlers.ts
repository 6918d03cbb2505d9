import type { DeskContext, DeskHandlers } from '../context.ts';
import { done } from '../with-store.ts';

/** Keys for the whole computer. */
export function keyHandlers({ globalKeys }: DeskContext): DeskHandlers<'globalKeys.set'> {
  return {
    'globalKeys.set': async ({ action, accelerator }) => done(await globalKeys.set(action, accelerator)),
  };
}
