import { CallMedia, type Sound } from '../media/call-media.ts';
import { digitOfInfo } from '../media/digits.ts';
import type { Dialog } from '../sip/dialog.ts';
import type { Flow } from '../sip/flow.ts';
import { ALLOWED_METHODS, type SipRequest, type SipResponse } from '../sip/message.ts';
import type { ServerTransaction, TransactionLayer } from '../sip/transactions.ts';
import { HandingOver, type ReplacedDialog } from './handing-over.ts';
import { CallWaiters } from './call-waiters.ts';
import { Liveness } from './liveness.ts';
import { OfferAnswer } from './offer-answer.ts';
import type {
  CallCondition,
  CallDirection,
  CallEvent,
  CallState,
  EndedBy,
  PracticeCall,
  PracticeTimers,
} from './practice-call.ts';

/** What a call needs of the line it belongs to. */
export type CallServices = {
  readonly layer: TransactionLayer;
  readonly timers: PracticeTimers;
  /** Contact URI of this line. */
  readonly contact: () => string;
  /** The open flow over which a user can be reached now. */
  readonly flowOf: (username: string) => Flow | undefined;
  /** The answered call of this user with this dialog. */
  readonly callWith: (username: string, dialog: ReplacedDialog) => BaseCall | undefined;
  readonly log: (event: string, call: PracticeCall, detail?: string) => void;
};

/** What calls of both directions share: the confirmed dialog, its media and its end. */
export abstract class BaseCall implements PracticeCall {
  readonly id: string;
  readonly username: string;
  readonly scenarioId: string | undefined;
  abstract readonly direction: CallDirection;
  protected readonly services: CallServices;
  protected readonly media: CallMedia;
  protected readonly offers: OfferAnswer;
  protected dialog: Dialog | undefined;
  private readonly waiters = new CallWaiters();
  private currentState: CallState = 'ringing';
  private currentEndedBy: EndedBy | undefined;
  private refusedWith: number | undefined;
  private mediaUp = false;
  /** The other side is gone: nothing of this call is answered any more. */
  silent = false;
  private pressed = '';
  private callFlow: Flow | undefined;
  private readonly liveness: Liveness;
  private readonly handingOver: HandingOver;
  private takenBy: string | undefined;

  constructor(
    services: CallServices,
    call: { id: string; username: string; scenarioId: string | undefined; flow: Flow; sound: Sound },
  ) {
    this.services = services;
    this.id = call.id;
    this.username = call.username;
    this.scenarioId = call.scenarioId;
    this.callFlow = call.flow;
    this.liveness = new Liveness(services.timers.lostAfterMs, (detail) => this.lose(detail));
    this.media = new CallMedia(call.sound, {
      onDigit: (digit) => this.addDigit(digit),
      onHeldChange: (held) => this.notify(held ? 'held' : 'resumed'),
      onSign: () => {
        this.liveness.sign();
        this.waiters.check(this);
      },
      onConnected: () => {
        this.mediaUp = true;
        this.notify('media');
      },
      onFailed: (detail) => services.log('media-failed', this, detail),
    });
    this.handingOver = new HandingOver({
      ringsMs: services.timers.calleeRingsMs,
      request: (method, extra) => this.request(method, extra),
      headers: () => this.answerHeaders(),
      isOver: () => this.currentState === 'ended',
      consultation: (dialog) => {
        const other = services.callWith(this.username, dialog);
        return other === this ? undefined : other;
      },
      taken: (number) => {
        this.takenBy = number;
        services.log('call-handed-over', this, number);
      },
      hangUp: () => this.hangUp(),
    });
    this.offers = new OfferAnswer(
      this.media,
      () => this.answerHeaders(),
      (event, detail) => services.log(event, this, detail),
    );
  }

  get state(): CallState {
    return this.currentState;
  }

  get endedBy(): EndedBy | undefined {
    return this.currentEndedBy;
  }

  get endStatus(): number | undefined {
    return this.refusedWith;
  }

  get handedOverTo(): string | undefined {
    return this.takenBy;
  }

  get held(): boolean {
    return this.media.held;
  }

  get mediaConnected(): boolean {
    return this.mediaUp && this.currentState !== 'ended';
  }

  operatorLevelDbov(): number | undefined {
    return this.media.levelDbov();
  }

  operatorPackets(): { received: number; lost: number } {
    return this.media.packets();
  }

  digits(): string {
    return this.pressed;
  }

  async hangUp(): Promise<void> {
    if (this.currentState === 'ended') return;
    if (this.currentState !== 'confirmed' || this.dialog === undefined) return this.giveUp();
    const said = this.request('BYE');
    this.end('practice');
    await said;
  }

  cancel(): Promise<void> {
    return this.hangUp();
  }

  vanish(): void {
    if (this.currentState === 'ended') return;
    this.silent = true;
    this.end('lost', { detail: 'vanished' });
  }

  until(condition: CallCondition): Promise<void> {
    return this.waiters.until(this, condition);
  }

  on(event: CallEvent, listener: (call: PracticeCall) => void): () => void {
    return this.waiters.on(event, listener);
  }

  /** Whether a message of this call is meant, also after its end (to stay silent, or to answer 481). */
  owns(request: SipRequest): boolean {
    return this.dialog?.owns(request) ?? false;
  }

