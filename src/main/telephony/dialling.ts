import type { Session } from 'sip.js';
import type { MediaResult } from '../../contract/media/messages.ts';
import { fail, ok, type Result } from '../../contract/reasons.ts';
import type { Log } from '../logging/log.ts';
import type { CallFacts, CallLeg } from './call-leg.ts';
import type { Clock } from './clock.ts';
import { dialTarget } from './dial-target.ts';
import { refusalEvent } from './endings.ts';
import type { Identity } from './identity.ts';
import { createInviter, outgoingLeg, sendInvite } from './outgoing.ts';
import type { PhoneCall } from './phone-call.ts';
import type { MediaPort, TelephonyCall } from './port.ts';
import type { Readiness } from './readiness.ts';
import type { SessionDescriptionProxy } from './session-description-proxy.ts';
import type { Switchboard } from './switchboard.ts';
import type { Agent } from './user-agent.ts';

export interface DiallingParts {
  readonly media: MediaPort;
  readonly clock: Clock;
  readonly log: Log;
  readonly agent: () => Agent | undefined;
  readonly isRegistered: () => boolean;
  readonly switchboard: Switchboard;
  readonly readiness: Readiness;
  readonly proxyOf: (session: Session) => SessionDescriptionProxy;
  /** Takes a call among those that there are, and gives its id. */
  readonly add: (leg: CallLeg, facts: CallFacts) => string;
  readonly find: (callId: string) => PhoneCall | undefined;
  /** There is no call at all. */
  readonly isFree: () => boolean;
  /** A call was made, or not. */
  readonly onDone: () => void;
}

/** A call whose INVITE is on its way. `adopted`: with an offer made earlier, the microphone is still to come. */
interface Begun {
  readonly callId: string;
  readonly proxy: SessionDescriptionProxy;
  readonly adopted: Promise<boolean> | undefined;
}

/**
 * Calls out, up to their INVITE: a microphone first, then whoever is talked with is held, then it is called. Where an
 * offer is ready the microphone is opened meanwhile, and the call taken back if that fails.
 */
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
    const { switchboard, isRegistered } = this.#parts;
    const agent = this.#parts.agent();
    if (agent === undefined || !isRegistered()) return fail('call.notRegistered');
    const target = dialTarget(typed, agent.domain);
    if (!target.ok) return target;
    if (!switchboard.hasRoom()) return fail('call.tooMany');
    this.#preparing += 1;
    const result = await this.#dial(agent, target.value, purpose);
    this.#preparing -= 1;
    // There may be no call: not made after all, or over before it was told of.
    this.#parts.onDone();
    return result;
  }

  async #dial(
    agent: Agent,
    user: string,
    purpose: TelephonyCall['purpose'],
  ): Promise<Result<{ callId: string }>> {
    const { media, switchboard, readiness } = this.#parts;
    const preparing = media.request({ name: 'prepare' });
    if (!readiness.isReady) {
      const prepared = await preparing;
      readiness.microphoneWas(prepared.ok);
      if (!prepared.ok) return fail(prepared.reason, prepared.detail);
    }
    if (purpose === 'check' && !this.#parts.isFree()) return fail('call.otherActive');
    const begun = await switchboard.dial(() => this.#call(agent, user, purpose));
    if (!begun.ok) return begun;
    const { callId } = begun.value;
    const voice = await this.#giveVoice(begun.value, preparing);
    return voice.ok ? ok({ callId }) : voice;
  }

  /** Lets a call that was begun without the microphone have it; ends the call where that fails. */
  async #giveVoice(
    { callId, proxy, adopted }: Begun,
    preparing: Promise<MediaResult>,
  ): Promise<Result<void>> {
    if (adopted === undefined) return ok(undefined);
    const [prepared, isAdopted] = await Promise.all([preparing, adopted]);
    this.#parts.readiness.microphoneWas(prepared.ok);
    const spoken = prepared.ok ? await proxy.speak() : prepared;
    if (spoken.ok && isAdopted) return ok(undefined);
    const failure = spoken.ok ? 'media.failed' : spoken.reason;
    const call = this.#parts.find(callId);
    // Whoever has answered already would hear nobody.
    if (call?.apply({ type: 'failed', at: this.#parts.clock.instant(), failure }) === false) call.hangUp();
    return fail(failure, spoken.ok ? undefined : spoken.detail);
  }

  #call(agent: Agent, user: string, purpose: TelephonyCall['purpose']): Result<Begun> {
    const { log, clock, find, readiness, proxyOf } = this.#parts;
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
      onParty: (party: Identity) => call()?.isWith(party),
      onBye: () => call()?.apply({ type: 'otherHungUp', at: now() }),
    };
    const leg = outgoingLeg(inviter, log, actions);
    const id = this.#parts.add(leg, { remoteNumber: user, sipCallId: inviter.request.callId, purpose });
    const proxy = proxyOf(inviter);
    const spare = readiness.take();
    const adopted = spare && proxy.adopt(spare);
    sendInvite(inviter, log, actions);
    return ok({ callId: id, proxy, adopted });
  }
}
