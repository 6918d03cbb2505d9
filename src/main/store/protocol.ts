import type { ReasonCode } from '../../contract/reasons.ts';
import type { DatabaseOptions } from './database.ts';
import type { StoreInput, StoreOutput, StoreRequestName } from './requests.ts';

/** `workerData` of the store's worker. */
export type WorkerOptions = DatabaseOptions;

export interface RunRequest<N extends StoreRequestName> {
  readonly kind: 'run';
  readonly id: number;
  readonly name: N;
  readonly input: StoreInput<N>;
}

/** What the client sends. The worker takes one after the other, in order. */
export type WorkerRequest =
  { [N in StoreRequestName]: RunRequest<N> }[StoreRequestName] | { readonly kind: 'close' };

/** What the worker sends: `open` or `refused` once, then one answer or failure per request. */
export type WorkerMessage =
  | { readonly kind: 'open' }
  | { readonly kind: 'refused'; readonly reason: ReasonCode; readonly message: string }
  | { readonly kind: 'answer'; readonly id: number; readonly value: StoreOutput<StoreRequestName> }
  | {
      readonly kind: 'failure';
      readonly id: number;
      readonly reason: ReasonCode;
      readonly message: string;
    };
