import type { Flow } from './flow.ts';
import {
  newBranch,
  type SipBody,
  type SipRequest,
  type SipResponse,
  USER_AGENT,
  writeMessage,
  writeResponse,
} from './message.ts';

/** 64*T1, the life of a transaction after its end and the wait for a response (RFC 3261 §17.1.1.2). */
const TRANSACTION_MS = 32_000;

export type OutgoingRequest = {
  method: string;
  uri: string;
  /** Values of From and To, with their tags. */
  from: string;
  to: string;
  callId: string;
  cseq: number;
  routes?: readonly string[];
  headers?: readonly string[];
  body?: SipBody;
};

export type ResponseListener = {
  onProvisional?: (response: SipResponse, flow: Flow) => void;
  /** For a 2xx to INVITE also each repetition; any other final response has been acknowledged already. */
  onFinal: (response: SipResponse, flow: Flow) => void;
  /** No response in time, or no flow to send on. */
  onSilence: () => void;
};

export type RespondOptions = { toTag?: string; headers?: readonly string[]; body?: SipBody };

/** A request from a desk that waits for its response (RFC 3261 §17.2). */
export type ServerTransaction = {
  readonly request: SipRequest;
  readonly flow: Flow;
  /** Whether a final response has been sent. */
  readonly done: boolean;
  respond(status: number, options?: RespondOptions): void;
  /** Sends the last response again (a 2xx until its ACK, RFC 3261 §13.3.1.4). */
  repeat(): void;
};

export type ClientTransaction = {
  /** Sends CANCEL for an INVITE (RFC 3261 §9.1): its branch is the one of the INVITE. */
  cancel(flow: Flow | undefined): void;
};

type ServerEntry = ServerTransaction & {
  isInvite: boolean;
  lastResponse: string | undefined;
  finalStatus: number;
};
type ClientEntry = {
  request: OutgoingRequest;
  branch: string;
  listener: ResponseListener;
  timer?: NodeJS.Timeout;
};

/**
 * The transaction layer over WebSockets (RFC 3261 §17, RFC 6026). The transport is reliable, so no request is sent
 * twice; a repeated request is answered with the same response. A response counts from whichever flow it comes: a
 * desk that lost its connection answers over its next one.
 */
export class TransactionLayer {
  private readonly viaHost: () => string;
  private readonly onRequest: (transaction: ServerTransaction) => void;
  private readonly onAck: (ack: SipRequest, flow: Flow) => void;
  private readonly servers = new Map<string, ServerEntry>();
  private readonly clients = new Map<string, ClientEntry>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private closed = false;

  constructor(options: {
    /** Host and port for Via; asked at each request, as the port may be known late. */
    viaHost: () => string;
    onRequest: (transaction: ServerTransaction) => void;
    /** The ACK of a 2xx, which is no part of a transaction. */
    onAck: (ack: SipRequest, flow: Flow) => void;
  }) {
    this.viaHost = options.viaHost;
    this.onRequest = options.onRequest;
    this.onAck = options.onAck;
  }

  receive(message: SipRequest | SipResponse, flow: Flow): void {
    if (this.closed) return;
    if (message.kind === 'response') this.receiveResponse(message, flow);
    else this.receiveRequest(message, flow);
  }

  /** The INVITE that a CANCEL is about (RFC 3261 §9.2). */
  inviteOf(cancel: SipRequest): ServerTransaction | undefined {
    return this.servers.get(serverKey(cancel, 'INVITE'));
  }

  /** Sends a request; the listener hears of its responses. */
  send(flow: Flow | undefined, request: OutgoingRequest, listener: ResponseListener): ClientTransaction {
    return this.sendWithBranch(flow, request, newBranch(), listener);
  }

  /** Sends the ACK of a 2xx (RFC 3261 §13.2.2.4). */
  sendAck(flow: Flow | undefined, ack: OutgoingRequest): void {
    flow?.send(this.write(ack, newBranch()));
  }

