import type { IncomingMessage } from 'node:http';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { Flow } from './flow.ts';
import { parseSipMessage, type SipMessage } from './message.ts';

/** The most that one SIP message may have; anything larger is no call. */
const LARGEST_MESSAGE = 65_536;

export type EndpointEvents = {
  onMessage: (message: SipMessage, flow: Flow) => void;
  onFlowClosed: (flow: Flow) => void;
  log: (event: string, detail: string) => void;
};

/** Listens for SIP over WebSocket (RFC 7118): connections, keep-alive and the reading of messages. */
export class SipEndpoint {
  private readonly server: WebSocketServer;
  private readonly events: EndpointEvents;
  private readonly flows = new Set<Flow>();
  private readonly host: string;

  private constructor(server: WebSocketServer, host: string, events: EndpointEvents) {
    this.server = server;
    this.host = host;
    this.events = events;
    server.on('connection', (socket, request) => this.connected(socket, request));
  }

  /** Resolves when it listens; rejects with the system's error where it cannot. */
  static async listen(host: string, port: number, events: EndpointEvents): Promise<SipEndpoint> {
    const server = new WebSocketServer({
      host,
      port,
      maxPayload: LARGEST_MESSAGE,
      // Without the subprotocol "sip" it is no SIP connection (RFC 7118 §4.1).
      verifyClient: ({ req }, decide) => decide(offersSip(req), 400, 'Subprotocol "sip" required'),
      handleProtocols: () => 'sip',
    });
    const endpoint = new SipEndpoint(server, host, events);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once('listening', resolve);
    server.once('error', reject);
    await promise;
    return endpoint;
  }

  /** `HOST:PORT`, as in a URL. */
  get address(): string {
    const address = this.server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    return `${this.host.includes(':') ? `[${this.host}]` : this.host}:${port}`;
  }

  /** Cuts all connections without a closing handshake. */
  cutAll(): void {
    for (const flow of this.flows) flow.cut();
  }

  async close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.server.close(() => resolve());
    this.cutAll();
    await promise;
  }

  private connected(socket: WebSocket, request: IncomingMessage): void {
    const flow = new Flow(socket, request.socket.remoteAddress ?? '127.0.0.1');
    this.flows.add(flow);
    this.events.log('connected', flow.id);
    socket.on('message', (data) => this.received(flow, textOf(data)));
    socket.on('error', (error) => this.events.log('connection-error', error.message));
    socket.on('close', () => {
      this.flows.delete(flow);
      this.events.log('disconnected', flow.id);
      this.events.onFlowClosed(flow);
    });
  }

  private received(flow: Flow, text: string): void {
    // Keep-alive: a double CRLF is answered with one (RFC 5626 §4.4.1); a single one is such an answer.
    if (/^[\r\n]*$/.test(text)) {
      if (text === '\r\n\r\n') flow.send('\r\n');
      return;
    }
    const parsed = parseSipMessage(text);
    if (!parsed.ok) {
      this.events.log('malformed', parsed.detail);
      if (parsed.reply !== undefined) flow.send(parsed.reply);
      return;
    }
    try {
      this.events.onMessage(parsed.message, flow);
    } catch (error) {
      // One desk's odd message must not end the calls of the others.
      this.events.log('failed', error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }
}

/** SIP is text in UTF-8, whichever kind of frame carries it (RFC 7118 §5). */
function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return new TextDecoder().decode(data);
}

function offersSip(request: IncomingMessage): boolean {
  const offered = request.headers['sec-websocket-protocol'] ?? '';
  return offered.split(',').some((protocol) => protocol.trim().toLowerCase() === 'sip');
}
