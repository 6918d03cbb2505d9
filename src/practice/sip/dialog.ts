import { addressUri, contactUri, type SipMessage, type SipRequest, type SipResponse } from './message.ts';
import type { OutgoingRequest } from './transactions.ts';

/** Peer-to-peer relation of two sides of a call (RFC 3261 §12), from the practice line's side. */
export class Dialog {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  private readonly local: string;
  private readonly remote: string;
  private readonly routes: readonly string[];
  private remoteTarget: string;
  private localCseq: number;
  private remoteCseq: number | undefined;

  private constructor(fields: {
    callId: string;
    localTag: string;
    remoteTag: string;
    local: string;
    remote: string;
    routes: readonly string[];
    remoteTarget: string;
    localCseq: number;
    remoteCseq: number | undefined;
  }) {
    this.callId = fields.callId;
    this.localTag = fields.localTag;
    this.remoteTag = fields.remoteTag;
    this.local = fields.local;
    this.remote = fields.remote;
    this.routes = fields.routes;
    this.remoteTarget = fields.remoteTarget;
    this.localCseq = fields.localCseq;
    this.remoteCseq = fields.remoteCseq;
  }

  /** After a response with a To tag to this line's INVITE (§12.1.2). */
  static ofCaller(invite: OutgoingRequest, response: SipResponse): Dialog {
    return new Dialog({
      callId: invite.callId,
      localTag: response.fromTag,
      remoteTag: response.toTag ?? '',
      local: invite.from,
      remote: response.header('to') ?? invite.to,
      routes: response.headers('record-route').toReversed(),
      remoteTarget: contactUri(response) ?? invite.uri,
      localCseq: invite.cseq,
      remoteCseq: undefined,
    });
  }

  /** When this line answers an INVITE with its own tag (§12.1.1). */
  static ofCallee(invite: SipRequest, localTag: string): Dialog {
    return new Dialog({
      callId: invite.callId,
      localTag,
      remoteTag: invite.fromTag,
      local: `${invite.header('to') ?? ''};tag=${localTag}`,
      remote: invite.header('from') ?? '',
      routes: invite.headers('record-route'),
      remoteTarget: contactUri(invite) ?? addressUri(invite.header('from') ?? '') ?? invite.rawUri,
      localCseq: 0,
      remoteCseq: invite.cseq,
    });
  }

  /** Whether the message belongs to this dialog, by Call-ID and both tags. */
  owns(message: SipMessage): boolean {
    const [local, remote] =
      message.kind === 'request' ? [message.toTag, message.fromTag] : [message.fromTag, message.toTag];
    return message.callId === this.callId && local === this.localTag && remote === this.remoteTag;
  }

  /** Notes the request's number; false where it is out of order and deserves a 500 (§12.2.2). */
  accept(request: SipRequest): boolean {
    if (this.remoteCseq !== undefined && request.cseq <= this.remoteCseq) return false;
    this.remoteCseq = request.cseq;
    return true;
  }

  /** INVITE and UPDATE and their 2xx may move the other side's Contact (§12.2). */
  refreshTarget(message: SipMessage): void {
    this.remoteTarget = contactUri(message) ?? this.remoteTarget;
  }

  request(method: string, extra: Pick<OutgoingRequest, 'headers' | 'body'> = {}): OutgoingRequest {
    this.localCseq += 1;
    return this.outgoing(method, this.localCseq, extra);
  }

  /** The ACK of a 2xx bears the number of its INVITE (§13.2.2.4). */
  ack(inviteCseq: number): OutgoingRequest {
    return this.outgoing('ACK', inviteCseq, {});
  }

  private outgoing(
    method: string,
    cseq: number,
    extra: Pick<OutgoingRequest, 'headers' | 'body'>,
  ): OutgoingRequest {
    return {
      method,
      uri: this.remoteTarget,
      from: this.local,
      to: this.remote,
      callId: this.callId,
      cseq,
      routes: this.routes,
      ...extra,
    };
  }
}
