import { Core } from 'sip.js';
import { headersOf } from './headers.ts';
import type { SessionTimer } from './session-timer.ts';

const timers = new WeakMap<Core.OutgoingRequestMessage, SessionTimer>();

/** Lets a session timer negotiate with the answers to this INVITE, which is not sent yet. */
export function keepTime(request: Core.OutgoingRequestMessage, timer: SessionTimer): void {
  timers.set(request, timer);
}

/** Lets our own client send the first INVITEs of a user agent. */
export function useOwnInviteClient(core: Core.UserAgentCore): void {
  core.invite = (request, delegate = {}) => new InviteClient(core, request, delegate);
}

/** Each 422 must ask for more than the one before; more of them than this are no negotiation. */
const mostTries = 5;

/**
 * The client of a first INVITE. Unlike that of SIP.js it sends the INVITE again after a 422 (RFC 4028 §7.3), no more
 * after a challenge that comes when the call was given up already, and ends a call that was given up at each of several
 * phones that answer it all the same: SIP.js ends its session at the first of them, and throws at the next.
 */
class InviteClient extends Core.InviteUserAgentClient {
  declare delegate: Core.OutgoingInviteRequestDelegate;
  #isCancelled = false;
  #isAnswered = false;
  #isEnded = false;
  #tries = 1;

  constructor(
    core: Core.UserAgentCore,
    request: Core.OutgoingRequestMessage,
    delegate: Core.OutgoingInviteRequestDelegate,
  ) {
    super(core, request, delegate);
    this.delegate = { ...delegate, onAccept: (response) => this.#accepted(response, delegate) };
  }

  override cancel(reason?: string, options?: Core.RequestOptions): Core.OutgoingRequestMessage {
    this.#isCancelled = true;
    return super.cancel(reason, options);
  }

  protected override receiveResponse(message: Core.IncomingResponseMessage): void {
    const status = message.statusCode ?? 0;
    // Another fork's answer is ended by BYE at once (RFC 3261 §13.2.2.4): it has nothing to say here.
    if (status >= 200 && status < 300 && !this.#isAnswered) {
      this.#isAnswered = true;
      timers.get(this.message)?.agreed(headersOf(message));
    }
    super.receiveResponse(message);
  }

  #accepted(
    response: Core.AckableIncomingResponseWithSession,
    { onAccept }: Core.OutgoingInviteRequestDelegate,
  ): void {
    if (this.#isEnded) {
      response.ack();
      response.session.bye();
      return;
    }
    this.#isEnded = this.#isCancelled;
    onAccept?.(response);
  }

  /** SIP.js asks this of each response first: false where the request was sent again. */
  protected override authenticationGuard(
    message: Core.IncomingResponseMessage,
    dialog?: Core.Dialog,
  ): boolean {
    // The new INVITE would ring, with nobody to cancel it.
    if (this.#isCancelled) return true;
    if (message.statusCode !== 422 || this.#tries === mostTries) {
      return super.authenticationGuard(message, dialog);
    }
    const timer = timers.get(this.message);
    if (timer?.tooShort(headersOf(message)) !== true) return true;
    this.#tries += 1;
    this.#sendAgain(timer.requestHeaders());
    return false;
  }

  /** The same call with the next CSeq, as SIP.js sends it again with credentials. */
  #sendAgain(headers: readonly string[]): void {
    const request = this.message;
    const kept = request.extraHeaders.filter((each) => !/^(Session-Expires|Min-SE)\s*:/iu.test(each));
    request.extraHeaders = [...kept, ...headers];
    request.cseq += 1;
    request.setHeader('cseq', `${request.cseq} ${request.method}`);
    // A nonce that was used is not used twice: the next challenge is the first one of this request.
    for (const name of ['Authorization', 'Proxy-Authorization'])
      Reflect.deleteProperty(request.headers, name);
    this['challenged'] = false;
    this['init']();
  }
}
