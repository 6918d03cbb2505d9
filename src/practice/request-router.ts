import type { BaseCall } from './calls/base-call.ts';
import type { OutgoingCall } from './calls/outgoing-call.ts';
import type { DigestAuthenticator } from './sip/digest.ts';
import { ALLOWED_METHODS, newTag, type SipRequest } from './sip/message.ts';
import type { Registrar } from './sip/registrar.ts';
import type { ServerTransaction, TransactionLayer } from './sip/transactions.ts';

/** What an operator asks of the line by a SIP MESSAGE (RFC 3428). */
export type ReceivedMessage = {
  username: string;
  to: string;
  contentType: string;
  body: string;
  status: number;
};

export type RouterHooks = {
  calls: () => readonly BaseCall[];
  /** Begins to answer a call from the desk. */
  startOutgoing: (transaction: ServerTransaction, username: string, to: string) => void;
  /** Begins a call to the operator; false for an unknown scenario. */
  startScenario: (username: string, scenarioId: string) => boolean;
  onMessage: (message: ReceivedMessage) => void;
  onRefused: (request: SipRequest, status: number) => void;
};

const ALLOW = `Allow: ${ALLOWED_METHODS.join(', ')}`;
// Methods of SIP (RFC 3261 and its extensions) that this line knows by name, but does not do.
const KNOWN_METHODS = new Set(['SUBSCRIBE', 'NOTIFY', 'PUBLISH', 'PRACK']);

/** Decides what becomes of each request: the UAS core of RFC 3261 §8.2. */
export class RequestRouter {
  private readonly layer: () => TransactionLayer;
  private readonly registrar: Registrar;
  private readonly authenticator: DigestAuthenticator;
  private readonly hooks: RouterHooks;
  private registrationsRefusedWith: number | undefined;

  constructor(options: {
    layer: () => TransactionLayer;
    registrar: Registrar;
    authenticator: DigestAuthenticator;
    hooks: RouterHooks;
  }) {
    this.layer = options.layer;
    this.registrar = options.registrar;
    this.authenticator = options.authenticator;
    this.hooks = options.hooks;
  }

  refuseRegistrations(status: number | undefined): void {
    this.registrationsRefusedWith = status;
  }

  route(transaction: ServerTransaction): void {
    const { request } = transaction;
    if (request.method === 'CANCEL') {
      this.cancel(transaction);
      return;
    }
    if (request.toTag !== undefined) {
      this.routeWithinDialog(transaction);
      return;
    }
    if (/^\s*0+\s*$/.test(request.header('max-forwards') ?? '') && request.method !== 'OPTIONS') {
      this.refuse(transaction, 483);
      return;
    }
    const required = request.header('require');
    if (required !== undefined && (request.method === 'INVITE' || request.method === 'REGISTER')) {
      // None of the extensions that a desk could insist on is spoken here (RFC 3261 §8.2.2.3).
      this.refuse(transaction, 420, [`Unsupported: ${required}`]);
      return;
    }
    switch (request.method) {
      case 'OPTIONS':
        transaction.respond(200, { toTag: newTag(), headers: [ALLOW, 'Accept: application/sdp'] });
        return;
      case 'REGISTER':
        this.register(transaction);
        return;
      case 'INVITE':
        this.invite(transaction);
        return;
      case 'MESSAGE':
        this.message(transaction);
        return;
      case 'BYE':
      case 'INFO':
      case 'UPDATE':
      case 'REFER':
        this.refuse(transaction, 481);
        return;
      default:
        this.refuse(transaction, KNOWN_METHODS.has(request.method) ? 405 : 501, [ALLOW]);
    }
  }

  /** The ACK of a 2xx. */
  acknowledge(ack: SipRequest): void {
    this.hooks
      .calls()
      .find((call) => call.owns(ack))
      ?.acknowledge(ack);
  }

  private routeWithinDialog(transaction: ServerTransaction): void {
    const { request, flow } = transaction;
    const call = this.hooks.calls().find((candidate) => candidate.owns(request));
    if (call === undefined) {
      this.refuse(transaction, 481);
      return;
    }
    // A call may go on over another connection, but only for the operator it belongs to.
    if (!flow.users.has(call.username) && this.authenticate(transaction) !== call.username) return;
    call.receive(transaction);
  }

  private cancel(transaction: ServerTransaction): void {
    const invite = this.layer().inviteOf(transaction.request);
    if (invite === undefined) {
      this.refuse(transaction, 481);
      return;
    }
    const call = this.hooks.calls().find((candidate) => candidate.id === invite.request.callId);
    if (call?.silent === true) return;
    transaction.respond(200, { toTag: newTag() });
    if (invite.done) return;
    if (call?.direction === 'outgoing' && isOutgoing(call)) call.cancelledByOperator();
    else invite.respond(487, { toTag: newTag() });
  }

  private register(transaction: ServerTransaction): void {
    const refusal = this.registrationsRefusedWith;
    if (refusal !== undefined) {
      this.refuse(transaction, refusal, refusal === 503 ? ['Retry-After: 5'] : []);
      return;
    }
    const username = this.authenticate(transaction);
    if (username === undefined) return;
    if (username !== transaction.request.toUser) {
      this.refuse(transaction, 403);
      return;
    }
    this.registrar.register(transaction, username);
  }

  private invite(transaction: ServerTransaction): void {
    const username = this.authenticate(transaction);
    if (username === undefined) return;
    transaction.respond(100);
    this.hooks.startOutgoing(transaction, username, dialled(transaction.request));
  }

  private message(transaction: ServerTransaction): void {
    const { request } = transaction;
    const username = this.authenticate(transaction);
    if (username === undefined) return;
    const to = dialled(request);
    const status = this.hooks.startScenario(username, to) ? 202 : 404;
    transaction.respond(status, { toTag: newTag() });
    const contentType = request.header('content-type') ?? '';
    this.hooks.onMessage({ username, to, contentType, body: request.body, status });
  }

  /** The user who sent it; undefined where the request has been challenged or refused instead. */
  private authenticate(transaction: ServerTransaction): string | undefined {
    const { request, flow } = transaction;
    const verdict = this.authenticator.verify(
      request.header('authorization'),
      request.method,
      request.rawUri,
    );
    if (verdict.ok) {
      flow.users.add(verdict.username);
      return verdict.username;
    }
    if (verdict.reason === 'challenge') {
      transaction.respond(401, { toTag: newTag(), headers: [`WWW-Authenticate: ${verdict.challenge}`] });
    } else this.refuse(transaction, 403);
    return undefined;
  }

  private refuse(transaction: ServerTransaction, status: number, headers: readonly string[] = []): void {
    transaction.respond(status, { toTag: newTag(), headers });
    this.hooks.onRefused(transaction.request, status);
  }
}

/** The user part of the Request-URI, unescaped (RFC 3261 §19.1.1). */
function dialled(request: SipRequest): string {
  const user = request.uri.user ?? '';
  try {
    return decodeURIComponent(user);
  } catch {
    // A broken escape is taken as it stands; it will be no known number.
    return user;
  }
}

function isOutgoing(call: BaseCall): call is OutgoingCall {
  return 'cancelledByOperator' in call;
}