  /** Whether this answered call is the one that a Replaces names (RFC 3891 §3). */
  isIn({ callId, localTag, remoteTag }: ReplacedDialog): boolean {
    const { dialog } = this;
    if (dialog === undefined || this.currentState !== 'confirmed') return false;
    return dialog.callId === callId && dialog.localTag === localTag && dialog.remoteTag === remoteTag;
  }

  /** A request within the dialog. */
  receive(transaction: ServerTransaction): void {
    if (this.silent) return;
    const { request, flow } = transaction;
    if (this.dialog === undefined || this.currentState === 'ended') {
      transaction.respond(481);
      return;
    }
    if (!this.dialog.accept(request)) {
      transaction.respond(500);
      return;
    }
    this.useFlow(flow);
    switch (request.method) {
      case 'BYE':
        transaction.respond(200);
        this.endedByBye();
        return;
      case 'INVITE':
      case 'UPDATE':
        if (this.currentState === 'confirmed') {
          this.dialog.refreshTarget(request);
          void this.offers.receive(transaction);
        } else transaction.respond(500, { headers: ['Retry-After: 1'] });
        return;
      case 'INFO':
        this.receiveInfo(transaction);
        return;
      case 'REFER':
        if (this.currentState === 'confirmed') this.handingOver.receive(transaction);
        else transaction.respond(403);
        return;
      case 'OPTIONS':
        transaction.respond(200, { headers: [`Allow: ${ALLOWED_METHODS.join(', ')}`] });
        return;
      default:
        transaction.respond(405, { headers: [`Allow: ${ALLOWED_METHODS.join(', ')}`] });
    }
  }

  /** The ACK of a 2xx of this line. */
  acknowledge(ack: SipRequest): void {
    if (!this.silent) this.offers.acknowledged(ack);
  }

  /** A WebSocket is gone: where it was this call's, the desk has some time to come back (and may re-INVITE). */
  flowClosed(flow: Flow): void {
    if (flow !== this.callFlow || this.currentState === 'ended') return;
    this.callFlow = undefined;
    const next = this.services.flowOf(this.username);
    if (next !== undefined) {
      this.callFlow = next;
      return;
    }
    this.services.log('call-flow-lost', this);
    this.liveness.connectionLost();
  }

  /** The operator has registered over this flow: a call that had lost its own goes on here. */
  operatorCameBack(flow: Flow): void {
    if (this.currentState !== 'ended' && this.callFlow === undefined) this.useFlow(flow);
  }

  /** Ends at once and tells nobody (the line closes). */
  async dispose(): Promise<void> {
    this.silent = true;
    this.end('practice');
    await this.media.close();
  }

  /** Gives up a call that is not answered yet. */
  protected abstract giveUp(): Promise<void>;

  protected flow(): Flow | undefined {
    return this.callFlow?.open === true ? this.callFlow : this.services.flowOf(this.username);
  }

  protected useFlow(flow: Flow): void {
    this.callFlow = flow;
    this.liveness.connectionBack();
  }

  protected ring(): void {
    if (this.currentState === 'ringing') this.enter('early');
  }

  protected confirm(): void {
    if (this.currentState === 'confirmed' || this.currentState === 'ended') return;
    this.liveness.watchMedia();
    this.media.start();
    this.enter('confirmed');
  }

  protected end(endedBy: EndedBy, cause: { status?: number; detail?: string } = {}): void {
    if (this.currentState === 'ended') return;
    this.liveness.stop();
    this.handingOver.stop();
    this.currentEndedBy = endedBy;
    this.refusedWith = cause.status;
    this.beforeEnd();
    this.media.close().catch((error: unknown) => this.services.log('media-failed', this, describe(error)));
    this.enter('ended', cause.detail ?? (cause.status === undefined ? undefined : String(cause.status)));
  }

  /** Clears what only one direction has. */
  protected beforeEnd(): void {
    // Most calls have nothing of their own to clear.
  }

  protected endedByBye(): void {
    this.end('operator');
  }

  protected answerHeaders(): string[] {
    return [`Contact: <${this.services.contact()}>`, `Allow: ${ALLOWED_METHODS.join(', ')}`];
  }

  /** Sends a request within the dialog; resolves with its final response, undefined where none comes. */
  private request(
    method: string,
    extra: Parameters<Dialog['request']>[1] = {},
  ): Promise<SipResponse | undefined> {
    const { promise, resolve } = Promise.withResolvers<SipResponse | undefined>();
    if (this.dialog === undefined) resolve(undefined);
    else {
      const listener = { onFinal: resolve, onSilence: () => resolve(undefined) };
      this.services.layer.send(this.flow(), this.dialog.request(method, extra), listener);
    }
    return promise;
  }

  private receiveInfo(transaction: ServerTransaction): void {
    const { request } = transaction;
    const digit = digitOfInfo(request.header('content-type') ?? '', request.body);
    transaction.respond(200);
    if (digit !== undefined) this.addDigit(digit);
  }

  private addDigit(digit: string): void {
    this.pressed += digit;
    this.services.log('digit', this, digit);
    this.notify('digit');
  }

  private lose(detail: string): void {
    if (this.currentState === 'confirmed') void this.request('BYE');
    this.end('lost', { detail });
  }

  private enter(state: CallState, detail?: string): void {
    this.currentState = state;
    this.services.log(`call-${state}`, this, detail);
    this.notify('state');
  }

  private notify(event: CallEvent): void {
    this.waiters.notify(event, this);
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
