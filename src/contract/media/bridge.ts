import type { FromMedia, MediaRequest } from './messages.ts';

/** What the preload (Electron) or the WebSocket client (browser shell) gives to the media page as `window.zariMedia`. */
export interface MediaBridge {
  send(message: FromMedia): void;
  onRequest(listener: (request: MediaRequest) => void): () => void;
}