  /** Forgets everything; no listener is called any more. */
  close(): void {
    this.closed = true;
    this.servers.clear();
    this.clients.clear();
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  private sendWithBranch(
    flow: Flow | undefined,
    request: OutgoingRequest,
    branch: string,
    listener: ResponseListener,
  ): ClientTransaction {
    const key = `${branch}|${request.method}`;
    const entry: ClientEntry = { request, branch, listener };
    this.clients.set(key, entry);
    const sent = flow?.send(this.write(request, branch)) ?? false;
    entry.timer = this.after(sent ? TRANSACTION_MS : 0, () => {
      this.clients.delete(key);
      listener.onSilence();
    });
    return {
      cancel: (cancelFlow) => {
        const { body: _body, headers: _headers, ...rest } = request;
        const cancel: OutgoingRequest = { ...rest, method: 'CANCEL' };
        this.sendWithBranch(cancelFlow, cancel, branch, { onFinal: ignore, onSilence: ignore });
      },
    };
  }

  private receiveResponse(response: SipResponse, flow: Flow): void {
    const key = `${response.branch}|${response.cseqMethod}`;
    const entry = this.clients.get(key);
    if (entry === undefined) return;
    const isInvite = entry.request.method === 'INVITE';
    if (response.status < 200) {
      // After a provisional response an INVITE waits as long as its user does (timer B stops).
      if (isInvite) this.clear(entry.timer);
      entry.listener.onProvisional?.(response, flow);
      return;
    }
    if (isInvite && response.status >= 300) this.acknowledge(entry, response, flow);
    this.clear(entry.timer);
    const first = entry.timer !== undefined;
    delete entry.timer;
    if (first && !isInvite) this.clients.delete(key);
    if (first && isInvite) this.after(TRANSACTION_MS, () => this.clients.delete(key));
    // Repeated refusals end here; repeated 2xx need their ACK again, which is the user's to send.
    if (first || response.status < 300) entry.listener.onFinal(response, flow);
  }

  private acknowledge(entry: ClientEntry, response: SipResponse, flow: Flow): void {
    const { body: _body, headers: _headers, ...rest } = entry.request;
    const ack: OutgoingRequest = { ...rest, method: 'ACK', to: response.header('to') ?? rest.to };
    flow.send(this.write(ack, entry.branch));
  }

  private receiveRequest(request: SipRequest, flow: Flow): void {
    if (request.method === 'ACK') {
      const invite = this.servers.get(serverKey(request, 'INVITE'));
      if (invite === undefined || invite.finalStatus < 300) this.onAck(request, flow);
      return;
    }
    const key = serverKey(request, request.method);
    const known = this.servers.get(key);
    if (known !== undefined) {
      if (known.lastResponse !== undefined) flow.send(known.lastResponse);
      return;
    }
    const entry = this.serverEntry(key, request, flow);
    this.servers.set(key, entry);
    this.onRequest(entry);
  }

  private serverEntry(key: string, request: SipRequest, flow: Flow): ServerEntry {
    const entry: ServerEntry = {
      request,
      flow,
      isInvite: request.method === 'INVITE',
      lastResponse: undefined,
      finalStatus: 0,
      get done() {
        return entry.finalStatus !== 0;
      },
      respond: (status, options = {}) => {
        if (entry.done || this.closed) return;
        entry.lastResponse = writeResponse(request, status, { ...options, received: flow.remoteAddress });
        if (status >= 200) {
          entry.finalStatus = status;
          this.after(TRANSACTION_MS, () => this.servers.delete(key));
        }
        flow.send(entry.lastResponse);
      },
      repeat: () => {
        if (entry.lastResponse !== undefined) flow.send(entry.lastResponse);
      },
    };
    return entry;
  }

  private write(request: OutgoingRequest, branch: string): string {
    return writeMessage(
      `${request.method} ${request.uri} SIP/2.0`,
      [
        `Via: SIP/2.0/WS ${this.viaHost()};branch=${branch}`,
        ...(request.routes ?? []).map((route) => `Route: ${route}`),
        'Max-Forwards: 70',
        `From: ${request.from}`,
        `To: ${request.to}`,
        `Call-ID: ${request.callId}`,
        `CSeq: ${request.cseq} ${request.method}`,
        `User-Agent: ${USER_AGENT}`,
        ...(request.headers ?? []),
      ],
      request.body,
    );
  }

  private after(ms: number, action: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      action();
    }, ms);
    timer.unref();
    this.timers.add(timer);
    return timer;
  }

  private clear(timer: NodeJS.Timeout | undefined): void {
    if (timer === undefined) return;
    clearTimeout(timer);
    this.timers.delete(timer);
  }
}

function serverKey(request: SipRequest, method: string): string {
  return `${method}|${request.branch}|${request.sentBy}`;
}

function ignore(): void {
  // Nobody waits for this response.
}
