import { Worker } from 'node:worker_threads';
import type { Log } from '../logging/log.ts';
import type { RunRequest, WorkerMessage, WorkerOptions, WorkerRequest } from './protocol.ts';
import {
  StoreError,
  type Store,
  type StoreInput,
  type StoreOutput,
  type StoreRequestName,
} from './requests.ts';

export interface OpenStoreOptions extends WorkerOptions {
  /** The module of the store's worker: `worker.ts` as it is, or as the build leaves it. */
  readonly workerUrl: URL;
  readonly log: Log;
  /** Called once when the worker is no more: closed, refused or crashed. */
  readonly onGone?: (() => void) | undefined;
}

interface Waiting {
  readonly name: StoreRequestName;
  readonly resolve: (value: StoreOutput<StoreRequestName>) => void;
  readonly reject: (error: StoreError) => void;
}

/**
 * Opens a store over a worker of its own. Rejects with store.damaged (a wrong key looks the same), store.newer,
 * store.full or internal. Should the worker crash, whatever waits and whatever comes later rejects with internal.
 */
export async function openStore({ workerUrl, log, onGone, ...options }: OpenStoreOptions): Promise<Store> {
  const worker = new Worker(workerUrl, { name: 'store', workerData: options satisfies WorkerOptions });
  const waiting = new Map<number, Waiting>();
  const opening = Promise.withResolvers<void>();
  const exited = Promise.withResolvers<void>();
  let lastId = 0;
  /** Why no more requests are taken. */
  let over: StoreError | undefined;

  /** Takes the request that a message answers off the list. */
  const answered = (id: number): Waiting | undefined => {
    const request = waiting.get(id);
    waiting.delete(id);
    return request;
  };

  worker.on('message', (message: WorkerMessage) => {
    switch (message.kind) {
      case 'open':
        return opening.resolve();
      case 'refused':
        log.warn('store.refused', { reason: message.reason, detail: message.message });
        over = new StoreError(message.reason, message.message);
        return;
      case 'answer':
        return answered(message.id)?.resolve(message.value);
      case 'failure': {
        const request = answered(message.id);
        log.warn('store.failed', {
          request: request?.name,
          reason: message.reason,
          detail: message.message,
        });
        return request?.reject(new StoreError(message.reason, message.message));
      }
    }
  });
  worker.on('error', (error) => {
    log.error('store.crashed', { detail: error.message });
    over = new StoreError('internal', `the store's worker crashed: ${error.message}`);
  });
  worker.on('exit', () => {
    over ??= new StoreError('internal', "the store's worker ended");
    for (const request of waiting.values()) request.reject(over);
    waiting.clear();
    onGone?.();
    opening.reject(over);
    exited.resolve();
  });

  const send = (request: WorkerRequest | RunRequest<StoreRequestName>): void => {
    worker.postMessage(request);
  };

  await opening.promise;
  return {
    run: <N extends StoreRequestName>(
      name: N,
      ...input: StoreInput<N> extends void ? [] : [StoreInput<N>]
    ): Promise<StoreOutput<N>> =>
      new Promise((resolve, reject) => {
        if (over !== undefined) {
          reject(over);
          return;
        }
        const id = ++lastId;
        const request: RunRequest<N> = { kind: 'run', id, name, input: input[0] };
        // The worker answers a request of this name with its output.
        waiting.set(id, { name, resolve, reject });
        try {
          send(request);
        } catch (error) {
          // A value that cannot be copied to another thread.
          answered(id)?.reject(new StoreError('input.invalid', `${name}: ${String(error)}`));
        }
      }),
    close: () => {
      if (over === undefined) {
        over = new StoreError('internal', 'the store is closed');
        // After the requests that wait: the worker takes one after the other.
        send({ kind: 'close' });
      }
      return exited.promise;
    },
  };
}
