import { networkInterfaces } from 'node:os';
import type { SecureContext } from 'node:tls';
import { EmitterImpl, TransportState, type Transport } from 'sip.js';
import WebSocket from 'ws';
import type { Log } from '../logging/log.ts';
import { restoreBranch } from './branch.ts';
import { isCertificateError, trustedAuthorities } from './certificates.ts';
import type { Clock } from './clock.ts';
import { watchLiveness, type Liveness } from './liveness.ts';
import { judge } from './message-guard.ts';
import { withOwnMethods } from './methods.ts';
import { PendingRequests } from './pending-requests.ts';

/** No SIP message of a call centre comes near this; a larger frame closes the connection (close code 1009). */
const largestFrame = 256 * 1024;
const handshakeMs = 5000;
/** 64 × T1 (RFC 3261 §17.1.1.1): how long a cancelled INVITE waits for its final answer. */
const cancelledMs = 32_000;

export interface TransportOptions {
  /** The address for the next connection. */
  readonly server: () => string;
  /** Certificates (PEM) of an authority that is trusted beside this computer's. */
  readonly certificateAuthority?: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** The addresses that this computer has now; asked of the system where it is not given. */
  readonly localAddresses?: (() => ReadonlySet<string>) | undefined;
  /** Called for a message that is malformed, and for one that caused an exception in SIP.js. */
  readonly onTrouble: (kind: 'malformed' | 'exception') => void;
}

/**
 * SIP over WebSocket (RFC 7118) for SIP.js, on the `ws` client: unlike the global WebSocket it says why a connection
 * failed and can send pings.
 *
 *     Disconnected ──connect()──▶ Connecting ──open──▶ Connected
 *          ▲                          │                    │ disconnect()
 *          │◀── error, 5 s, close ────┘                    ▼
 *          │◀── close, error, silence ◀──────────── Disconnecting
 *
 * Connects again only when told to: `registration.ts` decides when and where.
 */
export class WebSocketTransport implements Transport {
  onConnect: (() => void) | undefined;
  onDisconnect: ((error?: Error) => void) | undefined;
  onMessage: ((message: string) => void) | undefined;
  readonly stateChange = new EmitterImpl<TransportState>();
  readonly #options: TransportOptions;
  #state = TransportState.Disconnected;
  #protocol = 'WSS';
  #socket: WebSocket | undefined;
  #liveness: Liveness | undefined;
  readonly #pending = new PendingRequests();
  /** Take back the waits for the answers to cancelled INVITEs. */
  readonly #cancelled = new Set<() => void>();
  /** The end of the present connection on this computer. */
  #localAddress: string | undefined;
  #connecting: Promise<void> | undefined;
  #disconnecting: Promise<void> | undefined;
  #secureContext: SecureContext | undefined;
  #failure: 'pbx.unreachable' | 'pbx.certificate' = 'pbx.unreachable';

  constructor(_logger: unknown, options: TransportOptions) {
    this.#options = options;
  }

  get state(): TransportState {
    return this.#state;
  }

  /** The Via transport of the present connection (RFC 7118 §5). */
  get protocol(): string {
    return this.#protocol;
  }

  /** Why the last connection could not be made or was lost. */
  get failure(): 'pbx.unreachable' | 'pbx.certificate' {
    return this.#failure;
  }

  isConnected(): boolean {
    return this.#state === TransportState.Connected;
  }

