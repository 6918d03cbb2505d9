import { SessionState } from 'sip.js';
import { fail, ok, type Result } from '../../contract/reasons.ts';
import {
  newCall,
  transition,
  type CallEffect,
  type CallEvent,
  type CallProgress,
} from '../../domain/call/call-machine.ts';
import type { Log } from '../logging/log.ts';
import { attempt } from './attempt.ts';
import type { CallFacts, CallLeg } from './call-leg.ts';
import type { Clock } from './clock.ts';
import { callFailure } from './endings.ts';
import { partyAfter, type Identity } from './identity.ts';
import { FirstPath } from './first-path.ts';
import { MediaRecovery } from './media-recovery.ts';
import { SilentPath } from './silent-path.ts';
import { Negotiations } from './negotiations.ts';
import { followParty } from './party.ts';
import type { MediaPort, TelephonyCall } from './port.ts';
import { holdsUs } from './remote-hold.ts';
import type { SessionDescriptionProxy } from './session-description-proxy.ts';
import type { Tone } from './tones.ts';

export interface CallParts {
  readonly id: string;
  readonly media: MediaPort;
  readonly clock: Clock;
  readonly log: Log;
  readonly proxy: SessionDescriptionProxy;
  readonly isConnected: () => boolean;
  /** Runs `action` when the PBX can be reached again: a BYE that found no way. */
  readonly whenRegistered: (action: () => void) => void;
  /** What this call wants to be heard; which tone sounds is settled among all calls. */
  readonly onTone: (tone: Tone) => void;
  readonly onChange: (call: TelephonyCall) => void;
  readonly onReleased: () => void;
}

/** One call: feeds what happens to the call machine, and does what it says. */
export class PhoneCall {
  readonly #parts: CallParts;
  readonly #leg: CallLeg;
  #facts: CallFacts;
  readonly #negotiations: Negotiations;
  readonly #recovery: MediaRecovery;
  readonly #firstPath: FirstPath;
  /** Settles when the microphone of a call in is on its way to the other side. */
  #speaking: Promise<unknown> = Promise.resolve();
  readonly #firstEffects: readonly CallEffect[];
  #progress: CallProgress;
  #asked: Promise<Result<void>> = Promise.resolve(ok(undefined));
  #accepting: Promise<void> = Promise.resolve();
  readonly #silentPath = new SilentPath(() => this.#describeAnew(() => true));
  #moved = false;

