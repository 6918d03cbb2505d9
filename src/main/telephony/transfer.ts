import { Inviter, SessionState, URI, type Session } from 'sip.js';
import { fail, ok, type Failure, type Result } from '../../contract/reasons.ts';
import type { CallTransfer, TransferFailure } from '../../domain/call/transfer.ts';
import type { Log } from '../logging/log.ts';
import type { Clock } from './clock.ts';
import { dialTarget } from './dial-target.ts';
import { HandingOver } from './handing-over.ts';
import type { PhoneCall } from './phone-call.ts';
import type { TransferTarget } from './port.ts';
import { Referrals, type ReferAnswer } from './refer.ts';
import type { Agent } from './user-agent.ts';

/** A call as its handing over needs it. */
export interface TransferLeg {
  readonly id: string;
  readonly call: PhoneCall;
  readonly session: Session;
}

export interface TransfersParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly agent: () => Agent | undefined;
  readonly isRegistered: () => boolean;
  /** The name of whoever has this number, where it is known. */
  readonly nameOf: (number: string) => string | undefined;
  readonly find: (callId: string) => Omit<TransferLeg, 'id'> | undefined;
  readonly isInConference: (callId: string) => boolean;
  readonly isTalking: () => boolean;
  readonly setHeld: (callId: string, held: boolean) => Promise<Result<void>>;
  readonly hangUp: (callId: string) => Result<void>;
  /** Runs `action` when the PBX can be reached again. */
  readonly whenRegistered: (action: () => void) => void;
  /** What must be put right at the PBX before the call leaves this desk; at most a few seconds. */
  readonly beforeLeaving: (callId: string) => Promise<void>;
}

interface Plan {
  readonly kind: CallTransfer['kind'];
  readonly number: string;
  readonly name?: string | undefined;
  readonly referTo: string;
  /** The consultation of an attended transfer. */
  readonly other?: TransferLeg | undefined;
  /** A consultation that nobody has answered yet: given up before the caller is sent to its number. */
  readonly unanswered?: TransferLeg | undefined;
}

/** A phone that is to ring for the caller must have heard first that it rings for the operator no more. */
const givingUpMs = 2000;

/**
 * Hands calls over (RFC 5589): the caller is put on hold first, and the consultation too; then REFER; then the PBX
 * tells how it goes. Whoever cannot be handed over is back in the talk. A consultation that still rings is given up, and
 * the caller handed over blindly to its number: an early dialog is nothing that could be replaced (§7.6, RFC 3891 §3).
 */
export class Transfers {
  readonly #parts: TransfersParts;
  #referrals: Referrals | undefined;

  constructor(parts: TransfersParts) {
    this.#parts = parts;
  }

  /** Done when the PBX has taken the call on; `transfer` of the call tells how it goes on. */
  async transfer(callId: string, to: TransferTarget): Promise<Result<void>> {
    const leg = this.#find(callId);
    const agent = this.#parts.agent();
    if (leg === undefined) return fail('call.gone');
    if (agent === undefined || !this.#parts.isRegistered()) return fail('call.notRegistered');
    const plan = 'number' in to ? this.#blind(to.number, agent.domain) : this.#toOther(leg, to.callId);
    if (!plan.ok) return plan;
    // Whoever is joined with others is taken out of the conference first, by the operator.
    const legs = [leg, ...(plan.value.other === undefined ? [] : [plan.value.other])];
    if (legs.some(({ id }) => this.#parts.isInConference(id))) return fail('call.wrongState');
    if (!begin(leg, plan.value)) return fail('call.wrongState');
    await this.#parts.beforeLeaving(callId);
    const handing = new HandingOver({
      clock: this.#parts.clock,
      call: leg.call,
      other: plan.value.other?.call,
      onFailed: () => void this.#backToCaller(leg),
    });
    this.#watchEnd(leg, handing);
    for (const { id } of legs) {
      const held = await this.#parts.setHeld(id, true);
      if (held.ok) continue;
      handing.failed(transferFailure(held));
      return held;
    }
    const { unanswered } = plan.value;
    if (unanswered !== undefined && !(await this.#giveUp(unanswered))) {
      // The colleague has answered just now: that is another handing over, for the operator to ask for.
      leg.call.apply({ type: 'transferForgotten' });
      return fail('call.wrongState');
    }
    return this.#refer(agent, leg, plan.value, handing);
  }

  /** Ends a consultation that rings, and waits until it has; false where it is answered. */
  async #giveUp({ id, call, session }: TransferLeg): Promise<boolean> {
    if (call.progress.answeredAt !== undefined && call.progress.state !== 'ended') return false;
    this.#parts.hangUp(id);
    if (session.state === SessionState.Terminated) return true;
    await new Promise<void>((resolve) => {
      const cancelTimer = this.#parts.clock.after(givingUpMs, resolve);
      session.stateChange.addListener((state) => {
        if (state !== SessionState.Terminated) return;
        cancelTimer();
        resolve();
      });
    });
    return true;
  }

  async #refer(
    { userAgent, transport }: Agent,
    leg: TransferLeg,
    plan: Plan,
    handing: HandingOver,
  ): Promise<Result<void>> {
    // The consultation may have ended while the calls were put on hold.
    if (plan.other !== undefined && plan.other.session.state !== SessionState.Established) {
      handing.failed('call.gone');
      return fail('call.noOther');
    }
    // A PBX may end the consultation before it answers the REFER: Asterisk does.
    plan.other?.call.apply({ type: 'transferReported', status: 'trying' });
    this.#referrals ??= new Referrals(userAgent, () => transport.isConnected(), this.#parts.log);
    const answer = await this.#referrals.send({
      session: leg.session,
      referTo: plan.referTo,
      onReport: (report) => handing.reported(report),
    });
    this.#parts.log.info('REFER', { kind: plan.kind, ...answer });
    return settle(leg, handing, answer);
  }

