import { parentPort } from 'node:worker_threads';
import type { WorkerMessage } from '../../src/main/store/protocol.ts';

// A store worker that opens and then dies of its first request.
parentPort?.on('message', () => {
  throw new Error('as planned');
});
const open: WorkerMessage = { kind: 'open' };
parentPort?.postMessage(open);
