import { createHash, getHashes, randomBytes } from 'node:crypto';
import type { Core } from 'sip.js';

interface Algorithm {
  /** As it stands in `algorithm=`. */
  readonly name: string;
  readonly hash: string;
  readonly strength: number;
  /** The secret is bound to the nonces (RFC 7616 §3.4.2, `-sess`). */
  readonly isSession: boolean;
}

/** RFC 8760 §2.1, as far as this build of Node has them. */
const algorithms: readonly Algorithm[] = [
  { name: 'MD5', hash: 'md5', strength: 1 },
  { name: 'SHA-256', hash: 'sha256', strength: 2 },
  { name: 'SHA-512-256', hash: 'sha512-256', strength: 3 },
]
  .filter(({ hash }) => getHashes().includes(hash))
  .flatMap((each) => [
    { ...each, isSession: false },
    { ...each, name: `${each.name}-sess`, isSession: true },
  ]);

const disguise = /^X-/u;

/**
 * An algorithm as the grammar of SIP.js takes it: that reads MD5-sess as MD5, is at a loss with the rest, and drops the
 * whole challenge.
 */
export function disguised(name: string): string {
  return /^MD5./iu.test(name) ? `X-${name}` : name;
}

/** The algorithm that a challenge names; MD5 where it names none (RFC 7616 §3.3); undefined where we do not have it. */
export function algorithmOf(name: string | undefined): Algorithm | undefined {
  const wanted = (name ?? 'MD5').toUpperCase().replace(disguise, '');
  return algorithms.find((each) => each.name.toUpperCase() === wanted);
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
  let secret = hash(`${username}:${realm}:${password}`);
  if (algorithm.isSession) {
    // Without qop there is no client nonce that it could be bound to.
    if (quality === undefined) return undefined;
    secret = hash(`${secret}:${nonce}:${quality.cnonce}`);
  }
  if (quality === undefined) return hash(`${secret}:${nonce}:${hash(`${method}:${uri}`)}`);
  const { qop, nc, cnonce } = quality;
  const what = qop === 'auth' ? `${method}:${uri}` : `${method}:${uri}:${hash(input.body ?? '')}`;
  return hash(`${secret}:${nonce}:${nc}:${cnonce}:${qop}:${hash(what)}`);
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** A digest challenge (RFC 7616 §3.3) that can be answered; `realm` and `opaque` with the escapes that they came with. */
export interface Challenge {
  readonly algorithm: Algorithm;
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  readonly qop: 'auth' | 'auth-int' | undefined;
}

/**
 * The value of Authorization or Proxy-Authorization for a request (RFC 7616 §3.4). `count` is how often the nonce was
 * used, this time included. Undefined where the challenge cannot be answered.
 */
export function authorization(
  request: Core.OutgoingRequestMessage,
  challenge: Challenge,
  credentials: Credentials,
  count: number,
): string | undefined {
  const { algorithm, realm, nonce, opaque, qop } = challenge;
  const { username, password } = credentials;
  const nc = count.toString(16).padStart(8, '0');
  const cnonce = randomBytes(12).toString('hex');
  // As it stands in the request line: servers compare the two (§3.4.3).
  const uri = request.ruri.toRaw();
  const { body } = request;
  const response = digestResponse({
    algorithm: algorithm.name,
    username,
    realm,
    password,
    method: request.method,
    uri,
    nonce,
    quality: qop === undefined ? undefined : { qop, nc, cnonce },
    body: typeof body === 'object' ? body.body : body,
  });
  if (response === undefined) return undefined;
  return [
    `Digest algorithm=${algorithm.name}`,
    `username="${username.replace(/["\\]/gu, String.raw`\$&`)}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${uri}"`,
    `response="${response}"`,
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
    ...(qop === undefined ? [] : [`qop=${qop}`, `cnonce="${cnonce}"`, `nc=${nc}`]),
  ].join(', ');
}

/** Reads a challenge as SIP.js parsed it: without quotes, but with the escapes in them. Undefined for one that cannot be answered. */
export function readChallenge(challenge: unknown): Challenge | undefined {
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