  /** Settles when the WebSocket is open; rejects with an Error when it cannot be opened within 5 s. */
  connect(): Promise<void> {
    if (this.#state === TransportState.Connected) return Promise.resolve();
    if (this.#connecting !== undefined) return this.#connecting;
    // The connection before may still be closing: to another server, that is no reason to fail.
    const opened = this.#disconnecting?.then(() => this.#open()) ?? this.#open();
    this.#connecting = opened.finally(() => (this.#connecting = undefined));
    return this.#connecting;
  }

  #open(): Promise<void> {
    this.#change(TransportState.Connecting);
    this.#failure = 'pbx.unreachable';
    return new Promise((resolve, reject) => {
      let socket: WebSocket;
      try {
        const server = this.#options.server();
        this.#protocol = /^wss:/iu.test(server) ? 'WSS' : 'WS';
        socket = new WebSocket(server, 'sip', {
          handshakeTimeout: handshakeMs,
          maxPayload: largestFrame,
          perMessageDeflate: false,
          // A byte that is no UTF-8 in a name would otherwise cost the connection, and with it the registration.
          skipUTF8Validation: true,
          ...(this.#protocol === 'WSS' ? { secureContext: this.#trusted() } : {}),
        });
      } catch {
        this.#change(TransportState.Disconnected);
        reject(new Error('bad address'));
        return;
      }
      this.#socket = socket;
      let reason = 'closed';
      socket.on('open', () => {
        if (this.#state === TransportState.Disconnecting) return;
        this.#liveness = watchLiveness(
          this.#options.clock,
          () => socket.ping(),
          () => {
            reason = 'silent';
            socket.terminate();
          },
        );
        this.#change(TransportState.Connected);
        this.onConnect?.();
        resolve();
      });
      socket.on('upgrade', (response) => {
        this.#localAddress = response.socket.localAddress?.replace(/^::ffff:/u, '');
      });
      socket.on('unexpected-response', (request, response) => {
        reason = `http ${response.statusCode ?? 0}`;
        request.destroy();
        socket.terminate();
      });
      socket.on('error', (error) => {
        if (reason === 'closed') reason = errorCode(error);
        if (isCertificateError(reason)) this.#failure = 'pbx.certificate';
      });
      socket.on('ping', () => this.#liveness?.heard());
      socket.on('pong', () => this.#liveness?.heard());
      socket.on('message', (data) => this.#receive(data, socket));
      socket.on('close', (code) => {
        if (this.#socket !== socket) return;
        this.#closed(reason === 'closed' ? `closed ${code}` : reason);
        reject(new Error(reason));
      });
    });
  }

  /** Made once: the authorities that a computer trusts are hundreds. */
  #trusted(): SecureContext {
    if (this.#secureContext !== undefined) return this.#secureContext;
    const { secureContext, unusable } = trustedAuthorities(this.#options.certificateAuthority);
    if (unusable > 0) this.#options.log.error('certificate authority is unusable', { blocks: unusable });
    return (this.#secureContext = secureContext);
  }

  #receive(data: WebSocket.RawData, socket: WebSocket): void {
    this.#liveness?.heard();
    if (this.#socket !== socket || this.#state !== TransportState.Connected) return;
    // SIP is text, but RFC 7118 §5 lets both kinds of frame carry it.
    const bytes = toBytes(data);
    if (bytes.length < 5 && bytes.toString().trim() === '') {
      if (bytes.toString() === '\r\n\r\n') socket.send('\r\n'); // the pong of RFC 5626 §4.4.1
      return;
    }
    const verdict = judge(bytes);
    if (verdict.verdict === 'refuse') socket.send(verdict.response);
    if (verdict.verdict !== 'pass') {
      if (verdict.malformed) this.#options.onTrouble('malformed');
      return;
    }
    this.#pending.received(verdict.text);
    this.#handOver(verdict.text);
  }

  #handOver(message: string): void {
    try {
      this.onMessage?.(message);
    } catch {
      // The dialogs of SIP.js throw at messages in an odd order. One such message must cost no call.
      this.#options.onTrouble('exception');
    }
  }

  #closed(reason: string): void {
    const before = this.#state;
    this.#socket = undefined;
    this.#liveness?.stop();
    this.#liveness = undefined;
    this.#change(TransportState.Disconnected);
    for (const forget of this.#cancelled) forget();
    this.#cancelled.clear();
    for (const response of this.#pending.unanswered()) this.#handOver(response);
    if (before === TransportState.Connected) {
      this.#options.log.warn('pbx connection lost', { reason });
      this.onDisconnect?.(new Error(reason));
    } else if (before === TransportState.Disconnecting) {
      this.onDisconnect?.();
    } else {
      this.#options.log.warn('pbx connection failed', { reason });
    }
  }

  disconnect(): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined) return Promise.resolve();
    this.#disconnecting ??= new Promise<void>((resolve) => {
      this.#change(TransportState.Disconnecting);
      const giveUp = this.#options.clock.after(1000, () => socket.terminate());
      socket.once('close', () => {
        giveUp();
        resolve();
      });
      socket.close(1000);
    }).finally(() => (this.#disconnecting = undefined));
    return this.#disconnecting;
  }

  /**
   * The computer's network changed: a connection from an address that this computer has no more is dropped at once,
   * any other is asked for a sign of life within 1.5 s, and `alive` called if there is one.
   */
  doubt(alive: () => void): void {
    if (this.#state !== TransportState.Connected) return;
    const { localAddresses = addressesOfThisComputer } = this.#options;
    const isGone = this.#localAddress !== undefined && !localAddresses().has(this.#localAddress);
    if (isGone) this.drop();
    else this.#liveness?.doubt(alive);
  }

  /** Drops a connection that is open but of no use: as if the network had lost it. */
  drop(): void {
    this.#socket?.terminate();
  }

  async dispose(): Promise<void> {
    await this.disconnect();
  }

  send(message: string): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined || this.#state !== TransportState.Connected) {
      return Promise.reject(new Error('not connected'));
    }
    this.#pending.sent(message);
    if (message.startsWith('CANCEL ')) this.#awaitCancelled(message);
    return new Promise((resolve, reject) => {
      socket.send(withOwnMethods(restoreBranch(message)), (error) =>
        error instanceof Error ? reject(error) : resolve(),
      );
    });
  }

  #awaitCancelled(cancel: string): void {
    const forget = this.#options.clock.after(cancelledMs, () => {
      this.#cancelled.delete(forget);
      const response = this.#pending.givenUp(cancel);
      if (response !== undefined) this.#handOver(response);
    });
    this.#cancelled.add(forget);
  }

  #change(state: TransportState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.stateChange.emit(state);
  }
}

function toBytes(data: WebSocket.RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? Buffer.from(data) : data;
}

function addressesOfThisComputer(): ReadonlySet<string> {
  return new Set(
    Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address)),
  );
}

/** ECONNREFUSED, CERT_HAS_EXPIRED …: short, and without the address. */
function errorCode(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
