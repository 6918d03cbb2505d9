import { Core } from 'sip.js';
import { authorization, readChallenge, type Challenge, type Credentials } from './digest.ts';
import { listOf } from './sip-frame.ts';

type Carrier = 'Authorization' | 'Proxy-Authorization';
const carriers: readonly Carrier[] = ['Authorization', 'Proxy-Authorization'];

/** More nonces than this at a time are no server's. */
const mostNonces = 64;
/** More realms than this are no account's. */
const mostRealms = 16;

/**
 * Answers the challenges of one user agent (RFC 3261 §22). Once challenged, the next requests bring their credentials
 * with them (RFC 7616 §3.6), with the nonce of the last challenge or the `nextnonce` of the last answer (§3.5): a call
 * out then needs no second round. A server that wants a new nonce says so (`stale`), and is answered as ever.
 */
export class Authentication {
  readonly #core: Core.UserAgentCore;
  readonly #credentials: Credentials;
  readonly #challenges = new Map<string, Challenge>();
  /** How often each nonce was used (RFC 7616 §3.4, `nc`). */
  readonly #counts = new Map<string, number>();
  /** Those that have challenged us outside of calls: registrar and proxies. */
  readonly #realms = new Set<string>();
  readonly #domain: string;

  /** `domain`: of the account; its realm is known without having been heard. */
  constructor(core: Core.UserAgentCore, credentials: Credentials, domain: string) {
    this.#core = core;
    this.#credentials = credentials;
    this.#domain = domain.toLowerCase();
    core.configuration.authenticationFactory = () => new Digest(core.loggerFactory, this);
    const make = core.makeOutgoingRequestMessage.bind(core);
    core.makeOutgoingRequestMessage = (...given) => {
      const request = make(...given);
      this.#authorizeAhead(request);
      return request;
    };
    const receive = core.receiveIncomingResponseFromTransport.bind(core);
    core.receiveIncomingResponseFromTransport = (message) => {
      this.#learn(message);
      receive(message);
    };
  }

  /** The credentials that answer a challenge to this request, before SIP.js gives it the next CSeq. */
  answer(request: Core.OutgoingRequestMessage, challenge: Challenge): string | undefined {
    if (request.toTag !== undefined && !this.#isOurs(challenge.realm)) return undefined;
    this.#keepInOrder(request);
    return authorization(request, challenge, this.#credentials, this.#countOf(challenge.nonce));
  }

  /**
   * Within a dialog the next CSeq is the dialog’s to give (RFC 3261 §12.2.1.1). SIP.js asks it for re-INVITEs alone:
   * after any other challenge two requests would have one number, and the second be refused.
   */
  #keepInOrder(request: Core.OutgoingRequestMessage): void {
    if (request.method === 'INVITE' || request.toTag === undefined) return;
    const dialog = this.#core.dialogs.get(request.callId + request.fromTag + request.toTag);
    if (dialog?.localSequenceNumber === undefined) return;
    request.cseq = dialog.localSequenceNumber;
    dialog.incrementLocalSequenceNumber();
  }

  /**
   * Within a call a challenge may come from whoever is at the other side, whose digest of a realm of their choice would
   * be theirs to guess our password by. The account's proxies have challenged before (RFC 3261 §22.3: each with a realm
   * of its own, seldom the domain: Asterisk's is "asterisk"), at the latest when the call was made. Where nobody ever
   * has, there is nothing to tell them by.
   */
  #isOurs(realm: string): boolean {
    return this.#realms.size === 0 || this.#realms.has(realm) || realm.toLowerCase() === this.#domain;
  }

  #authorizeAhead(request: Core.OutgoingRequestMessage): void {
    if (request.method === 'ACK' || request.method === 'CANCEL') return;
    for (const carrier of carriers) {
      const challenge = this.#challenges.get(keyOf(carrier, request.method));
      // The offer of a first INVITE is not made yet, and auth-int protects it.
      const isTooEarly = challenge?.qop === 'auth-int' && request.method === 'INVITE' && !request.body;
      if (challenge === undefined || isTooEarly) continue;
      const value = authorization(request, challenge, this.#credentials, this.#countOf(challenge.nonce));
      if (value !== undefined) request.setHeader(carrier, value);
    }
  }

  #learn(message: Core.IncomingResponseMessage): void {
    if (message.statusCode === 401 || message.statusCode === 407) {
      const [carrier, name] =
        message.statusCode === 401
          ? (['Authorization', 'WWW-Authenticate'] as const)
          : (['Proxy-Authorization', 'Proxy-Authenticate'] as const);
      const challenge = readChallenge(message.parseHeader(name));
      const isWithin = this.#core.dialogs.has(message.callId + message.fromTag + message.toTag);
      // What is not answered is not brought ahead to others either.
      if (challenge !== undefined && isWithin && !this.#isOurs(challenge.realm)) return;
      if (challenge !== undefined && !isWithin && this.#realms.size < mostRealms)
        this.#realms.add(challenge.realm);
      const key = keyOf(carrier, message.method);
      if (challenge === undefined) this.#challenges.delete(key);
      else this.#challenges.set(key, challenge);
      return;
    }
    for (const carrier of carriers) {
      const key = keyOf(carrier, message.method);
      const name = carrier === 'Authorization' ? 'Authentication-Info' : 'Proxy-Authentication-Info';
      const nonce = nextNonce(message.getHeader(name));
      const challenge = this.#challenges.get(key);
      if (nonce !== undefined && challenge !== undefined) this.#challenges.set(key, { ...challenge, nonce });
    }
  }

  #countOf(nonce: string): number {
    const count = (this.#counts.get(nonce) ?? 0) + 1;
    this.#counts.delete(nonce);
    this.#counts.set(nonce, count);
    const oldest = this.#counts.size > mostNonces ? this.#counts.keys().next().value : undefined;
    if (oldest !== undefined) this.#counts.delete(oldest);
    return count;
  }
}

/** A registrar and a proxy may be two servers: what one of them challenges with is nothing to the other. */
const keyOf = (carrier: Carrier, method: string): string =>
  `${carrier} ${method === 'REGISTER' ? 'registrar' : 'proxy'}`;

/** RFC 7616 §3.5, RFC 7615. */
function nextNonce(info: string | undefined): string | undefined {
  return listOf(info ?? '')
    .map((each) => /^nextnonce\s*=\s*"([^"\\\r\n]{1,500})"$/iu.exec(each)?.[1])
    .find((nonce) => nonce !== undefined);
}

/** The part of SIP.js that answers a challenge; its own knows MD5 alone. One for each request. */
class Digest extends Core.DigestAuthentication {
  readonly #authentication: Authentication;
  #header = '';

  constructor(loggerFactory: Core.LoggerFactory, authentication: Authentication) {
    super(loggerFactory, undefined, undefined, undefined);
    this.#authentication = authentication;
  }

  /** Takes a challenge as SIP.js parsed it; false where it cannot be answered. */
  override authenticate(request: Core.OutgoingRequestMessage, given: unknown): boolean {
    const challenge = readChallenge(given);
    const header = challenge && this.#authentication.answer(request, challenge);
    this.#header = header ?? '';
    return header !== undefined;
  }

  /** The value of Authorization or Proxy-Authorization. */
  override toString(): string {
    return this.#header;
  }
}
