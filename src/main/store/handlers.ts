import type { StoreInput, StoreOutput, StoreRequestName } from './requests.ts';

/** What answers each request, inside the transaction that `runRequest` (answer.ts) opens. */
export type Handlers = {
  readonly [N in StoreRequestName]: (input: StoreInput<N>) => StoreOutput<N>;
};

/** The handlers of some requests: what one repository gives. */
export type HandlersOf<Name extends StoreRequestName> = Pick<Handlers, Name>;
