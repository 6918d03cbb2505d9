import { once } from 'node:events';
import { WebSocket } from 'ws';
import { z } from 'zod';

const answer = z.object({
  id: z.number().optional(),
  result: z
    .object({
      result: z.object({ value: z.unknown() }).optional(),
      exceptionDetails: z.object({ text: z.string() }).optional(),
    })
    .optional(),
});

/** The main process of Electron through Node's inspector: the product as it ships, looked at from outside. */
export class Inspector {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (value: unknown) => void>();
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      const message = answer.parse(JSON.parse(data.toString()));
      if (message.id === undefined) return;
      this.#waiting.get(message.id)?.(message.result?.result?.value);
      this.#waiting.delete(message.id);
    });
  }

  static async connect(url: string): Promise<Inspector> {
    const socket = new WebSocket(url);
    await once(socket, 'open');
    return new Inspector(socket);
  }

  /** The value of an expression there, as JSON has it. */
  evaluate(expression: string): Promise<unknown> {
    return this.#send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
  }

  async collectGarbage(): Promise<void> {
    await this.#send('HeapProfiler.collectGarbage', {});
  }

  close(): void {
    this.#socket.close();
  }

  #send(method: string, params: object): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }
}
