import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';

/** One WebSocket of a desk: the flow over which everything to it goes (RFC 5626 §2, RFC 7118). */
export class Flow {
  readonly id = randomUUID();
  readonly remoteAddress: string;
  /** Users who have authenticated themselves over this flow. */
  readonly users = new Set<string>();
  private readonly socket: WebSocket;

  constructor(socket: WebSocket, remoteAddress: string) {
    this.socket = socket;
    this.remoteAddress = remoteAddress;
  }

  get open(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  /** Sends one message as one text frame (RFC 7118 §4); false where the flow is closed. */
  send(text: string): boolean {
    if (!this.open) return false;
    this.socket.send(text);
    return true;
  }

  /** Cuts the connection without a closing handshake, as a dead network does. */
  cut(): void {
    this.socket.terminate();
  }
}
