import { URI, type Invitation, type Session } from 'sip.js';
import { uuidv7 } from 'uuidv7';
import type { MediaEvent } from '../../contract/media/messages.ts';
import { fail, ok, type Result } from '../../contract/reasons.ts';
import type { SipAccount } from '../../contract/server/api.ts';
import type { Refusal } from '../../domain/call/call-machine.ts';
import type { Log } from '../logging/log.ts';
import type { CallFacts, CallLeg } from './call-leg.ts';
import type { Clock } from './clock.ts';
import { dialTarget } from './dial-target.ts';
import { sendTones } from './dtmf.ts';
import { refusalEvent } from './endings.ts';
import { factsOfInvitation, incomingLeg, refuseAsBusy } from './incoming.ts';
import { createInviter, outgoingLeg, sendInvite } from './outgoing.ts';
import { PhoneCall } from './phone-call.ts';
import type { MediaPort, TelephonyCall } from './port.ts';
import { SessionDescriptionProxy } from './session-description-proxy.ts';
import { Tones } from './tones.ts';
import type { Agent } from './user-agent.ts';

export interface CallsParts {
  readonly account: SipAccount;
  readonly media: MediaPort;
  readonly clock: Clock;
  readonly log: Log;
  readonly agent: () => Agent | undefined;
  readonly isRegistered: () => boolean;
  readonly onChange: (call: TelephonyCall) => void;
}

/** A call and its signalling, for those who do something with it. */
export interface CallEntry {
  readonly call: PhoneCall;
  readonly session: Session;
}

/** The calls of one account that have not ended: at most one for now, a second caller hears busy. */
export class Calls {
  readonly #parts: CallsParts;
  readonly #tones: Tones;
  readonly #entries = new Map<string, CallEntry>();
  /** SIP.js asks for the handler of a session; each was made with its call. */
  readonly #proxies = new WeakMap<Session, SessionDescriptionProxy>();
  #whenRegistered: (() => void)[] = [];
  #dialling = false;

  constructor(parts: CallsParts) {
    this.#parts = parts;
    this.#tones = new Tones(parts.media, parts.clock);
  }