  constructor(parts: CallParts, leg: CallLeg, facts: CallFacts) {
    this.#parts = parts;
    this.#leg = leg;
    this.#facts = facts;
    const first = newCall(leg.direction, this.#now());
    this.#progress = first.call;
    this.#firstEffects = first.effects;
    this.#firstPath = new FirstPath(parts.clock);
    this.#negotiations = new Negotiations({
      ...parts,
      leg,
      pathSettled: async () => {
        await this.#speaking;
        await this.#firstPath.settled();
      },
      onGone: () => this.apply({ type: 'lost', at: this.#now(), gone: true }),
    });
    this.#recovery = new MediaRecovery(parts.clock, {
      restart: () => this.#restartMedia(),
      giveUp: () => this.apply({ type: 'lost', at: this.#now() }),
    });
    parts.proxy.onRemoteDescription = (sdp) => this.#described(sdp);
    const { session, changesFrom } = leg;
    followParty({ session, changesFrom, onParty: (party) => this.isWith(party) });
    leg.session.stateChange.addListener((state) => this.#sessionChanged(state));
  }

  /** Tells of the call and rings, once it can be found under its id. */
  start(): void {
    this.#parts.onChange(this.snapshot());
    for (const effect of this.#firstEffects) this.#perform(effect);
    this.#makeReady();
  }

  get progress(): CallProgress {
    return this.#progress;
  }

  snapshot(): TelephonyCall {
    return {
      id: this.#parts.id,
      inConference: false,
      ...this.#progress,
      ...this.#facts,
    };
  }

  /** Feeds an event; false where it did not fit. */
  apply(event: CallEvent): boolean {
    const { call, effects, ignored } = transition(this.#progress, event);
    if (ignored !== undefined) {
      this.#parts.log.info('call event ignored', { call: this.#parts.id, ignored });
      return false;
    }
    if (call !== this.#progress) {
      const before = this.#progress.state;
      this.#progress = call;
      if (call.state !== before) {
        const { ending, failure } = call;
        this.#parts.log.info('call', { call: this.#parts.id, state: call.state, ending, failure });
      }
      this.#parts.onChange(this.snapshot());
    }
    for (const effect of effects) this.#perform(effect);
    return true;
  }

  /** Takes a call that rings; gives what came of it. */
  async accept(): Promise<Result<void>> {
    if (!this.apply({ type: 'answer' })) return fail('call.gone');
    await this.#accepting;
    if (this.#progress.ending === 'failed') return fail(this.#progress.failure ?? 'internal');
    return this.#progress.answeredAt === undefined ? fail('call.gone') : ok(undefined);
  }

  async hold(held: boolean): Promise<Result<void>> {
    if (this.#progress.state === (held ? 'held' : 'active') && this.#progress.pending === undefined) {
      return ok(undefined);
    }
    return this.apply({ type: held ? 'hold' : 'resume' }) ? this.#asked : fail('call.wrongState');
  }

  /** Somebody else may be at the other side: it was handed over there, or a call out was led on. */
  isWith(said: Identity): void {
    const { remoteNumber, remoteName } = this.#facts;
    const party = partyAfter({ number: remoteNumber, name: remoteName }, said);
    if (party === undefined || this.#progress.state === 'ended') return;
    this.#facts = { ...this.#facts, remoteNumber: party.number, remoteName: party.name };
    this.#parts.log.info('another party', { call: this.#parts.id });
    this.#parts.onChange(this.snapshot());
  }

  hangUp(): Result<void> {
    return this.apply({ type: 'hangUp', at: this.#now() }) ? ok(undefined) : fail('call.gone');
  }

  /** The state of the media path changed. */
  mediaChanged(state: 'new' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed'): void {
    this.#firstPath.changed(state);
    // A peer of a window that was started anew knows nothing of it: who is muted must not be heard again by that.
    if ((state === 'connecting' || state === 'connected') && this.#progress.muted) this.#mute(true);
    if (state === 'connecting') this.apply({ type: 'mediaConnecting' });
    if (state === 'connected') this.apply({ type: 'mediaConnected' });
    if (state !== 'disconnected' && state !== 'failed') return;
    this.apply({ type: 'mediaInterrupted' });
    if (state === 'failed' && this.#isTalking()) this.#recovery.restartNow();
  }

  /**
   * The other side of a call out describes its media before it answers. Where it only rings we do so, too, until its
   * own sound is really there (RFC 3960 §3.2).
   */
  async hearEarly(sdp: string, ringing: boolean): Promise<void> {
    const isTaken = await this.#parts.proxy.acceptEarly(sdp);
    if (isTaken && !ringing) this.apply({ type: 'earlyMedia' });
  }

  /** Statistics of the media path. */
  sampled({ packetsReceived }: { readonly packetsReceived: number }): void {
    const { state, earlyMedia, heldByOther } = this.#progress;
    this.#silentPath.sample(packetsReceived, state === 'active' && !heldByOther);
    if (state === 'dialling' && !earlyMedia && packetsReceived > 0) this.apply({ type: 'earlyMedia' });
  }

  /** The media window was started anew: the call gets a new peer connection, agreed on by a re-INVITE. */
  mediaRestarted(): void {
    if (this.#progress.state === 'ringing') {
      this.#parts.proxy.forget();
      this.#makeReady();
    }
    if (!this.#isTalking()) return;
    this.#parts.proxy.forget();
    this.apply({ type: 'mediaInterrupted' });
    this.#recovery.restartNow();
  }

  /** The connection to the PBX is gone. A talk goes on, its media has its own way; a call not yet answered cannot. */
  connectionLost(): void {
    if (this.#isTalking()) return;
    const at = this.#now();
    if (this.#progress.state === 'ringing') this.apply({ type: 'cancelled', at });
    else this.apply({ type: 'failed', at, failure: 'pbx.unreachable' });
  }

  /** The computer's network changed: the next re-INVITE restarts ICE. */
  networkMoved(): void {
    if (this.#isTalking()) this.#moved = true;
  }

  /** The connection to the PBX has outlived the change of network. */
  refreshMoved(): void {
    if (this.#moved) this.refresh();
  }

  /** The PBX can be reached again: a re-INVITE asks whether it still has this call and shows it our new way. */
  refresh(): void {
    if (!this.#isTalking()) return;
    this.#describeAnew(() => this.#moved || this.#progress.media === 'interrupted');
  }

  #perform(effect: CallEffect): void {
    const { proxy } = this.#parts;
    switch (effect.type) {
      case 'tone':
        return this.#parts.onTone(effect.tone);
      case 'accept':
        this.#accepting = this.#leg.accept();
        return;
      case 'refuse':
        return this.#leg.refuse(effect.refusal);
      case 'cancel':
        return this.#leg.cancel();
      case 'bye':
        return this.#bye();
      case 'renegotiate':
        this.#asked = this.#changeHold(effect.held);
        return;
      case 'mute':
        return this.#mute(effect.muted);
      case 'recover':
        return this.#recovery.begin();
      case 'recovered':
        return this.#recovery.end();
      case 'release':
        this.#recovery.end();
        this.#firstPath.settle();
        this.#negotiations.stop();
        proxy.close();
        return this.#parts.onReleased();
    }
  }

  #mute(muted: boolean): void {
    void this.#parts.media.request({ name: 'mute', peer: this.#parts.id, muted });
  }

  /** The other side described its media: with the call, or to hold us. */
  #described(sdp: string): void {
    const held = holdsUs(sdp);
    if (held !== this.#progress.heldByOther) this.apply({ type: 'otherHolds', held });
  }

  /** While it rings there is time for all that answering needs: the answer itself, and the microphone. */
  #makeReady(): void {
    if (this.#progress.state !== 'ringing') return;
    if (this.#leg.offer !== undefined) this.#parts.proxy.prepareAnswer(this.#leg.offer);
    // What came of it is asked again when the call is answered.
    void this.#parts.media.request({ name: 'prepare' });
  }

  #sessionChanged(state: SessionState): void {
    if (state === SessionState.Established) this.#established();
    // Who ended it is said by delegates that SIP.js calls in the same turn, some before and some after this change.
    if (state === SessionState.Terminated) queueMicrotask(() => this.#sessionTerminated());
  }

  #established(): void {
    this.apply({ type: 'established', at: this.#now() });
    // Not before the 200 is out: the other side takes no DTLS from somebody it was not told of.
    if (this.#leg.direction === 'in') {
      // Only now there is surely a peer that can be muted.
      if (this.#progress.muted) this.#mute(true);
      this.#speaking = this.#parts.proxy.speak();
    }
    if (!this.#parts.proxy.isForked) return;
    // Another than the one that we have heard so far took the call.
    this.#parts.proxy.renew();
    this.mediaRestarted();
  }

  /** The session ended and nobody said why: no ACK, an answer that was unusable, a transaction that timed out. */
  #sessionTerminated(): void {
    if (this.#progress.state === 'ended') return;
    const at = this.#now();
    if (this.#progress.state === 'ringing') this.apply({ type: 'cancelled', at });
    else if (this.#progress.answeredAt !== undefined) this.apply({ type: 'lost', at });
    else this.apply({ type: 'failed', at, failure: callFailure(this.#parts.proxy.failure) });
  }

  async #changeHold(held: boolean): Promise<Result<void>> {
    const result = await this.#negotiations.changeHold(held);
    if (result.outcome === 'gone') return fail('call.gone');
    if (result.outcome === 'agreed') {
      this.apply({ type: 'agreed' });
      return ok(undefined);
    }
    this.apply({ type: 'disagreed', failure: result.failure });
    return fail(result.failure, result.detail);
  }

  #restartMedia(): void {
    if (this.#progress.media !== 'interrupted' || !this.#isTalking()) return;
    this.#describeAnew(() => true);
  }

  #describeAnew(restartsIce: () => boolean): void {
    void this.#negotiations
      .run(() => ({ iceRestart: restartsIce(), networkMoved: this.#moved }))
      .then(({ outcome }) => {
        if (outcome === 'agreed') this.#moved = false;
      });
  }

  #bye(): void {
    const send = () => {
      const { session } = this.#leg;
      if (session.state !== SessionState.Established) return;
      void attempt(this.#parts.log, 'BYE', () => session.bye());
    };
    if (this.#parts.isConnected()) send();
    else this.#parts.whenRegistered(send);
  }

  #isTalking(): boolean {
    return this.#progress.state === 'active' || this.#progress.state === 'held';
  }

  #now(): string {
    return this.#parts.clock.instant();
  }
}
