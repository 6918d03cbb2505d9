import type { Nothing } from '../../contract/desk/commands.ts';
import { fail, ok, type Result } from '../../contract/reasons.ts';
import { StoreError, type Store } from '../store/requests.ts';
import type { DeskContext } from './context.ts';

/** Runs something on the open store and turns its errors into reasons. */
export async function withStore<T>(
  context: DeskContext,
  work: (store: Store) => Promise<T>,
): Promise<Result<T>> {
  const store = context.store();
  if (store === undefined) return fail('session.signedOut');
  try {
    return ok(await work(store));
  } catch (error) {
    if (error instanceof StoreError) return fail(error.reason, error.message);
    throw error;
  }
}

/** Commands with nothing to tell answer with an empty object. */
export const done = (result: Result<unknown>): Result<Nothing> => (result.ok ? ok({}) : result);
