import { once } from 'node:events';
import { WebSocketServer, type WebSocket } from 'ws';
import { fakeSdp } from './fake-media-port.ts';
import { portOf } from './port-of.ts';

/** A SIP message as it came, split into its parts; header names in lower case. */
export interface Sip {
  readonly text: string;
  /** INVITE, BYE … of a request, or of the request that a response answers. */
  readonly method: string;
  /** Of a response. */
  readonly status: number | undefined;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

type Answer = { readonly status: number; readonly headers?: readonly string[]; readonly body?: string };

/** A PBX that does what a test says: for faults that no well-made PBX has, and for the order of crossing messages. */
export class ScriptedPbx {
  readonly received: Sip[] = [];
  /** How requests are answered; undefined leaves them without an answer. */
  readonly answers = new Map<string, (request: Sip) => Answer | undefined>();
  readonly #server: WebSocketServer;
  readonly #waiting = new Set<() => void>();
  #socket: WebSocket | undefined;
  #contact = '';
  #taken = 0;
  #calls = 0;

  private constructor(server: WebSocketServer) {
    this.#server = server;
    this.answers.set('REGISTER', (request) => {
      const contact = request.headers.get('contact') ?? '';
      this.#contact = /<([^>]+)>/u.exec(contact)?.[1] ?? '';
      return { status: 200, headers: [`Contact: ${contact}`] };
    });
    for (const method of ['BYE', 'CANCEL', 'INFO', 'MESSAGE'])
      this.answers.set(method, () => ({ status: 200 }));
    server.on('connection', (socket) => {
      this.#socket = socket;
      socket.on('message', (data: Buffer) => this.#receive(data.toString()));
    });
  }

  static async start(port = 0): Promise<ScriptedPbx> {
    const server = new WebSocketServer({ host: '127.0.0.1', port, handleProtocols: () => 'sip' });
    await once(server, 'listening');
    return new ScriptedPbx(server);
  }

  /** On sockets of a server that the test has made: behind TLS, for instance. */
  static on(server: WebSocketServer): ScriptedPbx {
    return new ScriptedPbx(server);
  }

  get port(): number {
    return portOf(this.#server);
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  /** Cuts the connection as a dead network does. */
  cut(): void {
    this.#socket?.terminate();
  }

  async close(): Promise<void> {
    for (const client of this.#server.clients) client.terminate();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  sendRaw(text: string): void {
    this.#socket?.send(text);
  }

  /** Sends what need not be text, in a frame that says whether it is. */
  sendBytes(bytes: Buffer, binary = true): void {
    this.#socket?.send(bytes, { binary });
  }

  /** The next message not looked at yet that fits. */
  async next(fits: (message: Sip) => boolean): Promise<Sip> {
    for (;;) {
      let at = this.#taken;
      for (; at < this.received.length; at++) {
        const message = this.received[at];
        if (message !== undefined && fits(message)) break;
      }
      const found = this.received[at];
      if (found !== undefined) {
        this.#taken = at + 1;
        return found;
      }
      await new Promise<void>((resolve) => {
        const check = () => {
          this.#waiting.delete(check);
          resolve();
        };
        this.#waiting.add(check);
      });
    }
  }

  request(method: string): Promise<Sip> {
    return this.next((message) => message.status === undefined && message.method === method);
  }

  response(status: number, method?: string): Promise<Sip> {
    return this.next((message) => message.status === status && (method ?? message.method) === message.method);
  }

  count(method: string): number {
    return this.received.filter((message) => message.status === undefined && message.method === method)
      .length;
  }

  reply(request: Sip, { status, headers = [], body = '' }: Answer, tag = 'pbx'): void {
    const to = request.headers.get('to') ?? '';
    this.sendRaw(
      [
        `SIP/2.0 ${status} Said`,
        `Via: ${request.headers.get('via') ?? ''}`,
        `From: ${request.headers.get('from') ?? ''}`,
        `To: ${/;tag=/u.test(to) ? to : `${to};tag=${tag}`}`,
        `Call-ID: ${request.headers.get('call-id') ?? ''}`,
        `CSeq: ${request.headers.get('cseq') ?? ''}`,
        ...(request.method === 'INVITE' && status < 300 ? ['Contact: <sip:pbx@127.0.0.1;transport=ws>'] : []),
        ...headers,
        ...(body === '' ? [] : ['Content-Type: application/sdp']),
        `Content-Length: ${Buffer.byteLength(body)}`,
        '',
        body,
      ].join('\r\n'),
    );
  }

  /** Begins a call to the desk. */
  call(
    options: { from?: string; to?: string; headers?: readonly string[]; body?: string } = {},
  ): ScriptedCall {
    this.#calls += 1;
    const call = new ScriptedCall(this, this.#contact, `call-${this.#calls}`, options.from, options.to);
    call.send('INVITE', options.headers, options.body ?? fakeSdp('sendrecv', 1, 'offer'));
    return call;
  }

  #receive(text: string): void {
    const message = parse(text);
    this.received.push(message);
    for (const check of [...this.#waiting]) check();
    if (message.status !== undefined) return;
    const answer = this.answers.get(message.method)?.(message);
    if (answer !== undefined) this.reply(message, answer);
  }
}

/** The PBX's side of a call that it began. */
export class ScriptedCall {
  readonly id: string;
  readonly #pbx: ScriptedPbx;
  readonly #contact: string;
  readonly #from: string;
  readonly #to: string;
  #toTag = '';
  #cseq = 0;
  #inviteCseq = 0;

  constructor(pbx: ScriptedPbx, contact: string, id: string, from?: string, to?: string) {
    this.#pbx = pbx;
    this.#contact = contact;
    this.id = id;
    this.#from = `${from ?? '"Nino" <sip:0599123456@pbx.example>'};tag=caller-${id}`;
    this.#to = to ?? '<sip:nino@pbx.example>';
  }

  send(method: string, headers: readonly string[] = [], body = ''): void {
    if (method === 'INVITE') this.#inviteCseq = ++this.#cseq;
    else if (method !== 'ACK' && method !== 'CANCEL') this.#cseq += 1;
    const cseq = method === 'ACK' || method === 'CANCEL' ? this.#inviteCseq : this.#cseq;
    // A CANCEL goes by the branch of its INVITE (RFC 3261 §9.1); an ACK of a 200 has one of its own.
    const branch = `z9hG4bK-${this.id}-${cseq}${method === 'ACK' ? '-ack' : ''}`;
    this.#pbx.sendRaw(
      [
        `${method} ${this.#contact} SIP/2.0`,
        `Via: SIP/2.0/WS 127.0.0.1:5060;branch=${branch}`,
        'Max-Forwards: 70',
        `From: ${this.#from}`,
        `To: ${this.#to}${this.#toTag === '' || method === 'CANCEL' ? '' : `;tag=${this.#toTag}`}`,
        `Call-ID: ${this.id}`,
        `CSeq: ${cseq} ${method}`,
        ...(headers.some((header) => /^contact:/iu.test(header))
          ? []
          : ['Contact: <sip:pbx@127.0.0.1;transport=ws>']),
        ...headers,
        ...(body === '' || headers.some((header) => /^content-type/iu.test(header))
          ? []
          : ['Content-Type: application/sdp']),
        `Content-Length: ${Buffer.byteLength(body)}`,
        '',
        body,
      ].join('\r\n'),
    );
  }

  /** The response of the desk to the INVITE; learns the desk's tag from it. */
  response(status: number): Promise<Sip> {
    return this.next((each) => each === status);
  }

  /** The next response of the desk to the INVITE whose status fits. */
  async next(fits: (status: number) => boolean): Promise<Sip> {
    const message = await this.#pbx.next(
      ({ status, method, headers }) =>
        status !== undefined && fits(status) && method === 'INVITE' && headers.get('call-id') === this.id,
    );
    this.#learn(message);
    return message;
  }

  /** Acknowledges a 200 that was found otherwise. */
  confirm(ok: Sip): void {
    this.#learn(ok);
    this.send('ACK');
  }

  #learn(message: Sip): void {
    this.#toTag = /;tag=([^;>\s]+)/u.exec(message.headers.get('to') ?? '')?.[1] ?? '';
  }

  /** Waits for the 200 and acknowledges it. */
  async answered(): Promise<Sip> {
    const ok = await this.response(200);
    this.send('ACK');
    return ok;
  }
}

function parse(text: string): Sip {
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = (end === -1 ? text : text.slice(0, end)).split('\r\n');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (!headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  const status = /^SIP\/2\.0 (\d{3})/u.exec(first)?.[1];
  return {
    text,
    method:
      status === undefined ? (first.split(' ')[0] ?? '') : (headers.get('cseq')?.split(/\s+/u)[1] ?? ''),
    status: status === undefined ? undefined : Number(status),
    headers,
    body: end === -1 ? '' : text.slice(end + 4),
  };
}
