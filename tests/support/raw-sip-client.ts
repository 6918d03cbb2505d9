import { randomBytes } from 'node:crypto';
import { WebSocket } from 'ws';
import { digestResponse } from '../../src/practice/sip/digest.ts';

type Waiter = { matches: (text: string) => boolean; resolve: (text: string) => void };

/** A desk that sends SIP letter by letter, for what a well-behaved user agent never does. */
export class RawSipClient {
  readonly received: string[] = [];
  private readonly socket: WebSocket;
  private readonly username: string;
  private readonly password: string;
  private waiters: Waiter[] = [];
  private cseq = 0;

  private constructor(socket: WebSocket, username: string, password: string) {
    this.socket = socket;
    this.username = username;
    this.password = password;
    socket.on('message', (data: Buffer) => this.hear(data.toString()));
  }

  static async connect(url: string, username = 'raw', password = ''): Promise<RawSipClient> {
    const socket = new WebSocket(url, 'sip');
    const client = new RawSipClient(socket, username, password);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    socket.once('open', resolve);
    socket.once('error', reject);
    await promise;
    return client;
  }

  send(text: string): void {
    this.socket.send(text);
  }

  /** The next message, from those already come or to come, that matches; it is taken out. */
  next(matches: (text: string) => boolean): Promise<string> {
    const index = this.received.findIndex(matches);
    const [known] = index === -1 ? [] : this.received.splice(index, 1);
    if (known !== undefined) return Promise.resolve(known);
    const { promise, resolve } = Promise.withResolvers<string>();
    this.waiters.push({ matches, resolve });
    return promise;
  }

  /** Sends a request of its own dialog-less kind and gives the final response. */
  async request(method: string, options: RequestOptions = {}): Promise<string> {
    const branch = this.write(method, options);
    return this.next((text) => /^SIP\/2\.0 [2-6]/.test(text) && text.includes(branch));
  }

  /** As {@link request}, answering one digest challenge. */
  async authenticatedRequest(method: string, options: RequestOptions = {}): Promise<string> {
    const challenge = await this.request(method, options);
    if (!challenge.startsWith('SIP/2.0 401')) return challenge;
    return this.request(method, {
      ...options,
      headers: [...(options.headers ?? []), this.credentials(challenge, method, options.uri)],
    });
  }

  /** Writes a request. @returns its branch */
  write(method: string, options: RequestOptions = {}): string {
    this.cseq += 1;
    const branch = options.branch ?? `z9hG4bK${randomBytes(8).toString('hex')}`;
    const cseq = options.cseq ?? this.cseq;
    const body = options.body ?? '';
    const lines = [
      `${method} ${options.uri ?? DOMAIN_URI} SIP/2.0`,
      `Via: SIP/2.0/WS raw.invalid;branch=${branch}`,
      'Max-Forwards: 70',
      `From: ${options.from ?? `<sip:${this.username}@practice.zari.example>;tag=raw`}`,
      `To: ${options.to ?? `<sip:${this.username}@practice.zari.example>`}`,
      `Call-ID: ${options.callId ?? `raw-${this.username}`}`,
      `CSeq: ${cseq} ${method}`,
      ...(options.headers ?? []),
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ];
    this.send(lines.join('\r\n'));
    return branch;
  }

  async register(headers: string[] = []): Promise<string> {
    return this.authenticatedRequest('REGISTER', {
      headers: [`Contact: <sip:raw@raw.invalid;transport=ws>`, 'Expires: 60', ...headers],
    });
  }

  /** Answers a request of the line. */
  respond(
    request: string,
    status: string,
    options: { toTag?: string; headers?: string[]; body?: string } = {},
  ): void {
    const body = options.body ?? '';
    const copy = (name: string): string => headerOf(request, name);
    const toTag = options.toTag === undefined ? '' : `;tag=${options.toTag}`;
    this.send(
      [
        `SIP/2.0 ${status}`,
        `Via: ${copy('Via')}`,
        `From: ${copy('From')}`,
        `To: ${copy('To')}${toTag}`,
        `Call-ID: ${copy('Call-ID')}`,
        `CSeq: ${copy('CSeq')}`,
        'Contact: <sip:raw@raw.invalid;transport=ws>',
        ...(options.headers ?? []),
        `Content-Length: ${Buffer.byteLength(body)}`,
        '',
        body,
      ].join('\r\n'),
    );
  }

  async close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.socket.once('close', () => resolve());
    this.socket.close();
    await promise;
  }

  private credentials(challenge: string, method: string, uri = DOMAIN_URI): string {
    const nonce = /nonce="([^"]+)"/.exec(challenge)?.[1] ?? '';
    const realm = /realm="([^"]+)"/.exec(challenge)?.[1] ?? '';
    const { username, password } = this;
    const fields = { username, password, realm, method, uri, nonce, nc: '00000001', cnonce: 'raw' };
    const response = digestResponse(fields);
    return `Authorization: Digest username="${username}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}", algorithm=MD5, qop=auth, nc=00000001, cnonce="raw"`;
  }

  private hear(text: string): void {
    const waiter = this.waiters.find(({ matches }) => matches(text));
    if (waiter === undefined) {
      this.received.push(text);
      return;
    }
    this.waiters = this.waiters.filter((candidate) => candidate !== waiter);
    waiter.resolve(text);
  }
}

export type RequestOptions = {
  uri?: string;
  branch?: string;
  from?: string;
  to?: string;
  callId?: string;
  cseq?: number;
  headers?: string[];
  body?: string;
};

const DOMAIN_URI = 'sip:practice.zari.example';

/** The value of the first such header field of a message. */
export function headerOf(message: string, name: string): string {
  const match = new RegExp(`^${name}: (.*)\r$`, 'm').exec(message);
  if (match?.[1] === undefined) throw new Error(`no ${name} in:\n${message}`);
  return match[1];
}

export function statusOf(response: string): number {
  return Number(/^SIP\/2\.0 (\d{3})/.exec(response)?.[1]);
}
