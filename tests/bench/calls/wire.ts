import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';
import { portOf } from '../../support/port-of.ts';
import { wallClock } from './wall-clock.ts';

/** A SIP message as it passed: when (ms since 1970), which way, and what tells it from others. */
export interface Seen {
  /** Which of the telephone's connections it passed on, from 0. */
  readonly connection: number;
  readonly at: number;
  /** `out`: from the telephone to the PBX. */
  readonly way: 'out' | 'in';
  /** `INVITE`, `ACK` … of a request, `200` of a response. */
  readonly what: string;
  /** The method that CSeq names. */
  readonly of: string;
}

/**
 * A WebSocket between one telephone and the PBX that writes down what passes: the same clock and the same place for
 * every telephone, whatever it is made of.
 */
export class Wire {
  readonly url: string;
  /** When telephones opened their connections, ms since 1970. */
  readonly opened: number[] = [];
  readonly #seen: Seen[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #server: Server;
  readonly #connections = new Set<WebSocket>();

  private constructor(server: Server) {
    this.#server = server;
    this.url = `ws://127.0.0.1:${portOf(server)}`;
  }

  static async open(pbxUrl: string): Promise<Wire> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const wire = new Wire(server);
    server.on('connection', () => wire.opened.push(wallClock()));
    new WebSocketServer({ server, handleProtocols: () => 'sip' }).on('connection', (telephone) => {
      wire.#join(telephone, new WebSocket(pbxUrl, 'sip'));
    });
    return wire;
  }

  /** The first message from `since` on that fits; resolves when it passes. Rejects after 20 s. */
  first(since: number, fits: (seen: Seen) => boolean): Promise<Seen> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.#seen.find((seen) => seen.at >= since && fits(seen));
        if (found === undefined) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        const passed = this.#seen
          .filter(({ at }) => at >= since)
          .map(({ way, what, of }) => `${way} ${what} ${of}`);
        reject(new Error(`not on the wire; what passed: ${passed.join(', ')}`));
      }, 20_000);
      this.#waiting.add(look);
      look();
    });
  }

  /** Cuts the connections that there are; the telephone has to come back by itself. */
  cut(): void {
    for (const connection of this.#connections) connection.terminate();
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #join(telephone: WebSocket, pbx: WebSocket): void {
    const connection = this.opened.length - 1;
    const early: string[] = [];
    this.#connections.add(telephone);
    telephone.on('message', (data: Buffer) => {
      this.#note(connection, 'out', data.toString());
      if (pbx.readyState === WebSocket.OPEN) pbx.send(data.toString());
      else early.push(data.toString());
    });
    pbx.on('open', () => {
      for (const message of early) pbx.send(message);
    });
    pbx.on('message', (data: Buffer) => {
      this.#note(connection, 'in', data.toString());
      telephone.send(data.toString());
    });
    telephone.on('close', () => {
      this.#connections.delete(telephone);
      pbx.terminate();
    });
    for (const end of [telephone, pbx]) end.on('error', () => telephone.terminate());
    pbx.on('close', () => telephone.terminate());
  }

  #note(connection: number, way: Seen['way'], message: string): void {
    const at = wallClock();
    const line = /^(?:SIP\/2\.0 (\d{3})|([A-Z]+) )/u.exec(message);
    const of = /^CSeq:\s*\d+\s+([A-Z]+)/imu.exec(message)?.[1] ?? '';
    this.#seen.push({ connection, at, way, what: line?.[1] ?? line?.[2] ?? '', of });
    for (const look of [...this.#waiting]) look();
  }
}
