import { URI, type Invitation, type Session } from 'sip.js';
import { uuidv7 } from 'uuidv7';
import type { MediaEvent } from '../../contract/media/messages.ts';
import { fail, ok, type Result } from '../../contract/reasons.ts';
import type { SipAccount } from '../../contract/server/api.ts';
import type { CallProgress, Refusal } from '../../domain/call/call-machine.ts';
import { isInFront, type CallInSet } from '../../domain/call/call-set.ts';
import type { Log } from '../logging/log.ts';
import { AutoAnswer } from './auto-answer.ts';
import type { CallFacts, CallLeg } from './call-leg.ts';
import type { Clock } from './clock.ts';
import { dialTarget } from './dial-target.ts';
import { Dialling } from './dialling.ts';
import { sendTones } from './dtmf.ts';
import { factsOfInvitation, incomingLeg, refuseWith } from './incoming.ts';
import { PhoneCall } from './phone-call.ts';
import type { MediaPort, TelephonyCall } from './port.ts';
import { Readiness } from './readiness.ts';
import { SessionDescriptionProxy, type MediaWays } from './session-description-proxy.ts';
import { Places } from './replaces.ts';
import { Switchboard } from './switchboard.ts';
import { Tones } from './tones.ts';
import type { Agent } from './user-agent.ts';

export interface CallsParts {
  readonly account: SipAccount;
  readonly media: MediaPort;
  readonly clock: Clock;
  readonly log: Log;
  readonly agent: () => Agent | undefined;
  readonly isRegistered: () => boolean;
  readonly recordingOf: (callId: string, progress: CallProgress) => TelephonyCall['recording'];
  readonly onChange: (call: TelephonyCall) => void;
}

/** A call and its signalling, for those who do something with it. */
export interface CallEntry {
  readonly call: PhoneCall;
  readonly session: Session;
}

/** The calls of one account that have not ended. */
export class Calls {
  readonly #parts: CallsParts;
  readonly #tones: Tones;
  readonly #autoAnswer: AutoAnswer;
  readonly #dialling: Dialling;
  readonly #places: Places;
  readonly #ways: MediaWays;
  readonly #readiness: Readiness;
  /** Who is talked with: answering, holding, joining and splitting go through it. */
  readonly switchboard: Switchboard;
  readonly #entries = new Map<string, CallEntry>();
  /** SIP.js asks for the handler of a session; each was made with its call. */
  readonly #proxies = new WeakMap<Session, SessionDescriptionProxy>();
  #whenRegistered: (() => void)[] = [];
  #stopped = false;

