import { z } from 'zod';
import type { WebSocket } from 'ws';
import type { Host } from '../../app/host.ts';
import type { MediaLink } from '../../app/media-link.ts';
import type { Log } from '../../logging/log.ts';

const deskMessage = z.object({ id: z.number().int().nonnegative(), name: z.string(), input: z.unknown() });

/** JSON of a text message, or undefined where it is none. */
function parse(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return undefined;
  }
}

/** The desk's contract over a WebSocket: `{id, name, input}` in, `{answer: {id, result}}` and `{event}` out. */
export function serveDesk(socket: WebSocket, host: Host, log: Log): void {
  const send = (message: object): void => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  };
  host.deskLoaded();
  const unsubscribe = host.subscribe((event) => send({ event }));
  socket.on('message', (data) => {
    const message = deskMessage.safeParse(parse(data));
    if (!message.success) {
      log.warn('desk message refused: wrong shape');
      return;
    }
    const { id, name, input } = message.data;
    void host.execute({ name, input }).then((result) => send({ answer: { id, result } }));
  });
  socket.on('close', unsubscribe);
  socket.on('error', unsubscribe);
}

/** The media contract over a WebSocket. The page that came last is the media page. */
export function serveMedia(socket: WebSocket, mediaLink: MediaLink, gone: () => void): void {
  socket.on('message', (data) => mediaLink.receive(parse(data)));
  socket.on('close', gone);
  socket.on('error', gone);
}
