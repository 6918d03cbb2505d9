import { fail, type Failure } from '../../contract/reasons.ts';
import { StoreError } from '../store/requests.ts';

/** What the store could not do, as a result: its own reason, or `internal` for an error that it does not name. */
export function storeFailure(error: unknown): Failure {
  if (error instanceof StoreError) return fail(error.reason, error.message);
  return fail('internal', error instanceof Error ? error.name : undefined);
}