  #find(id: string): TransferLeg | undefined {
    const found = this.#parts.find(id);
    return found && { id, ...found };
  }

  #blind(typed: string, domain: string): Result<Plan> {
    const target = dialTarget(typed, domain);
    if (!target.ok) return target;
    const number = target.value;
    const uri = new URI('sip', number, domain);
    return ok({ kind: 'blind', number, name: this.#parts.nameOf(number), referTo: `<${uri.toString()}>` });
  }

  #toOther(leg: TransferLeg, otherId: string): Result<Plan> {
    const other = this.#find(otherId);
    if (other === undefined || other.id === leg.id) return fail('call.noOther');
    const { state, remoteNumber, remoteName } = other.call.snapshot();
    if (state === 'dialling' && other.session instanceof Inviter) {
      const { ruri } = other.session.request;
      const number = ruri.user ?? '';
      const name = remoteName ?? this.#parts.nameOf(number);
      return ok({ kind: 'blind', number, name, referTo: `<${ruri.toString()}>`, unanswered: other });
    }
    const { dialog } = other.session;
    if ((state !== 'active' && state !== 'held') || dialog === undefined) return fail('call.wrongState');
    const { callId, localTag, remoteTag, remoteTarget } = dialog;
    const target = new URI('sip', remoteTarget.user ?? '', remoteTarget.host, remoteTarget.port);
    const transport = remoteTarget.getParam('transport');
    if (transport) target.setParam('transport', transport);
    // The tags as the other side of the consultation knows them: its own is our remote one (RFC 3891 §3).
    const replaces = encodeURIComponent(`${callId};to-tag=${remoteTag};from-tag=${localTag}`);
    return ok({
      kind: 'attended',
      number: remoteNumber ?? '',
      name: remoteName,
      referTo: `<${target.toString()}?Replaces=${replaces}>`,
      other,
    });
  }

  /** Takes the caller back, unless the operator talks with somebody else by now. */
  async #backToCaller(leg: TransferLeg): Promise<void> {
    const { progress } = leg.call;
    if (progress.transfer?.status !== 'failed' || progress.state !== 'held') return;
    if (this.#parts.isTalking()) return;
    const resumed = await this.#parts.setHeld(leg.id, false);
    if (!resumed.ok && resumed.reason === 'pbx.unreachable') {
      this.#parts.whenRegistered(() => void this.#backToCaller(leg));
    }
  }

  #watchEnd({ session }: TransferLeg, handing: HandingOver): void {
    session.stateChange.addListener((state) => {
      // Why it ended is known in the next turn.
      if (state === SessionState.Terminated) queueMicrotask(() => queueMicrotask(() => handing.callEnded()));
    });
  }
}

/** Marks the call, and the consultation, as being handed over; false where one of them cannot be now. */
function begin(leg: TransferLeg, { kind, number, name, other }: Plan): boolean {
  if (!leg.call.apply({ type: 'transferAsked', kind, number, name })) return false;
  if (other === undefined) return true;
  const { remoteNumber = '', remoteName } = leg.call.snapshot();
  if (other.call.apply({ type: 'transferAsked', kind, number: remoteNumber, name: remoteName })) return true;
  leg.call.apply({ type: 'transferForgotten' });
  return false;
}

function settle({ call }: TransferLeg, handing: HandingOver, answer: ReferAnswer): Result<void> {
  switch (answer.outcome) {
    case 'accepted':
      handing.accepted(answer.reports);
      return ok(undefined);
    case 'refused':
      handing.failed('call.transferRefused', answer.sipStatus);
      return fail('call.transferRefused', `${answer.sipStatus}`);
    case 'unreachable':
      handing.failed('pbx.unreachable');
      return fail('pbx.unreachable');
    case 'gone':
      // The last report, and with it the end, may have been quicker than the answer.
      if (call.progress.ending === 'transferred') return ok(undefined);
      handing.gone();
      return fail('call.gone');
  }
}

function transferFailure({ reason }: Failure): TransferFailure {
  switch (reason) {
    case 'call.gone':
    case 'pbx.unreachable':
    case 'pbx.refused':
    case 'media.failed':
      return reason;
    default:
      return 'internal';
  }
}
