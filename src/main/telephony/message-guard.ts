import { createHash } from 'node:crypto';
import { Core } from 'sip.js';
import { ownBranch } from './branch.ts';
import { strongestChallenges } from './challenges.ts';
import { withGrantedExpiry } from './granted-expiry.ts';
import { lists } from './headers.ts';
import { ownMethods } from './methods.ts';
import { readSessionExpires, shortestSession } from './session-timer.ts';
import { listOf, readFrame, valueOf, valuesOf, writeFrame, type Field, type Frame } from './sip-frame.ts';

/**
 * What to do with a message that came in. `text` is the message for SIP.js, in the plain form; `response` is to be
 * sent. `malformed` tells a message that breaks the grammar from one that asks for what we do not have.
 */
export type Verdict =
  | { readonly verdict: 'pass'; readonly text: string }
  | { readonly verdict: 'drop'; readonly malformed: true }
  | { readonly verdict: 'refuse'; readonly malformed: boolean; readonly response: string };

interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly headers?: readonly string[];
}

const requestLine = /^([\w\-.!%*+`'~]+) (\S+) SIP\/(\d+\.\d+)$/u;
const statusLine = /^SIP\/2\.0 [1-6]\d\d( .*)?$/u;
/** A REGISTER is for a registrar, which a desk is not; SIP.js answers a SUBSCRIBE itself. */
const understood = new Set<string>([...ownMethods, 'SUBSCRIBE']);
const single = ['from', 'to', 'call-id', 'cseq', 'max-forwards', 'content-length', 'content-type'];
/** These belong to a call. */
const withinDialogs = new Set(['BYE', 'INFO', 'PRACK', 'UPDATE']);
const extensions = new Set(['100rel', 'timer', 'replaces']);
const badRequest: Refusal = { status: 400, reason: 'Bad Request' };
const noSuchCall: Refusal = { status: 481, reason: 'Call/Transaction Does Not Exist' };

const silent = new Core.LoggerFactory();
silent.builtinEnabled = false;
const parserLog = silent.getLogger('sip.Parser');

/**
 * Judges a message before SIP.js sees it. SIP.js drops in silence what it cannot parse, so that the other side waits
 * and sends it again for 32 s; this answers it (RFC 3261 §8.2, §16.3, §21.4.1; the cases are those of RFC 4475).
 * A response that is malformed is dropped, and so is an ACK: neither can be answered.
 */
export function judge(bytes: Buffer): Verdict {
  const frame = readFrame(bytes);
  if (statusLine.test(frame.startLine)) return judgeResponse(frame);
  const [, method = '', uri = '', version = ''] = requestLine.exec(frame.startLine) ?? [];
  const refuse = (refusal: Refusal): Verdict => {
    const response = method === 'ACK' ? undefined : answerTo(frame, refusal);
    const malformed = refusal === badRequest;
    return response === undefined
      ? { verdict: 'drop', malformed: true }
      : { verdict: 'refuse', malformed, response };
  };
  if (frame.startLine.startsWith('SIP/')) return { verdict: 'drop', malformed: true };
  if (version !== '' && version !== '2.0') return refuse({ status: 505, reason: 'Version Not Supported' });
  const body = bodyOf(frame);
  if (body === undefined || !isWellFormed(frame, method, uri)) return refuse(badRequest);
  const refusal = unsupported(frame, method, uri, body);
  if (refusal !== undefined) return refuse(refusal);
  const fields = plainType(withContact(withRingingOption(withOwnBranch(frame, method, uri), method), method));
  const text = writeFrame(frame.startLine, fields, bodyWithType(frame, body));
  const message = parse(text);
  if (message === undefined) return refuse(badRequest);
  // §12.2.2, by the tag as SIP.js reads it: it throws at some of these where there is none.
  const isOutside = withinDialogs.has(method) && !message.toTag;
  return isOutside ? refuse(noSuchCall) : { verdict: 'pass', text };
}

function judgeResponse(frame: Frame): Verdict {
  const body = bodyOf(frame);
  if (body === undefined || hasBareLineEnd(frame) || cseqOf(frame) === undefined) {
    return { verdict: 'drop', malformed: true };
  }
  // SIP.js wants a reason phrase, if an empty one.
  const startLine = /^SIP\/2\.0 \d{3}$/u.test(frame.startLine) ? `${frame.startLine} ` : frame.startLine;
  const isRegistered = startLine.startsWith('SIP/2.0 2') && cseqOf(frame)?.method === 'REGISTER';
  const answered = isRegistered ? withGrantedExpiry(frame.fields) : frame.fields;
  const fields = plainType(strongestChallenges(answered));
  const text = writeFrame(startLine, fields, bodyWithType(frame, body));
  return parse(text) === undefined ? { verdict: 'drop', malformed: true } : { verdict: 'pass', text };
}

/** The body as long as Content-Length says (RFC 3261 §18.3); undefined where it cannot be that long. */
function bodyOf(frame: Frame): Buffer | undefined {
  if (frame.body === undefined) return undefined;
  const length = valueOf(frame, 'content-length');
  if (length === undefined) return frame.body;
  if (!/^\d{1,9}$/u.test(length) || Number(length) > frame.body.length) return undefined;
  return frame.body.subarray(0, Number(length));
}

function isWellFormed(frame: Frame, method: string, uri: string): boolean {
  if (method === '' || hasBareLineEnd(frame)) return false;
  if (single.some((name) => valuesOf(frame, name).length > 1)) return false;
  if (['via', 'from', 'to', 'call-id'].some((name) => (valueOf(frame, name) ?? '') === '')) return false;
  if (cseqOf(frame)?.method !== method) return false;
  const hops = valueOf(frame, 'max-forwards');
  if (hops !== undefined && (!/^\d{1,9}$/u.test(hops) || Number(hops) > 255)) return false;
  // §25.1: a Request-URI has no brackets; §19.1.1: and no header fields (a user may have a question mark).
  return !/[<>"]/u.test(uri) && !(/^sips?:/iu.test(uri) && uri.includes('?', uri.lastIndexOf('@') + 1));
}

/** §8.1.1.5: a number below 2³¹ and a method. */
function cseqOf(frame: Frame): { readonly number: string; readonly method: string } | undefined {
  const [, number, method] = /^(\d{1,20})\s+(\S+)$/u.exec(valueOf(frame, 'cseq') ?? '') ?? [];
  if (number === undefined || method === undefined || Number(number) >= 2 ** 31) return undefined;
  return { number, method };
}

function hasBareLineEnd({ startLine, fields }: Frame): boolean {
  return /[\r\n]/u.test(startLine) || fields.some(({ name, value }) => /[\r\n]/u.test(name + value));
}

/** What a well-formed request asks for that we do not have; in the order of RFC 3261 §8.2. */
function unsupported(frame: Frame, method: string, uri: string, body: Buffer): Refusal | undefined {
  if (!understood.has(method)) {
    return { status: 405, reason: 'Method Not Allowed', headers: [`Allow: ${ownMethods.join(', ')}`] };
  }
  if (!/^sips?:/iu.test(uri)) return { status: 416, reason: 'Unsupported URI Scheme' };
  // §8.2.2.3: neither ACK nor CANCEL can be refused for what it requires.
  if (method === 'ACK' || method === 'CANCEL') return undefined;
  const required = valuesOf(frame, 'require').flatMap(listOf);
  const unknown = required.filter((tag) => !extensions.has(tag.toLowerCase()));
  if (unknown.length > 0) {
    return { status: 420, reason: 'Bad Extension', headers: [`Unsupported: ${unknown.join(', ')}`] };
  }
  if (method !== 'INVITE' && method !== 'UPDATE') return undefined;
  return tooShort(frame) ?? undescribed(frame, body);
}

/** RFC 4028 §9: only who knows session timers can be told that this one is too short. */
function tooShort(frame: Frame): Refusal | undefined {
  const expires = readSessionExpires(valueOf(frame, 'session-expires'));
  const supported = valuesOf(frame, 'supported').flatMap(listOf);
  const knowsTimers = supported.some((tag) => tag.toLowerCase() === 'timer');
  if (expires === undefined || expires.seconds >= shortestSession || !knowsTimers) return undefined;
  return { status: 422, reason: 'Session Interval Too Small', headers: [`Min-SE: ${shortestSession}`] };
}

/** An INVITE or UPDATE must offer in SDP, or not at all, and take SDP for an answer (§8.2.3, §21.4.7, §21.4.13). */
function undescribed(frame: Frame, body: Buffer): Refusal | undefined {
  const headers = ['Accept: application/sdp'];
  const type = valueOf(frame, 'content-type') ?? '';
  const isOptional = /;\s*handling\s*=\s*optional/iu.test(valueOf(frame, 'content-disposition') ?? '');
  if (body.length > 0 && !isOptional && !isSdp(type)) {
    return { status: 415, reason: 'Unsupported Media Type', headers };
  }
  const accepted = valuesOf(frame, 'accept').flatMap(listOf);
  if (
    accepted.length > 0 &&
    !accepted.some((each) => /^(application\s*\/\s*(sdp|\*)|\*\s*\/\s*\*)/iu.test(each))
  ) {
    return { status: 406, reason: 'Not Acceptable', headers };
  }
  return undefined;
}

/** One Via a field, and the topmost with a branch of its own. */
function withOwnBranch(frame: Frame, method: string, uri: string): readonly Field[] {
  const key = {
    method,
    uri,
    from: valueOf(frame, 'from') ?? '',
    callId: valueOf(frame, 'call-id') ?? '',
    cseq: cseqOf(frame)?.number ?? '',
  };
  const vias = valuesOf(frame, 'via')
    .flatMap(listOf)
    .map((via, index) => ({ name: 'via', value: index === 0 ? ownBranch(via, key) : via }));
  return [...vias, ...frame.fields.filter(({ name }) => name !== 'via')];
}

/**
 * A caller that requires reliable provisional responses also supports them (RFC 3262 §4), and says so to SIP.js: that
 * would otherwise answer the offer in its 180, and open the microphone of a call that only rings.
 */
function withRingingOption(fields: readonly Field[], method: string): readonly Field[] {
  const requires = fields.some(({ name, value }) => name === 'require' && lists(value, '100rel'));
  return method === 'INVITE' && requires
    ? fields.toSpliced(1, 0, { name: 'supported', value: '100rel' })
    : fields;
}

/**
 * Before RFC 3261 an INVITE needed no Contact: its dialog went on to the address in From (RFC 2543 §6.13). A peer of
 * that time is known by its branch (§17.2.3); of any other a Contact is wanted (§8.1.1.8).
 */
function withContact(fields: readonly Field[], method: string): readonly Field[] {
  const value = (name: string) => fields.find((field) => field.name === name)?.value;
  const isOfToday = /;branch=z9hG4bKzari[0-9a-f]{16}\.z9hG4bK[^;,\s]/u.test(value('via') ?? '');
  if (method !== 'INVITE' || value('contact') !== undefined || isOfToday) return fields;
  const from = value('from') ?? '';
  const address = /<([^<>]*)>/u.exec(from)?.[1] ?? from.split(';', 1)[0] ?? '';
  return [...fields, { name: 'contact', value: `<${address.trim()}>` }];
}

/** SDP by its plain name: to SIP.js, `application/sdp;charset=utf-8` is something to show, not an offer. */
function plainType(fields: readonly Field[]): readonly Field[] {
  return fields.map((field) =>
    field.name === 'content-type' && isSdp(field.value) ? { ...field, value: 'application/sdp' } : field,
  );
}

const isSdp = (type: string): boolean => /^application\s*\/\s*sdp\s*(;|$)/iu.test(type);

/** A body that nobody knows what it is (§20.15) is none: SIP.js would throw at it. */
function bodyWithType(frame: Frame, body: Buffer): Buffer {
  return (valueOf(frame, 'content-type') ?? '') === '' ? Buffer.alloc(0) : body;
}

/** The message as SIP.js reads it; undefined where it cannot. */
function parse(text: string): Core.IncomingRequestMessage | Core.IncomingResponseMessage | undefined {
  try {
    const message = Core.Parser.parseMessage(text, parserLog);
    // An address that it cannot read is left out of the request, and missed later.
    const isLost = message instanceof Core.IncomingRequestMessage && message.ruri === undefined;
    return isLost ? undefined : message;
  } catch {
    // SIP.js takes the parts of some malformed fields for granted.
    return undefined;
  }
}

/** A response made of what can be copied from a request (§8.2.6.2); undefined where there is no way to send it back. */
function answerTo(frame: Frame, { status, reason, headers = [] }: Refusal): string | undefined {
  const copied = ['via', 'from', 'to', 'call-id', 'cseq'].flatMap((name) => {
    const values = valuesOf(frame, name).map((value) => value.replace(/[\r\n]+/gu, ' '));
    return (name === 'via' ? values : values.slice(0, 1)).map((value) => ({ name, value }));
  });
  if (!copied.some(({ name }) => name === 'via') || !copied.some(({ name }) => name === 'cseq'))
    return undefined;
  // §8.2.7: the same request gets the same tag.
  const tag = createHash('sha256')
    .update(copied.map(({ value }) => value).join('\n'))
    .digest('hex')
    .slice(0, 16);
  const lines = copied.map(({ name, value }) => {
    const isUntagged = name === 'to' && !/;\s*tag\s*=/iu.test(value);
    return `${properNames.get(name) ?? name}: ${value}${isUntagged ? `;tag=${tag}` : ''}`;
  });
  return [`SIP/2.0 ${status} ${reason}`, ...lines, ...headers, 'Content-Length: 0', '', ''].join('\r\n');
}

const properNames = new Map([
  ['via', 'Via'],
  ['from', 'From'],
  ['to', 'To'],
  ['call-id', 'Call-ID'],
  ['cseq', 'CSeq'],
]);
