import type { BodyAndContentType, SessionDescriptionHandler } from 'sip.js';
import type { MediaCommandInput, MediaResult } from '../../contract/media/messages.ts';
import type { ReasonCode } from '../../contract/reasons.ts';
import type { SipAccount } from '../../contract/server/api.ts';
import type { MediaPort } from './port.ts';

/** Options that `Session.invite` hands through to `getDescription`. */
export interface DescriptionOptions {
  readonly iceRestart?: boolean;
  /** The computer's network changed since the last agreement. */
  readonly networkMoved?: boolean;
}

/** The media window could not do its part of an offer and answer. */
export class MediaError extends Error {
  readonly reason: ReasonCode;
  constructor(reason: ReasonCode) {
    super(reason);
    this.reason = reason;
  }
}

/** Where our media may go, out of the account. */
export type MediaWays = Pick<SipAccount, 'iceServers'> & { readonly relayOnly: boolean };

/** An offer for a call that nobody has made yet, and the media window's name for the peer that made it. */
export interface Spare {
  readonly name: string;
  readonly sdp: string;
}

/**
 * The session description handler that SIP.js asks for offers and answers: it asks the media window, and session
 * descriptions pass through as text. Follows the offer/answer states of RFC 3264 so that it knows which of the two a
 * description is:
 *
 *     stable ──our offer──▶ localOffer ──their answer, rollback──▶ stable
 *     stable ──their offer──▶ remoteOffer ──our answer, rollback──▶ stable
 */
export class SessionDescriptionProxy implements SessionDescriptionHandler {
  readonly #media: MediaPort;
  readonly #peer: string;
  readonly #ways: MediaWays;
  /** The direction that our next description asks for: `sendonly` puts the other side on hold (RFC 3264 §8.4). */
  direction: 'sendrecv' | 'sendonly' = 'sendrecv';
  /** Told of each description of the other side that was taken. */
  onRemoteDescription: (sdp: string) => void = () => {};
  /** The last thing that the media window failed at. */
  failure: ReasonCode | undefined;
  #signaling: 'stable' | 'localOffer' | 'remoteOffer' = 'stable';
  /** The answer that came before the 2xx; the offer that it answers has no second one. */
  #early: { readonly sdp: string; readonly taken: Promise<boolean> } | undefined;
  #isForked = false;
  #opened = false;
  #closed = false;
  /** A description of the other side is being taken: it is too late to prepare for one. */
  #taking = false;
  /** The peer has no microphone yet. */
  #silent = false;
  /** Made while the call rings; the answer is undefined where it could not be made. */
  #prepared: { readonly offer: string; readonly answer: Promise<string | undefined> } | undefined;
  /** Made before there was a call. */
  #spareOffer: string | undefined;

  constructor(media: MediaPort, peer: string, ways: MediaWays) {
    this.#media = media;
    this.#peer = peer;
    this.#ways = ways;
  }

