import type { Sound } from '../media/call-media.ts';
import { Dialog } from '../sip/dialog.ts';
import { newTag, type SipRequest } from '../sip/message.ts';
import type { ServerTransaction } from '../sip/transactions.ts';
import { BaseCall, type CallServices } from './base-call.ts';

// RFC 3261 §17.1.1.1: T1 and T2, between which a 2xx is repeated until its ACK, and 64*T1 when that is given up.
const T1_MS = 500;
const T2_MS = 4000;
const GIVE_UP_MS = 64 * T1_MS;

/** An operator who calls out: this line answers the INVITE. */
export class OutgoingCall extends BaseCall {
  readonly direction = 'outgoing';
  private readonly transaction: ServerTransaction;
  private readonly tag = newTag();
  private ringTimer: NodeJS.Timeout | undefined;
  private repeatTimer: NodeJS.Timeout | undefined;
  private answered = false;

  constructor(services: CallServices, transaction: ServerTransaction, username: string, sound: Sound) {
    super(services, {
      id: transaction.request.callId,
      username,
      scenarioId: undefined,
      flow: transaction.flow,
      sound,
    });
    this.transaction = transaction;
    this.dialog = Dialog.ofCallee(transaction.request, this.tag);
  }

  /** Rings for a while (0: not at all) and answers. */
  ringAndAnswer(ringMs: number): void {
    if (ringMs === 0) {
      void this.answer();
      return;
    }
    this.transaction.respond(180, { toTag: this.tag, headers: this.answerHeaders() });
    this.ring();
    this.ringTimer = setTimeout(() => void this.answer(), ringMs);
    this.ringTimer.unref();
  }

  /** Does not answer, but refuses at once (486: busy). */
  refuse(status: number): void {
    this.transaction.respond(status, { toTag: this.tag });
    this.end('practice', { status });
  }

  /** The desk takes its INVITE back (RFC 3261 §9.2). */
  cancelledByOperator(): void {
    if (this.transaction.done) return;
    this.transaction.respond(487, { toTag: this.tag });
    this.end('operator', { status: 487 });
  }

  override acknowledge(ack: SipRequest): void {
    if (this.answered && ack.cseq === this.transaction.request.cseq) clearTimeout(this.repeatTimer);
    super.acknowledge(ack);
    if (this.answered) this.confirm();
  }

  protected override giveUp(): Promise<void> {
    if (this.transaction.done) {
      // Answered, but the ACK is still on its way: a callee may not send BYE before it (RFC 3261 §15).
      return this.until((call) => call.state !== 'early' && call.state !== 'ringing').then(() =>
        this.hangUp(),
      );
    }
    this.transaction.respond(480, { toTag: this.tag });
    this.end('practice', { status: 480 });
    return Promise.resolve();
  }

  protected override beforeEnd(): void {
    clearTimeout(this.ringTimer);
    clearTimeout(this.repeatTimer);
  }

  protected override endedByBye(): void {
    // A caller may leave an early dialog with BYE; its INVITE still needs an end (RFC 3261 §15.1.2).
    this.transaction.respond(487, { toTag: this.tag });
    super.endedByBye();
  }

  private async answer(): Promise<void> {
    const { request } = this.transaction;
    try {
      const answer =
        request.body === ''
          ? { ok: true as const, sdp: await this.offers.offerInResponse(request.cseq) }
          : await this.media.answer(request.body);
      if (this.state === 'ended') return;
      if (!answer.ok) {
        this.services.log('offer-refused', this, answer.detail);
        this.transaction.respond(488, { toTag: this.tag });
        this.end('practice', { status: 488 });
        return;
      }
      this.answered = true;
      this.transaction.respond(200, {
        toTag: this.tag,
        headers: this.answerHeaders(),
        body: { contentType: 'application/sdp', content: answer.sdp },
      });
      this.repeatUntilAck(T1_MS, 0);
    } catch (error) {
      this.services.log('offer-failed', this, error instanceof Error ? error.message : String(error));
      this.transaction.respond(500, { toTag: this.tag });
      this.end('practice', { status: 500 });
    }
  }

  private repeatUntilAck(waitMs: number, waitedMs: number): void {
    this.repeatTimer = setTimeout(() => {
      if (waitedMs + waitMs >= GIVE_UP_MS) {
        this.confirm();
        void this.hangUp();
        return;
      }
      this.transaction.repeat();
      this.repeatUntilAck(Math.min(waitMs * 2, T2_MS), waitedMs + waitMs);
    }, waitMs);
    this.repeatTimer.unref();
  }
}
