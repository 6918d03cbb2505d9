import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Grammar } from 'sip.js';

export type DigestVerdict =
  | { ok: true; username: string }
  /** No credentials, or a nonce that is too old: send the challenge of `challenge`. */
  | { ok: false; reason: 'challenge'; challenge: string }
  /** Wrong password, unknown user, or credentials that were used before. */
  | { ok: false; reason: 'refused' };

const NONCE_LIFETIME_MS = 300_000;

/**
 * Digest authentication of the server side: MD5 with qop=auth (RFC 3261 §22, RFC 7616). Nonces carry their own time
 * and a seal, so nothing has to be kept for those who never answer a challenge.
 */
export class DigestAuthenticator {
  private readonly realm: string;
  private readonly passwordFor: (username: string) => string | undefined;
  private readonly now: () => number;
  private readonly seal = randomBytes(32);
  private readonly counts = new Map<string, number>();

  constructor(
    realm: string,
    passwordFor: (username: string) => string | undefined,
    now: () => number = Date.now,
  ) {
    this.realm = realm;
    this.passwordFor = passwordFor;
    this.now = now;
  }

  /**
   * @param authorization value of the Authorization header field
   * @param uri Request-URI as it was written
   */
  verify(authorization: string | undefined, method: string, uri: string): DigestVerdict {
    if (authorization === undefined) return this.challenge(false);
    const fields = parseDigest(authorization);
    const { username, realm, nonce, response } = fields;
    if (username === undefined || nonce === undefined || response === undefined || realm !== this.realm) {
      return this.challenge(false);
    }
    const password = this.passwordFor(username);
    if (password === undefined) return { ok: false, reason: 'refused' };
    if ((fields['algorithm'] ?? 'MD5').toUpperCase() !== 'MD5') return { ok: false, reason: 'refused' };
    if (fields['uri'] === undefined || !sameUri(fields['uri'], uri)) return { ok: false, reason: 'refused' };
    if (fields['qop'] !== 'auth' || !/^[0-9a-f]{8}$/i.test(fields['nc'] ?? '') || !fields['cnonce']) {
      return { ok: false, reason: 'refused' };
    }
    const issuedAt = this.issuedAt(nonce);
    if (issuedAt === undefined) return this.challenge(false);
    const expected = digestResponse({
      username,
      realm,
      password,
      method,
      uri: fields['uri'],
      nonce,
      nc: fields['nc'] ?? '',
      cnonce: fields['cnonce'],
    });
    if (!equal(expected, response.toLowerCase())) return { ok: false, reason: 'refused' };
    if (this.now() - issuedAt > NONCE_LIFETIME_MS) return this.challenge(true);
    // A count that does not grow is a replay (RFC 7616 §3.4).
    const count = Number.parseInt(fields['nc'] ?? '', 16);
    if (count <= (this.counts.get(nonce) ?? 0)) return this.challenge(true);
    this.counts.set(nonce, count);
    this.forgetOldNonces();
    return { ok: true, username };
  }

  private challenge(stale: boolean): DigestVerdict {
    const time = this.now().toString(36);
    const nonce = `${time}.${randomBytes(6).toString('hex')}`;
    const fields = [
      `realm="${this.realm}"`,
      `nonce="${nonce}.${this.sealOf(nonce)}"`,
      'algorithm=MD5',
      'qop="auth"',
      ...(stale ? ['stale=true'] : []),
    ];
    return { ok: false, reason: 'challenge', challenge: `Digest ${fields.join(', ')}` };
  }

  private issuedAt(nonce: string): number | undefined {
    const end = nonce.lastIndexOf('.');
    if (end < 0 || !equal(this.sealOf(nonce.slice(0, end)), nonce.slice(end + 1))) return undefined;
    return Number.parseInt(nonce.split('.', 1)[0] ?? '', 36);
  }

  private sealOf(nonce: string): string {
    return createHmac('sha256', this.seal).update(nonce).digest('hex').slice(0, 24);
  }

  private forgetOldNonces(): void {
    for (const nonce of this.counts.keys()) {
      const issuedAt = this.issuedAt(nonce);
      if (issuedAt === undefined || this.now() - issuedAt > NONCE_LIFETIME_MS) this.counts.delete(nonce);
    }
  }
}

/** The `response` of RFC 7616 §3.4.1 for algorithm MD5 and qop=auth, in lower-case hexadecimal. */
export function digestResponse(input: {
  username: string;
  realm: string;
  password: string;
  method: string;
  uri: string;
  nonce: string;
  nc: string;
  cnonce: string;
}): string {
  const ha1 = md5(`${input.username}:${input.realm}:${input.password}`);
  const ha2 = md5(`${input.method}:${input.uri}`);
  return md5(`${ha1}:${input.nonce}:${input.nc}:${input.cnonce}:auth:${ha2}`);
}

function md5(text: string): string {
  return createHash('md5').update(text, 'utf8').digest('hex');
}

function parseDigest(value: string): Partial<Record<string, string>> {
  const fields = new Map<string, string>();
  if (/^\s*digest\s/i.test(value)) {
    for (const match of value.matchAll(/([A-Za-z][\w-]*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g)) {
      const name = match[1]?.toLowerCase() ?? '';
      if (!fields.has(name)) fields.set(name, match[2]?.replace(/\\(.)/g, '$1') ?? match[3] ?? '');
    }
  }
  return Object.fromEntries(fields);
}

function sameUri(a: string, b: string): boolean {
  if (a === b) return true;
  const first = Grammar.URIParse(a);
  const second = Grammar.URIParse(b);
  return first !== undefined && second !== undefined && first.toString() === second.toString();
}

function equal(a: string, b: string): boolean {
  const first = Buffer.from(a);
  const second = Buffer.from(b);
  return first.length === second.length && timingSafeEqual(first, second);
}
