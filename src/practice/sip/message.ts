import { randomBytes } from 'node:crypto';
import { Core, Grammar, type URI } from 'sip.js';

export type SipRequest = {
  kind: 'request';
  method: string;
  uri: URI;
  /** The Request-URI as it was written. */
  rawUri: string;
} & Common;

export type SipResponse = { kind: 'response'; status: number; reason: string } & Common;

type Common = {
  branch: string;
  sentBy: string;
  callId: string;
  cseq: number;
  cseqMethod: string;
  fromTag: string;
  toTag: string | undefined;
  fromUser: string;
  toUser: string;
  body: string;
  /** The first value of a header field, by any capitalization; long names only. */
  header(name: string): string | undefined;
  headers(name: string): string[];
};

export type SipMessage = SipRequest | SipResponse;

export type ParseResult =
  | { ok: true; message: SipMessage }
  /** `reply` is the 400 (RFC 3261 §21.4.1), where enough of a request could be read to send one. */
  | { ok: false; detail: string; reply?: string };

const REASONS: Readonly<Record<number, string>> = {
  100: 'Trying',
  180: 'Ringing',
  200: 'OK',
  202: 'Accepted',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  420: 'Bad Extension',
  480: 'Temporarily Unavailable',
  481: 'Call/Transaction Does Not Exist',
  483: 'Too Many Hops',
  486: 'Busy Here',
  487: 'Request Terminated',
  488: 'Not Acceptable Here',
  491: 'Request Pending',
  500: 'Server Internal Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
};

/** Methods this line understands, for the Allow header field. */
export const ALLOWED_METHODS = [
  'REGISTER',
  'INVITE',
  'ACK',
  'CANCEL',
  'BYE',
  'OPTIONS',
  'INFO',
  'MESSAGE',
  'UPDATE',
  'REFER',
] as const;

export const USER_AGENT = 'Zari practice line';

const silent = new Core.LoggerFactory();
silent.builtinEnabled = false;
const logger = silent.getLogger('practice.parser');

/**
 * Parses one SIP message (RFC 3261 §7) with SIP.js's grammar and checks that what every message must carry is there
 * (§8.1.1). Anything at all may be passed in; nothing is thrown.
 */
export function parseSipMessage(text: string): ParseResult {
  // "Contact: *" (RFC 3261 §10.2.2) is unknown to the grammar; it is taken out and kept aside.
  const everyContact = /\r\n(?:contact|m)[ \t]*:[ \t]*\*[ \t]*\r\n/i.exec(
    text.split('\r\n\r\n', 1)[0] + '\r\n',
  )?.[0];
  let parsed: Core.IncomingRequestMessage | Core.IncomingResponseMessage | undefined;
  try {
    parsed = Core.Parser.parseMessage(
      everyContact === undefined ? text : text.replace(everyContact, '\r\n'),
      logger,
    );
  } catch (error) {
    return malformed(text, error instanceof Error ? error.message : String(error));
  }
  if (parsed === undefined) return malformed(text, 'not parsable');
  const message = parsed;
  const cseq = /^\s*(\d{1,10})\s+(\S+)\s*$/.exec(message.getHeader('cseq') ?? '');
  const missing = [
    message.via && message.viaBranch ? '' : 'Via',
    message.from && message.fromTag ? '' : 'From',
    message.to ? '' : 'To',
    message.callId ? '' : 'Call-ID',
    cseq && Number(cseq[1]) < 2 ** 31 ? '' : 'CSeq',
  ].filter((name) => name !== '');
  if (missing.length > 0) return malformed(text, `${missing.join(', ')} missing or wrong`);

  const common: Common = {
    branch: message.viaBranch,
    sentBy: `${message.via.host}:${message.via.port ?? ''}`.toLowerCase(),
    callId: message.callId,
    cseq: Number(cseq?.[1]),
    cseqMethod: cseq?.[2] ?? '',
    fromTag: message.fromTag,
    toTag: message.toTag || undefined,
    fromUser: message.from.uri.user ?? '',
    toUser: message.to.uri.user ?? '',
    body: message.body ?? '',
    header: (name) => message.getHeader(name),
    headers: (name) => {
      const values = message.getHeaders(name);
      return everyContact !== undefined && name.toLowerCase() === 'contact' ? ['*', ...values] : values;
    },
  };
  if (message instanceof Core.IncomingRequestMessage) {
    if (message.ruri === undefined) return malformed(text, 'no Request-URI');
    if (common.cseqMethod !== message.method) return malformed(text, 'CSeq names another method');
    const rawUri = text.slice(0, text.indexOf('\r\n')).split(' ')[1] ?? '';
    return {
      ok: true,
      message: { kind: 'request', method: message.method, uri: message.ruri, rawUri, ...common },
    };
  }
  const status = message.statusCode;
  if (status === undefined) return malformed(text, 'no status code');
  return { ok: true, message: { kind: 'response', status, reason: message.reasonPhrase ?? '', ...common } };
}

