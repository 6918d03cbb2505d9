import type { StoreDatabase } from './database.ts';
import { callHandlers } from './repositories/calls.ts';
import { scriptPlaceHandlers } from './repositories/script-places.ts';
import { caseHandlers } from './repositories/cases.ts';
import { contentHandlers } from './repositories/content.ts';
import { customerHandlers } from './repositories/customers.ts';
import { draftHandlers } from './repositories/drafts.ts';
import { fitnessHandlers } from './repositories/fitness.ts';
import { numberSuggestionHandlers } from './repositories/number-suggestions.ts';
import { outboxHandlers } from './repositories/outbox.ts';
import { searchHandlers } from './repositories/search.ts';
import { sessionHandlers } from './repositories/session.ts';
import { shiftHandlers } from './repositories/shift.ts';
import { rebuildOutdatedIndex } from './search/rebuild.ts';
import type { Handlers } from './handlers.ts';
import type { StoreInput, StoreOutput, StoreRequestName } from './requests.ts';

/** Every request of the store on this database, statements prepared once. */
export function createHandlers(database: StoreDatabase): Handlers {
  rebuildOutdatedIndex(database);
  return {
    ...sessionHandlers(database),
    ...shiftHandlers(database),
    ...callHandlers(database),
    ...scriptPlaceHandlers(database),
    ...fitnessHandlers(database),
    ...customerHandlers(database),
    ...draftHandlers(database),
    ...caseHandlers(database),
    ...contentHandlers(database),
    ...searchHandlers(database),
    ...outboxHandlers(database),
    ...numberSuggestionHandlers(database),
  };
}

/** Answers one request in one transaction: all of it is on the disk when it returns, or none of it when it throws. */
export function runRequest<N extends StoreRequestName>(
  database: StoreDatabase,
  handlers: Handlers,
  name: N,
  input: StoreInput<N>,
): StoreOutput<N> {
  return database.transaction(() => handlers[name](input))();
}
