import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { portOf } from './port-of.ts';

/** A way to the server that can keep an answer back, as a network does that dies at the worst moment. */
export interface HeldProxy {
  readonly url: string;
  /** From now on: the next request to this path is passed on, but its answer is lost. Resolves when it was lost. */
  loseAnswerTo(path: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts a proxy on loopback in front of `target`. */
export async function startHeldProxy(target: string): Promise<HeldProxy> {
  let losing: { path: string; lost: () => void } | undefined;
  const pass = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const onward = request(
      new URL(incoming.url ?? '/', target),
      { method: incoming.method, headers: incoming.headers },
      (answer) => {
        if (losing !== undefined && incoming.url === losing.path) {
          const { lost } = losing;
          losing = undefined;
          // The server has done its work and said so; nobody hears it.
          answer.resume().once('end', () => {
            lost();
            outgoing.socket?.destroy();
          });
          return;
        }
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.once('error', () => outgoing.socket?.destroy());
    incoming.pipe(onward);
  };
  const server = createServer(pass);
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    loseAnswerTo: (path) => new Promise((lost) => (losing = { path, lost })),
    close: () =>
      new Promise((settle) => {
        server.close(() => settle());
        server.closeAllConnections();
      }),
  };
}