/**
 * Writes a response (RFC 3261 §8.2.6): Via, From, Call-ID and CSeq as in the request, To with this side's tag.
 *
 * @param toTag left out for 100; ignored where the request has one
 */
export function writeResponse(
  request: SipRequest,
  status: number,
  options: { toTag?: string; headers?: readonly string[]; body?: SipBody; received?: string } = {},
): string {
  const to = request.header('to') ?? '';
  const toTag = request.toTag === undefined && options.toTag !== undefined ? `;tag=${options.toTag}` : '';
  const [topVia = '', ...otherVias] = request.headers('via');
  // The host of a browser's Via is a made-up name; what it came from is added (RFC 3261 §18.2.1).
  const received =
    options.received === undefined || /;\s*received=/i.test(topVia) ? '' : `;received=${options.received}`;
  return writeMessage(
    `SIP/2.0 ${status} ${REASONS[status] ?? 'Unknown'}`,
    [
      `Via: ${topVia}${received}`,
      ...otherVias.map((via) => `Via: ${via}`),
      `From: ${request.header('from') ?? ''}`,
      `To: ${to}${toTag}`,
      `Call-ID: ${request.callId}`,
      `CSeq: ${request.cseq} ${request.method}`,
      `Server: ${USER_AGENT}`,
      ...(options.headers ?? []),
    ],
    options.body,
  );
}

export type SipBody = { contentType: string; content: string };

/** Writes a message of a start line and header lines; adds what describes the body. */
export function writeMessage(startLine: string, headers: readonly string[], body?: SipBody): string {
  const content = body?.content ?? '';
  return [
    startLine,
    ...headers.map(oneLine),
    ...(body === undefined ? [] : [`Content-Type: ${body.contentType}`]),
    `Content-Length: ${Buffer.byteLength(content, 'utf8')}`,
    '',
    content,
  ].join('\r\n');
}

/** A branch with the magic cookie of RFC 3261 §8.1.1.7. */
export function newBranch(): string {
  return `z9hG4bK${randomBytes(9).toString('hex')}`;
}

export function newTag(): string {
  return randomBytes(8).toString('hex');
}

export function newCallId(): string {
  return randomBytes(16).toString('hex');
}

/** A display name as a quoted string (RFC 3261 §25.1). */
export function quoted(text: string): string {
  return `"${oneLine(text).replace(/[\\"]/g, '\\$&')}"`;
}

/** The URI of the first Contact, as it was written: to be called there, and nowhere else. */
export function contactUri(message: SipMessage): string | undefined {
  const value = message.header('contact');
  return value === undefined ? undefined : addressUri(value);
}

/** The URI within a name-addr or addr-spec (RFC 3261 §20.10), as it was written. */
export function addressUri(value: string): string | undefined {
  const uri = /<([^<>]+)>/.exec(value)?.[1] ?? /^\s*([^\s;,<>"]+)/.exec(value)?.[1];
  return uri !== undefined && Grammar.URIParse(uri) !== undefined ? uri : undefined;
}

// Texts from outside end up in header fields; none may begin a line of its own.
function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}

function malformed(text: string, detail: string): ParseResult {
  const head = text.split('\r\n\r\n', 1)[0] ?? '';
  const startLine = /^([A-Z]+) \S+ SIP\/2\.0\r\n/.exec(head);
  // Neither a response nor an ACK is ever answered.
  if (startLine === null || startLine[1] === 'ACK') return { ok: false, detail };
  const lines = head.split('\r\n').slice(1);
  const find = (pattern: RegExp): string[] => lines.filter((line) => pattern.test(line));
  const vias = find(/^(via|v)\s*:\s*\S/i);
  const others = [
    /^(from|f)\s*:\s*\S/i,
    /^(to|t)\s*:\s*\S/i,
    /^(call-id|i)\s*:\s*\S/i,
    /^cseq\s*:\s*\S/i,
  ].map((pattern) => find(pattern)[0]);
  if (vias.length === 0 || others.some((line) => line === undefined)) return { ok: false, detail };
  const headers = [...vias, ...others.filter((line) => line !== undefined)];
  return { ok: false, detail, reply: writeMessage('SIP/2.0 400 Bad Request', headers) };
}