  list(): readonly TelephonyCall[] {
    return [...this.#entries.values()].map(({ call }) => call.snapshot());
  }

  /** A call that has not ended. */
  find(callId: string): CallEntry | undefined {
    return this.#entries.get(callId);
  }

  /** Whether the operator talks with somebody, or is about to. */
  isTalking(): boolean {
    return this.list().some(({ state, pending }) => state === 'active' || pending === 'resume');
  }

  /** Runs `action` when the PBX can be reached again. */
  whenRegistered(action: () => void): void {
    this.#whenRegistered.push(action);
  }

  /** The session description handler of a session: the one of its call. */
  proxyOf(session: Session): SessionDescriptionProxy {
    const known = this.#proxies.get(session);
    if (known !== undefined) return known;
    const proxy = new SessionDescriptionProxy(this.#parts.media, uuidv7(), this.#parts.account.iceServers);
    this.#proxies.set(session, proxy);
    return proxy;
  }

  receive(invitation: Invitation): void {
    const { log, clock } = this.#parts;
    if (this.#entries.size > 0) {
      log.info('call in refused as busy');
      return refuseAsBusy(invitation, log);
    }
    const now = () => clock.instant();
    const call = (): PhoneCall | undefined => this.#entries.get(id)?.call;
    const leg = incomingLeg(invitation, clock, log, {
      onCancel: (elsewhere) => call()?.apply({ type: 'cancelled', at: now(), elsewhere }),
      onBye: () => call()?.apply({ type: 'otherHungUp', at: now() }),
    });
    const { calledNumberHeader } = this.#parts.account.telephone;
    const id = this.#add(leg, factsOfInvitation(invitation, calledNumberHeader));
  }

  async dial(typed: string): Promise<Result<{ callId: string }>> {
    const { media, log, clock } = this.#parts;
    const agent = this.#parts.agent();
    if (agent === undefined || !this.#parts.isRegistered()) return fail('call.notRegistered');
    const target = dialTarget(typed, agent.domain);
    if (!target.ok) return target;
    if (this.#entries.size > 0 || this.#dialling) return fail('call.otherActive');
    this.#dialling = true;
    const prepared = await media.request({ name: 'prepare' });
    this.#dialling = false;
    if (!prepared.ok) return fail(prepared.reason, prepared.detail);
    // A caller may have been quicker, or the PBX have gone.
    if (this.#entries.size > 0) return fail('call.otherActive');
    if (!this.#parts.isRegistered()) return fail('call.notRegistered');
    const now = () => clock.instant();
    const call = (): PhoneCall | undefined => this.#entries.get(id)?.call;
    const inviter = createInviter(agent.userAgent, target.value, agent.domain);
    const actions = {
      onAlerting: () => call()?.apply({ type: 'alerting' }),
      onEarlyDescription: (sdp: string, ringing: boolean) => void call()?.hearEarly(sdp, ringing),
      onRefused: (status: number) =>
        call()?.apply(refusalEvent(status, now(), agent.transport.isConnected())),
      onBye: () => call()?.apply({ type: 'otherHungUp', at: now() }),
    };
    const leg = outgoingLeg(inviter, log, actions);
    const id = this.#add(leg, { remoteNumber: target.value, sipCallId: inviter.request.callId });
    sendInvite(inviter, log, actions);
    return ok({ callId: id });
  }

  async answer(callId: string): Promise<Result<void>> {
    return (await this.#entries.get(callId)?.call.answer()) ?? fail('call.gone');
  }

  reject(callId: string, how: 'busy' | 'decline' = 'busy'): Result<void> {
    return this.#refuse(callId, { how });
  }

  /** Sends a ringing call on to another number of the own domain. */
  divert(callId: string, typed: string): Result<void> {
    const agent = this.#parts.agent();
    if (agent === undefined) return fail('call.notRegistered');
    const target = dialTarget(typed, agent.domain);
    if (!target.ok) return target;
    return this.#refuse(callId, {
      how: 'divert',
      target: new URI('sip', target.value, agent.domain).toString(),
    });
  }

  hangUp(callId: string): Result<void> {
    return this.#entries.get(callId)?.call.hangUp() ?? fail('call.gone');
  }

  setMuted(callId: string, muted: boolean): Result<void> {
    const call = this.#entries.get(callId)?.call;
    if (call === undefined) return fail('call.gone');
    if (call.progress.muted === muted) return ok(undefined);
    return call.apply({ type: 'mute', muted }) ? ok(undefined) : fail('call.wrongState');
  }

  async setHeld(callId: string, held: boolean): Promise<Result<void>> {
    return (await this.#entries.get(callId)?.call.hold(held)) ?? fail('call.gone');
  }

  async sendDtmf(callId: string, tones: string): Promise<Result<void>> {
    if (!/^[0-9A-D*#]{1,40}$/u.test(tones)) return fail('input.invalid', 'tones');
    const entry = this.#entries.get(callId);
    if (entry === undefined) return fail('call.gone');
    if (entry.call.progress.state !== 'active') return fail('call.wrongState');
    return sendTones(this.#parts.media, callId, entry.session, tones);
  }

  mediaEvent(event: MediaEvent): void {
    if (event.name === 'connection') this.#entries.get(event.peer)?.call.mediaChanged(event.state);
    if (event.name === 'sample') this.#entries.get(event.peer)?.call.sampled(event.statistics);
    if (event.name !== 'ready') return;
    // The first word of a window that was started anew: the calls there were are not in it.
    this.#tones.repeat();
    for (const { call } of this.#entries.values()) call.mediaRestarted();
  }

  connectionLost(): void {
    for (const { call } of [...this.#entries.values()]) call.connectionLost();
  }

  /**
   * The computer's network changed under the talks: their media needs new ways. At once where the PBX can still be
   * told, else as soon as it can be reached again.
   */
  networkMoved(isRegistered: boolean): void {
    for (const { call } of this.#entries.values()) call.networkMoved(isRegistered);
  }

  registered(): void {
    const waiting = this.#whenRegistered;
    this.#whenRegistered = [];
    for (const action of waiting) action();
    for (const { call } of this.#entries.values()) call.refresh();
  }

  hangUpAll(): void {
    for (const { call } of [...this.#entries.values()]) call.hangUp();
  }

  #refuse(callId: string, refusal: Refusal): Result<void> {
    const call = this.#entries.get(callId)?.call;
    if (call === undefined) return fail('call.gone');
    const at = this.#parts.clock.instant();
    return call.apply({ type: 'reject', at, refusal }) ? ok(undefined) : fail('call.wrongState');
  }

  #add(leg: CallLeg, facts: CallFacts): string {
    const { media, clock, log, onChange } = this.#parts;
    const id = uuidv7();
    const proxy = new SessionDescriptionProxy(media, id, this.#parts.account.iceServers);
    this.#proxies.set(leg.session, proxy);
    const call = new PhoneCall(
      {
        id,
        media,
        clock,
        log,
        proxy,
        isConnected: () => this.#parts.agent()?.transport.isConnected() === true,
        whenRegistered: (action) => this.whenRegistered(action),
        onTone: (tone) => this.#tones.play(tone),
        onChange,
        onReleased: () => this.#released(id),
      },
      leg,
      facts,
    );
    this.#entries.set(id, { call, session: leg.session });
    call.start();
    return id;
  }

  #released(id: string): void {
    this.#entries.delete(id);
    if (this.#entries.size === 0 && !this.#dialling) void this.#parts.media.request({ name: 'release' });
  }
}
