import type { CallMedia } from '../media/call-media.ts';
import type { SipRequest } from '../sip/message.ts';
import type { ServerTransaction } from '../sip/transactions.ts';

/** Offers and answers within a confirmed call (RFC 3264, RFC 6337): hold, resume, ICE restart, late offers. */
export class OfferAnswer {
  private readonly media: CallMedia;
  private readonly headers: () => string[];
  private readonly log: (event: string, detail: string) => void;
  private pending = false;
  private awaitedIn: number | undefined;

  /** @param headers of each 2xx: Contact and Allow */
  constructor(media: CallMedia, headers: () => string[], log: (event: string, detail: string) => void) {
    this.media = media;
    this.headers = headers;
    this.log = log;
  }

  /** A re-INVITE or UPDATE (RFC 3261 §14.2, RFC 3311 §5.2). */
  async receive(transaction: ServerTransaction): Promise<void> {
    const { request } = transaction;
    if (this.pending) {
      transaction.respond(500, { headers: ['Retry-After: 1'] });
      return;
    }
    this.pending = true;
    try {
      if (request.method === 'INVITE') transaction.respond(100);
      await this.respond(transaction);
    } catch (error) {
      this.log('offer-failed', describe(error));
      transaction.respond(500);
    } finally {
      this.pending = false;
    }
  }

  /** This line's own offer leaves in the 2xx of the request with this number; its answer comes in the ACK. */
  offerInResponse(cseq: number): Promise<string> {
    this.awaitedIn = cseq;
    return this.media.offer();
  }

  /** The ACK of a 2xx, which may carry an answer. */
  acknowledged(ack: SipRequest): void {
    if (ack.cseq !== this.awaitedIn || ack.body === '') return;
    this.awaitedIn = undefined;
    void this.takeAnswer(ack.body);
  }

  /** Whether the answer could be used. */
  async takeAnswer(sdp: string): Promise<boolean> {
    try {
      const result = await this.media.acceptAnswer(sdp);
      if (!result.ok) this.log('answer-refused', result.detail);
      return result.ok;
    } catch (error) {
      this.log('answer-refused', describe(error));
      return false;
    }
  }

  private async respond(transaction: ServerTransaction): Promise<void> {
    const { request } = transaction;
    const headers = this.headers();
    if (request.body === '') {
      // An UPDATE without a body only refreshes; an INVITE without one asks for an offer.
      const offer = request.method === 'INVITE' ? await this.offerInResponse(request.cseq) : undefined;
      const body = offer === undefined ? {} : { body: { contentType: 'application/sdp', content: offer } };
      transaction.respond(200, { headers, ...body });
      return;
    }
    const answer = await this.media.answer(request.body);
    if (!answer.ok) {
      this.log('offer-refused', answer.detail);
      transaction.respond(488);
      return;
    }
    transaction.respond(200, { headers, body: { contentType: 'application/sdp', content: answer.sdp } });
    this.log('call-renegotiated', this.media.held ? 'held' : 'active');
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
