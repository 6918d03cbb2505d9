import { parentPort, workerData } from 'node:worker_threads';
import { createHandlers, runRequest } from './answer.ts';
import { openDatabase } from './database.ts';
import { toStoreError } from './errors.ts';
import type { RunRequest, WorkerMessage, WorkerOptions, WorkerRequest } from './protocol.ts';
import type { StoreRequestName } from './requests.ts';

/**
 * The store's one writer, in a thread of its own so that no call ever waits for a disk. SQLite works synchronously
 * here: a request is answered before the next one is taken, and that is the whole of its ordering.
 */
function serve(options: WorkerOptions): void {
  if (parentPort === null) throw new Error('the store worker runs in a worker thread only');
  const port = parentPort;
  const send = (message: WorkerMessage): void => port.postMessage(message);

  try {
    const database = openDatabase(options);
    options.key.fill(0); // SQLite has it now, until it closes
    const handlers = createHandlers(database);

    const run = <N extends StoreRequestName>({ id, name, input }: RunRequest<N>): void => {
      try {
        send({ kind: 'answer', id, value: runRequest(database, handlers, name, input) });
      } catch (error) {
        const { reason, message } = toStoreError(error);
        send({ kind: 'failure', id, reason, message });
      }
    };
    port.on('message', (request: WorkerRequest) => {
      if (request.kind === 'run') return run(request);
      database.close();
      port.close();
    });
    send({ kind: 'open' });
  } catch (error) {
    const { reason, message } = toStoreError(error);
    send({ kind: 'refused', reason, message });
    port.close();
  }
}

serve(workerData);
