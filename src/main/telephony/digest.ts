import { createHash, getHashes, randomBytes } from 'node:crypto';
import { Core } from 'sip.js';

interface Algorithm {
  /** As it stands in `algorithm=`. */
  readonly name: string;
  readonly hash: string;
  readonly strength: number;
}

/** RFC 8760 §2.1, as far as this build of Node has them. */
const algorithms: readonly Algorithm[] = [
  { name: 'MD5', hash: 'md5', strength: 1 },
  { name: 'SHA-256', hash: 'sha256', strength: 2 },
  { name: 'SHA-512-256', hash: 'sha512-256', strength: 3 },
].filter(({ hash }) => getHashes().includes(hash));

/** The algorithm that a challenge names; MD5 where it names none (RFC 7616 §3.3); undefined where we do not have it. */
export function algorithmOf(name: string | undefined): Algorithm | undefined {
  const wanted = (name ?? 'MD5').toUpperCase();
  return algorithms.find((each) => each.name === wanted);
}

export interface DigestInput {
  readonly algorithm: string;
  readonly username: string;
  readonly realm: string;
  readonly password: string;
  readonly method: string;
  readonly uri: string;
  readonly nonce: string;
  /** Undefined for a challenge without `qop` (RFC 2069's form). */
  readonly quality:
    { readonly qop: 'auth' | 'auth-int'; readonly nc: string; readonly cnonce: string } | undefined;
  readonly body?: string | undefined;
}

/** The `response` of RFC 7616 §3.4.1 in hex digits; undefined for an algorithm that we do not have. */
export function digestResponse(input: DigestInput): string | undefined {
  const algorithm = algorithmOf(input.algorithm);
  if (algorithm === undefined) return undefined;
  const hash = (text: string) => createHash(algorithm.hash).update(text, 'utf8').digest('hex');
  const { username, realm, password, method, uri, nonce, quality } = input;
  const secret = hash(`${username}:${realm}:${password}`);
  if (quality === undefined) return hash(`${secret}:${nonce}:${hash(`${method}:${uri}`)}`);
  const { qop, nc, cnonce } = quality;
  const what = qop === 'auth' ? `${method}:${uri}` : `${method}:${uri}:${hash(input.body ?? '')}`;
  return hash(`${secret}:${nonce}:${nc}:${cnonce}:${qop}:${hash(what)}`);
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Answers digest challenges for SIP.js, whose own knows MD5 alone. One for each request. */
export class Digest extends Core.DigestAuthentication {
  readonly #credentials: Credentials;
  #count = 0;
  #nonce = '';
  #header = '';

  constructor(loggerFactory: Core.LoggerFactory, credentials: Credentials) {
    super(loggerFactory, undefined, undefined, undefined);
    this.#credentials = credentials;
  }

  /** Takes a challenge as SIP.js parsed it; false where it cannot be answered. */
  override authenticate(request: Core.OutgoingRequestMessage, challenge: unknown, body?: string): boolean {
    const read = readChallenge(challenge);
    if (read === undefined) return false;
    const { algorithm, realm, nonce, opaque, qop } = read;
    // The count belongs to the nonce (RFC 7616 §3.4).
    this.#count = nonce === this.#nonce ? this.#count + 1 : 1;
    this.#nonce = nonce;
    const nc = this.#count.toString(16).padStart(8, '0');
    const cnonce = randomBytes(12).toString('hex');
    const { username, password } = this.#credentials;
    const uri = request.ruri.toString();
    const response = digestResponse({
      algorithm: algorithm.name,
      username,
      realm,
      password,
      method: request.method,
      uri,
      nonce,
      quality: qop === undefined ? undefined : { qop, nc, cnonce },
      body: body ?? request.body?.body,
    });
    if (response === undefined) return false;
    this.#header = [
      `Digest algorithm=${algorithm.name}`,
      `username="${username.replace(/["\\]/gu, String.raw`\$&`)}"`,
      // SIP.js gives the values of a challenge without their quotes but with the escapes in them.
      `realm="${realm}"`,
      `nonce="${nonce}"`,
      `uri="${uri}"`,
      `response="${response}"`,
      ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
      ...(qop === undefined ? [] : [`qop=${qop}`, `cnonce="${cnonce}"`, `nc=${nc}`]),
    ].join(', ');
    return true;
  }

  /** The value of Authorization or Proxy-Authorization. */
  override toString(): string {
    return this.#header;
  }
}

function readChallenge(challenge: unknown) {
  if (typeof challenge !== 'object' || challenge === null) return undefined;
  const text = (name: string) => {
    const value: unknown = Reflect.get(challenge, name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const algorithm = algorithmOf(text('algorithm'));
  const realm = text('realm');
  const nonce = text('nonce');
  if (algorithm === undefined || realm === undefined || nonce === undefined) return undefined;
  const offered: unknown = Reflect.get(challenge, 'qop');
  const all: unknown[] = Array.isArray(offered) ? offered : offered === undefined ? [] : [offered];
  const qop = all.includes('auth')
    ? ('auth' as const)
    : all.includes('auth-int')
      ? ('auth-int' as const)
      : undefined;
  // It asks for a protection that we do not know.
  if (all.length > 0 && qop === undefined) return undefined;
  return { algorithm, realm, nonce, opaque: text('opaque'), qop };
}