  /** Makes the answer to this offer while the call rings, by a peer without a microphone: see `speak`. */
  prepareAnswer(offer: string): void {
    if (this.#opened || this.#closed || this.#taking || this.#prepared !== undefined) return;
    this.#prepared = { offer, answer: this.#answerInAdvance(offer) };
  }

  /** Takes over a peer that has made its offer already; false where it is gone. It needs `speak`. */
  async adopt(spare: Spare): Promise<boolean> {
    this.#opened = true;
    this.#silent = true;
    this.#spareOffer = spare.sdp;
    const open = { name: 'open', peer: this.#peer, ...this.#ways, silent: true, spare: spare.name } as const;
    return (await this.#media.request(open)).ok;
  }

  /** Gives a peer that was opened without it the microphone; from now on it may be heard. */
  async speak(): Promise<MediaResult> {
    if (!this.#opened || !this.#silent || this.#closed) return { ok: true, value: {} };
    this.#silent = false;
    return this.#media.request({ name: 'voice', peer: this.#peer });
  }

  /**
   * Whose offer is under way: from the moment that it begins to be made or taken until its answer is. No other may
   * begin before (RFC 3264 §4).
   */
  get exchange(): 'none' | 'ours' | 'theirs' {
    if (this.#signaling === 'stable') return 'none';
    return this.#signaling === 'localOffer' ? 'ours' : 'theirs';
  }

  /**
   * True where the call was answered by another than the one whose early media we took (RFC 3261 §13.2.2.4): a peer
   * connection takes one answer to its offer, so the call needs a new peer and a new offer.
   */
  get isForked(): boolean {
    return this.#isForked;
  }

  /** Takes an answer to our offer that came before the 2xx, so that its media is heard; false where it cannot be. */
  acceptEarly(sdp: string): Promise<boolean> {
    if (this.#early !== undefined || this.#signaling !== 'localOffer') return Promise.resolve(false);
    const taken = this.#ask({ name: 'accept', peer: this.#peer, type: 'answer', sdp }).then(
      () => {
        this.#signaling = 'stable';
        this.onRemoteDescription(sdp);
        return true;
      },
      () => {
        // The answer of the 2xx may be a better one.
        this.failure = undefined;
        this.#early = undefined;
        return false;
      },
    );
    this.#early = { sdp, taken };
    return taken;
  }

  /** Leaves the peer that there is: the next description opens a new one. */
  renew(): void {
    if (this.#opened) void this.#media.request({ name: 'close', peer: this.#peer });
    this.#isForked = false;
    this.forget();
  }

  hasDescription(contentType: string): boolean {
    return /^application\/sdp\s*(;|$)/iu.test(contentType);
  }

  async getDescription(options?: object): Promise<BodyAndContentType> {
    const type = this.#signaling === 'remoteOffer' ? 'answer' : 'offer';
    const wished = (name: keyof DescriptionOptions): boolean =>
      options !== undefined && name in options && Reflect.get(options, name) === true;
    if (type === 'answer') return this.#answer();
    const before = this.#signaling;
    this.#signaling = 'localOffer';
    const spare = this.#spareOffer;
    this.#spareOffer = undefined;
    if (spare !== undefined) return { body: spare, contentType: 'application/sdp' };
    try {
      return await this.#describe(type, wished('iceRestart'), wished('networkMoved'));
    } catch (error) {
      this.#signaling = before;
      throw error;
    }
  }

  async #answer(): Promise<BodyAndContentType> {
    const body = await this.#prepared?.answer;
    this.#prepared = undefined;
    if (body === undefined) return this.#describe('answer', false);
    this.#signaling = 'stable';
    return { body, contentType: 'application/sdp' };
  }

  async #describe(
    type: 'offer' | 'answer',
    iceRestart: boolean,
    networkMoved = false,
  ): Promise<BodyAndContentType> {
    await this.#open();
    const { sdp } = await this.#ask({
      name: 'describe',
      peer: this.#peer,
      type,
      direction: this.direction,
      iceRestart,
      networkMoved,
    });
    if (sdp === undefined) throw this.#failed('media.failed');
    if (type === 'answer') this.#signaling = 'stable';
    return { body: sdp, contentType: 'application/sdp' };
  }

  async setDescription(sdp: string): Promise<void> {
    const early = this.#early;
    if (early !== undefined && (await early.taken)) {
      this.#early = undefined;
      this.#isForked = early.sdp !== sdp;
      return;
    }
    if (this.#signaling === 'remoteOffer') throw this.#failed('media.failed');
    const type = this.#signaling === 'localOffer' ? 'answer' : 'offer';
    if (type === 'offer') this.#signaling = 'remoteOffer';
    this.#taking = true;
    try {
      if (!(await this.#isPreparedFor(sdp))) {
        await this.#open();
        await this.#ask({ name: 'accept', peer: this.#peer, type, sdp });
      }
    } catch (error) {
      if (type === 'offer') this.#signaling = 'stable';
      throw error;
    } finally {
      this.#taking = false;
    }
    if (type === 'answer') this.#signaling = 'stable';
    this.onRemoteDescription(sdp);
  }

  async rollbackDescription(): Promise<void> {
    if (this.#signaling === 'stable') return;
    this.#signaling = 'stable';
    if (this.#opened && !this.#closed) await this.#ask({ name: 'rollback', peer: this.#peer });
  }

  /** DTMF has its own way (`dtmf.ts`): this one could not say whether the tones were sent. */
  sendDtmf(): boolean {
    return false;
  }

  /** The media window was started anew and knows nothing of this peer: the next description opens it again. */
  forget(): void {
    this.#opened = false;
    this.#silent = false;
    this.#prepared = undefined;
    this.#spareOffer = undefined;
    this.#early = undefined;
    this.#signaling = 'stable';
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    // An answer is not awaited: a window that is gone has no peer to close either.
    if (this.#opened) void this.#media.request({ name: 'close', peer: this.#peer });
  }

  async #answerInAdvance(offer: string): Promise<string | undefined> {
    try {
      await this.#open(true);
      await this.#ask({ name: 'accept', peer: this.#peer, type: 'offer', sdp: offer });
      const describe = { name: 'describe', peer: this.#peer, type: 'answer', direction: 'sendrecv' } as const;
      return (await this.#ask(describe)).sdp;
    } catch {
      // Answering will try again, and tell.
      this.failure = undefined;
      return undefined;
    }
  }

  /** Whether the answer to this offer is there already; what was prepared for another one is thrown away. */
  async #isPreparedFor(offer: string): Promise<boolean> {
    const prepared = this.#prepared;
    if (prepared === undefined) return false;
    const answer = await prepared.answer;
    if (this.#prepared !== prepared) return false;
    if (prepared.offer === offer && answer !== undefined) return true;
    this.#discardPrepared();
    return false;
  }

  /** What was prepared is of no use: another offer came, or it failed. The peer begins anew. */
  #discardPrepared(): void {
    this.#prepared = undefined;
    if (!this.#opened) return;
    this.#opened = false;
    this.#silent = false;
    void this.#media.request({ name: 'close', peer: this.#peer });
  }

  async #open(silent = false): Promise<void> {
    if (this.#closed) throw this.#failed('media.failed');
    if (this.#opened) return;
    await this.#ask({ name: 'open', peer: this.#peer, ...this.#ways, ...(silent ? { silent } : {}) });
    this.#opened = true;
    this.#silent = silent;
    // The call may have ended meanwhile; its peer must not stay.
    if (this.#closed) void this.#media.request({ name: 'close', peer: this.#peer });
  }

  async #ask(command: MediaCommandInput): Promise<Extract<MediaResult, { ok: true }>['value']> {
    if (this.#closed) throw this.#failed('media.failed');
    const result = await this.#media.request(command);
    if (!result.ok) throw this.#failed(result.reason);
    return result.value;
  }

  #failed(reason: ReasonCode): MediaError {
    this.failure = reason;
    return new MediaError(reason);
  }
}
