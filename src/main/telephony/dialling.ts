import { fail, ok, type Result } from '../../contract/reasons.ts';
import type { Log } from '../logging/log.ts';
import type { CallFacts, CallLeg } from './call-leg.ts';
import type { Clock } from './clock.ts';
import { dialTarget } from './dial-target.ts';
import { refusalEvent } from './endings.ts';
import { createInviter, outgoingLeg, sendInvite } from './outgoing.ts';
import type { PhoneCall } from './phone-call.ts';
import type { MediaPort, TelephonyCall } from './port.ts';
import type { Switchboard } from './switchboard.ts';
import type { Agent } from './user-agent.ts';

export interface DiallingParts {
  readonly media: MediaPort;
  readonly clock: Clock;
  readonly log: Log;
  readonly agent: () => Agent | undefined;
  readonly isRegistered: () => boolean;
  readonly switchboard: Switchboard;
  /** Takes a call among those that there are, and gives its id. */
  readonly add: (leg: CallLeg, facts: CallFacts) => string;
  readonly find: (callId: string) => PhoneCall | undefined;
  /** There is no call at all. */
  readonly isFree: () => boolean;
  /** There is no call after all. */
  readonly onGivenUp: () => void;
}

/** Calls out, up to their INVITE: a microphone first, then whoever is talked with is held, then it is called. */
export class Dialling {
  readonly #parts: DiallingParts;
  #preparing = 0;

  constructor(parts: DiallingParts) {
    this.#parts = parts;
  }

  /** Whether the microphone is being opened for a call that is still to be made. */
  get isPreparing(): boolean {
    return this.#preparing > 0;
  }

  /** A check holds nobody for its call: call.otherActive while there is one. */
  async dial(typed: string, purpose?: TelephonyCall['purpose']): Promise<Result<{ callId: string }>> {
    const { media, switchboard, isRegistered } = this.#parts;
    const agent = this.#parts.agent();
    if (agent === undefined || !isRegistered()) return fail('call.notRegistered');
    const target = dialTarget(typed, agent.domain);
    if (!target.ok) return target;
    if (!switchboard.hasRoom()) return fail('call.tooMany');
    this.#preparing += 1;
    const prepared = await media.request({ name: 'prepare' });
    this.#preparing -= 1;
    const result = !prepared.ok
      ? fail(prepared.reason, prepared.detail)
      : purpose === 'check' && !this.#parts.isFree()
        ? fail('call.otherActive')
        : await switchboard.dial(() => this.#call(agent, target.value, purpose));
    if (!result.ok) this.#parts.onGivenUp();
    return result;
  }

  #call(agent: Agent, user: string, purpose: TelephonyCall['purpose']): Result<{ callId: string }> {
    const { log, clock, find } = this.#parts;
    // The PBX may have gone while another call was put on hold.
    if (!this.#parts.isRegistered()) return fail('call.notRegistered');
    const now = () => clock.instant();
    const call = (): PhoneCall | undefined => find(id);
    const inviter = createInviter(agent.userAgent, user, agent.domain);
    const actions = {
      onAlerting: () => call()?.apply({ type: 'alerting' }),
      onEarlyDescription: (sdp: string, ringing: boolean) => void call()?.hearEarly(sdp, ringing),
      onRefused: (status: number) =>
        call()?.apply(refusalEvent(status, now(), agent.transport.isConnected())),
      onBye: () => call()?.apply({ type: 'otherHungUp', at: now() }),
    };
    const leg = outgoingLeg(inviter, log, actions);
    const id = this.#parts.add(leg, { remoteNumber: user, sipCallId: inviter.request.callId, purpose });
    sendInvite(inviter, log, actions);
    return ok({ callId: id });
  }
}
