import type { MediaBridge } from '../../contract/media/bridge.ts';
import { mediaRequest, type MediaRequest } from '../../contract/media/messages.ts';

declare global {
  interface Window {
    /** Given by the preload in Electron; the browser shell has none. */
    readonly zariMedia?: MediaBridge;
  }
}

/** A bridge that can lose its host and find it again. */
export interface HostBridge extends MediaBridge {
  /** Calls the listener each time the host can be reached, at once where it can be already. */
  onOpen(listener: () => void): void;
}

/** The bridge of Electron's preload, or a WebSocket to the browser shell. */
export function connectToHost(page: Window): HostBridge {
  const given = page.zariMedia;
  if (given === undefined) return new SocketBridge(socketUrl(page.location));
  return {
    send: (message) => given.send(message),
    onRequest: (listener) => given.onRequest(listener),
    onOpen: (listener) => listener(),
  };
}

function socketUrl(location: Pick<Location, 'protocol' | 'host'>): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/media`;
}

const retryMs = 1000;

/** The media contract as JSON over a WebSocket: requests in, answers and events out. */
class SocketBridge implements HostBridge {
  readonly #url: string;
  readonly #onRequest = new Set<(request: MediaRequest) => void>();
  readonly #onOpen = new Set<() => void>();
  #socket: WebSocket;

  constructor(url: string) {
    this.#url = url;
    this.#socket = this.#open();
  }

  send(message: Parameters<MediaBridge['send']>[0]): void {
    // What is said to a host that is gone is lost with it: its calls are, too.
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  onRequest(listener: (request: MediaRequest) => void): () => void {
    this.#onRequest.add(listener);
    return () => this.#onRequest.delete(listener);
  }

  onOpen(listener: () => void): void {
    this.#onOpen.add(listener);
    if (this.#socket.readyState === WebSocket.OPEN) listener();
  }

  #open(): WebSocket {
    const socket = new WebSocket(this.#url);
    socket.addEventListener('open', () => {
      for (const listener of this.#onOpen) listener();
    });
    socket.addEventListener('message', ({ data }) => {
      const request = mediaRequest.safeParse(parse(data));
      if (!request.success) return;
      for (const listener of this.#onRequest) listener(request.data);
    });
    socket.addEventListener('close', ({ code }) => {
      // 1006: the connection broke. Any other code is the host's own word: another page has taken over.
      if (code === 1006) setTimeout(() => (this.#socket = this.#open()), retryMs);
    });
    return socket;
  }
}

function parse(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return undefined;
  }
}