  constructor(parts: CallsParts) {
    this.#parts = parts;
    const { media, clock, log, isRegistered } = parts;
    const { iceServers, telephone } = parts.account;
    this.#ways = { iceServers, relayOnly: telephone.relayOnly };
    this.#readiness = new Readiness({
      media,
      clock,
      ways: this.#ways,
      isRegistered,
      isIdle: () => this.#entries.size === 0 && !this.#dialling.isPreparing,
    });
    this.#tones = new Tones(media, clock, () =>
      this.#living().map((call) => ({ ...call, answersItself: this.#autoAnswer.at(call.id) !== undefined })),
    );
    this.#autoAnswer = new AutoAnswer(clock, (callId) => void this.switchboard.answer(callId));
    this.switchboard = new Switchboard({
      media,
      log,
      find: (callId) => this.#entries.get(callId)?.call,
      calls: () => this.#living(),
      onConference: (callIds) => callIds.forEach((id) => this.tell(id)),
    });
    this.#places = new Places({
      now: () => clock.instant(),
      calls: () => this.#entries,
      isInConference: (callId) => this.switchboard.isInConference(callId),
      hold: (callId) => this.switchboard.setHeld(callId, true),
    });
    this.#dialling = new Dialling({
      ...parts,
      switchboard: this.switchboard,
      readiness: this.#readiness,
      proxyOf: (session) => this.proxyOf(session),
      add: (leg, facts) => this.#add(leg, facts),
      find: (callId) => this.#entries.get(callId)?.call,
      isFree: () => this.#entries.size === 0,
      onDone: () => this.#readiness.callEnded(),
    });
  }

  list(): readonly TelephonyCall[] {
    return [...this.#entries].map(([id, { call }]) => this.#snapshot(id, call));
  }

  /** A call that has not ended. */
  find(callId: string): CallEntry | undefined {
    return this.#entries.get(callId);
  }

  /** Whether the operator talks with somebody, or is about to. */
  isTalking(): boolean {
    return this.#living().some(isInFront);
  }

  /** Runs `action` when the PBX can be reached again. */
  whenRegistered(action: () => void): void {
    this.#whenRegistered.push(action);
  }

  /** The session description handler of a session: the one of its call. */
  proxyOf(session: Session): SessionDescriptionProxy {
    const known = this.#proxies.get(session);
    if (known !== undefined) return known;
    const proxy = new SessionDescriptionProxy(this.#parts.media, uuidv7(), this.#ways);
    this.#proxies.set(session, proxy);
    return proxy;
  }

  receive(invitation: Invitation): void {
    const { log, clock } = this.#parts;
    // The operator leaves, and the PBX does not know it yet.
    if (this.#stopped) return refuseWith(invitation, 480, log);
    const replacement = this.#places.judge(invitation.request.getHeaders('Replaces'));
    if (replacement.verdict === 'refuse') {
      log.info('call in refused', { sipStatus: replacement.sipStatus });
      return refuseWith(invitation, replacement.sipStatus, log);
    }
    if (replacement.verdict === 'none' && !this.switchboard.hasRoom()) {
      log.info('call in refused as busy');
      return refuseWith(invitation, 486, log);
    }
    const now = () => clock.instant();
    const call = (): PhoneCall | undefined => this.#entries.get(id)?.call;
    const leg = incomingLeg(invitation, clock, log, {
      onCancel: (elsewhere) => call()?.apply({ type: 'cancelled', at: now(), elsewhere }),
      onBye: () => call()?.apply({ type: 'otherHungUp', at: now() }),
    });
    const id = this.#add(leg, factsOfInvitation(invitation, this.#parts.account.telephone));
    if (replacement.verdict === 'replace') void this.#places.take(replacement.callId, id);
  }

  dial(typed: string, purpose?: TelephonyCall['purpose']): Promise<Result<{ callId: string }>> {
    return this.#dialling.dial(typed, purpose);
  }

  /** Has a ringing call answered by itself, unless another call is on; undefined takes that back. */
  answerAfter(callId: string, seconds: number | undefined): Result<void> {
    const call = this.#entries.get(callId)?.call;
    if (call === undefined) return fail('call.gone');
    if (call.progress.state !== 'ringing') return fail('call.wrongState');
    if (seconds === undefined) this.#autoAnswer.cancel(callId);
    else if (this.#living().some(isOn)) return fail('call.otherActive');
    else this.#autoAnswer.plan(callId, seconds);
    this.#tones.changed();
    this.tell(callId);
    return ok(undefined);
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

  async sendDtmf(callId: string, tones: string): Promise<Result<void>> {
    if (!/^[0-9A-D*#]{1,40}$/u.test(tones)) return fail('input.invalid', 'tones');
    const entry = this.#entries.get(callId);
    if (entry === undefined) return fail('call.gone');
    if (entry.call.progress.state !== 'active') return fail('call.wrongState');
    const sent = await sendTones(this.#parts.media, callId, entry.session, tones);
    return sent.ok ? ok(undefined) : sent;
  }

  mediaEvent(event: MediaEvent): void {
    if (event.name === 'connection') {
      this.#entries.get(event.peer)?.call.mediaChanged(event.state);
      if (event.state === 'connected') this.switchboard.mediaConnected();
    }
    if (event.name === 'sample') this.#entries.get(event.peer)?.call.sampled(event.statistics);
    this.#readiness.mediaEvent(event);
    if (event.name !== 'ready') return;
    // The first word of a window that was started anew: the calls there were are not in it.
    this.#tones.repeat();
    this.switchboard.mediaRestarted();
    for (const { call } of this.#entries.values()) call.mediaRestarted();
  }

  connectionLost(): void {
    for (const { call } of [...this.#entries.values()]) call.connectionLost();
  }

  /** The computer's network changed under the talks: their media needs new ways, as soon as the PBX can be told. */
  networkMoved(): void {
    for (const { call } of this.#entries.values()) call.networkMoved();
  }

  /** The connection to the PBX has outlived the change. */
  refreshMoved(): void {
    for (const { call } of this.#entries.values()) call.refreshMoved();
  }

  registered(): void {
    const waiting = this.#whenRegistered;
    this.#whenRegistered = [];
    for (const action of waiting) action();
    for (const { call } of this.#entries.values()) call.refresh();
    this.#readiness.renew();
  }

  /** The computer's network is another one: what was made ready on the old one is worth nothing. */
  waysChanged(): void {
    this.#readiness.renew();
  }

  /** Ends the calls, and lets go what was kept for the next ones. */
  stop(): void {
    this.#stopped = true;
    for (const { call } of [...this.#entries.values()]) call.hangUp();
    this.#readiness.stop();
  }

  #refuse(callId: string, refusal: Refusal): Result<void> {
    const call = this.#entries.get(callId)?.call;
    if (call === undefined) return fail('call.gone');
    const at = this.#parts.clock.instant();
    return call.apply({ type: 'reject', at, refusal }) ? ok(undefined) : fail('call.wrongState');
  }

  #add(leg: CallLeg, facts: CallFacts): string {
    const { media, clock, log } = this.#parts;
    const id = uuidv7();
    const proxy = new SessionDescriptionProxy(media, id, this.#ways);
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
        onTone: (tone) => this.#tones.play(id, tone),
        onChange: () => this.#changed(id),
        onReleased: () => this.#released(id),
      },
      leg,
      facts,
    );
    this.#entries.set(id, { call, session: leg.session });
    call.start();
    return id;
  }

  /** A call is new or has changed: the policy for all calls has its say before anybody hears of it. */
  #changed(id: string): void {
    const living = this.#living();
    const isPlanned = (callId: string) => this.#autoAnswer.at(callId) !== undefined;
    const taken = living.some(isOn) ? living.filter((call) => isPlanned(call.id)) : [];
    for (const call of taken) this.#autoAnswer.cancel(call.id);
    if (!living.some((call) => call.id === id && call.state === 'ringing')) this.#autoAnswer.cancel(id);
    this.switchboard.changed();
    this.#tones.changed();
    this.tell(id);
    for (const call of taken) if (call.id !== id) this.tell(call.id);
  }

  /** Tells of a call as it is now. */
  tell(id: string): void {
    const call = this.#entries.get(id)?.call;
    if (call !== undefined) this.#parts.onChange(this.#snapshot(id, call));
  }

  #snapshot(id: string, call: PhoneCall): TelephonyCall {
    return {
      ...call.snapshot(),
      inConference: this.switchboard.isInConference(id),
      autoAnswerAt: this.#autoAnswer.at(id),
      recording: this.#parts.recordingOf(id, call.progress),
    };
  }

  #living(): readonly CallInSet[] {
    return [...this.#entries].flatMap(([id, { call }]) => {
      const { state, pending, failure } = call.progress;
      return state === 'ended' ? [] : [{ id, state, pending, failure }];
    });
  }

  #released(id: string): void {
    this.#entries.delete(id);
    this.#readiness.callEnded();
  }
}

/** Whether the operator has, or had, this call at the ear. */
const isOn = ({ state }: CallInSet): boolean => state !== 'ringing';
