import type { Sound } from '../media/call-media.ts';
import { Dialog } from '../sip/dialog.ts';
import type { Flow } from '../sip/flow.ts';
import { newCallId, newTag, quoted, type SipResponse } from '../sip/message.ts';
import type { ClientTransaction, OutgoingRequest } from '../sip/transactions.ts';
import type { Scenario } from '../scenario.ts';
import { BaseCall, type CallServices } from './base-call.ts';

/** A recorded caller who calls an operator: this line sends the INVITE. */
export class IncomingCall extends BaseCall {
  readonly direction = 'incoming';
  private readonly invite: OutgoingRequest;
  private transaction: ClientTransaction | undefined;
  private provisional = false;
  private givenUp: PromiseWithResolvers<void> | undefined;
  private reason: 'practice' | 'lost' = 'practice';
  private answerTimer: NodeJS.Timeout | undefined;

  private constructor(
    services: CallServices,
    flow: Flow,
    invite: OutgoingRequest,
    target: Target,
    sound: Sound,
  ) {
    super(services, {
      id: invite.callId,
      username: target.username,
      scenarioId: target.scenario.id,
      flow,
      sound,
    });
    this.invite = invite;
  }

  /** Gathers candidates and sends the INVITE; resolves when it is on the wire. */
  static async place(
    services: CallServices,
    flow: Flow,
    target: Target,
    sound: Sound,
    announce: (call: IncomingCall) => void,
  ): Promise<IncomingCall> {
    const { scenario, domain } = target;
    const name = scenario.from.displayName === undefined ? '' : `${quoted(scenario.from.displayName)} `;
    const line = `<sip:${scenario.to}@${domain}>`;
    const call = new IncomingCall(
      services,
      flow,
      {
        method: 'INVITE',
        uri: target.contact,
        from: `${name}<sip:${scenario.from.number}@${domain}>;tag=${newTag()}`,
        to: line,
        callId: newCallId(),
        cseq: 1,
      },
      target,
      sound,
    );
    const content = await call.media.offer();
    const request: OutgoingRequest = {
      ...call.invite,
      // Which line was called decides the operator's screen; a PBX says it here (RFC 7315 §4.2).
      headers: [...call.answerHeaders(), `P-Called-Party-ID: ${line}`],
      body: { contentType: 'application/sdp', content },
    };
    // Known before the INVITE leaves, so that its first response finds the call.
    announce(call);
    call.transaction = services.layer.send(flow, request, {
      onProvisional: (response, from) => call.onProvisional(response, from),
      onFinal: (response, from) => call.onFinal(response, from),
      onSilence: () => call.onSilence(),
    });
    call.answerTimer = setTimeout(() => {
      call.reason = 'lost';
      void call.giveUp();
    }, services.timers.noAnswerMs);
    call.answerTimer.unref();
    return call;
  }

  protected override giveUp(): Promise<void> {
    this.givenUp ??= Promise.withResolvers<void>();
    // Before a provisional response no CANCEL may be sent (RFC 3261 §9.1); it follows with the first one.
    if (this.provisional) this.transaction?.cancel(this.flow());
    return this.givenUp.promise;
  }

  protected override beforeEnd(): void {
    clearTimeout(this.answerTimer);
    this.givenUp?.resolve();
  }

  private onProvisional(response: SipResponse, flow: Flow): void {
    if (this.state === 'ended') return;
    this.useFlow(flow);
    const first = !this.provisional;
    this.provisional = true;
    if (this.givenUp !== undefined) {
      if (first) this.transaction?.cancel(this.flow());
      return;
    }
    if (response.status > 100) this.ring();
  }

  private onFinal(response: SipResponse, flow: Flow): void {
    if (this.silent) return;
    if (response.status >= 300) {
      if (this.givenUp !== undefined) this.end(this.reason, { status: response.status });
      else this.end('operator', { status: response.status });
      return;
    }
    this.useFlow(flow);
    const dialog = Dialog.ofCaller(this.invite, response);
    this.services.layer.sendAck(flow, dialog.ack(this.invite.cseq));
    // A repeated 2xx only wanted its ACK once more; one of another fork has no place here.
    if (this.dialog !== undefined) return;
    if (this.givenUp !== undefined || this.state === 'ended') {
      // The answer crossed the CANCEL (RFC 3261 §15): it has to be taken back with BYE.
      this.hangUpUnwanted(dialog, flow);
      return;
    }
    this.dialog = dialog;
    void this.take(response);
  }

  private async take(response: SipResponse): Promise<void> {
    clearTimeout(this.answerTimer);
    this.confirm();
    if (!(await this.offers.takeAnswer(response.body))) await this.hangUp();
  }

  private hangUpUnwanted(dialog: Dialog, flow: Flow): void {
    this.dialog = dialog;
    const finish = (): void => this.end(this.reason);
    this.services.layer.send(flow, dialog.request('BYE'), { onFinal: finish, onSilence: finish });
  }

  private onSilence(): void {
    this.end(this.givenUp === undefined ? 'lost' : this.reason, { status: 408 });
  }
}

/** Whom to call, where, and as whom. */
export type Target = { username: string; contact: string; domain: string; scenario: Scenario };
