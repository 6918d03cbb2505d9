import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { RtpPacket } from 'werift';
import type { OpusPacket } from './ogg-opus.ts';
import { OperatorAudio } from './operator-audio.ts';
import { RtcpReports } from './rtcp-reports.ts';
import { SecureTransport } from './secure-transport.ts';
import {
  answeredDirection,
  type Direction,
  type Formats,
  readRemoteAudio,
  type RemoteAudio,
  writeDescription,
} from './session-description.ts';
import { VoicePlayer } from './voice-player.ts';

/** What the operator hears: a recorded voice, or his own words. */
export type Sound = { kind: 'voice'; packets: readonly OpusPacket[]; pauseMs: number } | { kind: 'echo' };

export type CallMediaEvents = {
  onDigit: (digit: string) => void;
  onHeldChange: (held: boolean) => void;
  /** A packet or an ICE check came from the operator. */
  onSign: () => void;
  onConnected: () => void;
  onFailed: (detail: string) => void;
};

export type DescriptionResult = { ok: true; sdp: string } | { ok: false; detail: string };

// The payload types that Chromium uses, so that traces of both sides read alike.
const OFFERED_FORMATS: Formats = { opus: 111, telephoneEvents: [{ payloadType: 110, clockRate: 48_000 }] };
const RTCP_INTERVAL_MS = 1000;

/** The audio of one call: offers and answers, sends the sound, listens to the operator. */
export class CallMedia {
  private readonly sound: Sound;
  private readonly events: CallMediaEvents;
  private readonly player: VoicePlayer | undefined;
  private readonly operator = new OperatorAudio();
  private readonly reports = new RtcpReports();
  private readonly sessionId = randomBytes(7).readUIntBE(0, 6).toString();
  private readonly ssrc = randomBytes(4).readUInt32BE(0);
  private readonly cname = randomUUID();
  private transport: SecureTransport | undefined;
  private rtcpTimer: NodeJS.Timeout | undefined;
  private version = 0;
  private formats = OFFERED_FORMATS;
  private direction: Direction = 'sendrecv';
  private sequenceNumber = randomInt(0x8000);
  private timestamp = randomBytes(4).readUInt32BE(0);
  private echoOffset: number | undefined;
  private sent = { packets: 0, octets: 0 };
  private started = false;
  private heldByOperator = false;
  private closed = false;

  constructor(sound: Sound, events: CallMediaEvents) {
    this.sound = sound;
    this.events = events;
    if (sound.kind === 'voice') {
      this.player = new VoicePlayer(sound.packets, sound.pauseMs, (packet, first) =>
        this.sendVoice(packet, first),
      );
    }
  }

  /** The operator does not want to hear (RFC 3264 §8.4). */
  get held(): boolean {
    return this.heldByOperator;
  }

  levelDbov(): number | undefined {
    return this.operator.levelDbov();
  }

  packets(): { received: number; lost: number } {
    return this.operator.counts();
  }

  /** An offer with all candidates of this side (no trickle). */
  async offer(): Promise<string> {
    const transport = (this.transport ??= await this.openTransport());
    return this.describe(transport, 'sendrecv', 'actpass');
  }

  /** Takes the answer to {@link offer} and connects. */
  async acceptAnswer(sdp: string): Promise<{ ok: true } | { ok: false; detail: string }> {
    const remote = readRemoteAudio(sdp);
    if (!remote.ok) return remote;
    if (this.transport === undefined) return { ok: false, detail: 'nothing was offered' };
    if (!this.transport.serves(remote.value))
      return { ok: false, detail: 'the fingerprint changed in an answer' };
    await this.transport.apply(remote.value, 'offerer');
    this.agree(remote.value);
    this.transport.connect();
    return { ok: true };
  }

  /**
   * Answers a first or later offer: hold and resume by direction, an ICE restart by its new credentials, and a desk
   * whose media began anew (another fingerprint) with a new transport.
   */
  async answer(sdp: string): Promise<DescriptionResult> {
    const remote = readRemoteAudio(sdp);
    if (!remote.ok) return remote;
    if (this.transport !== undefined && !this.transport.serves(remote.value)) {
      const former = this.transport;
      this.transport = undefined;
      await former.close();
    }
    const transport = (this.transport ??= await this.openTransport());
    await transport.apply(remote.value, 'answerer');
    this.agree(remote.value);
    const described = this.describe(transport, this.direction, transport.setup, remote.value);
    transport.connect();
    return { ok: true, sdp: described };
  }

  /** From now on the sound is sent, whenever media can flow and the operator wants to hear. */
  start(): void {
    this.started = true;
    this.update();
  }

  /** Ends sending and closes the sockets, without a word to the other side. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.update();
    this.operator.free();
    await this.transport?.close();
  }

  private async openTransport(): Promise<SecureTransport> {
    const transport: SecureTransport = await SecureTransport.open({
      onRtp: (packet) => this.receive(packet),
      onRtcp: (packet) => {
        this.reports.receive(packet);
        this.events.onSign();
      },
      onSign: () => this.events.onSign(),
      onConnected: () => {
        if (this.transport !== transport) return;
        this.update();
        this.events.onConnected();
      },
      onFailed: (detail) => {
        if (this.transport === transport) this.events.onFailed(detail);
      },
    });
    if (this.closed) await transport.close();
    return transport;
  }

  private describe(
    transport: SecureTransport,
    direction: Direction,
    setup: 'actpass' | 'active' | 'passive',
    remote?: RemoteAudio,
  ): string {
    this.version += 1;
    return writeDescription(
      {
        sessionId: this.sessionId,
        version: this.version,
        direction,
        formats: this.formats,
        iceUsername: transport.iceUsername,
        icePassword: transport.icePassword,
        candidates: transport.candidates,
        fingerprints: transport.fingerprints,
        setup,
        ssrc: this.ssrc,
        cname: this.cname,
      },
      remote,
    );
  }

  private agree(remote: RemoteAudio): void {
    this.formats = remote.formats;
    this.direction = answeredDirection(remote.direction);
    const held = remote.direction === 'sendonly' || remote.direction === 'inactive';
    const changed = held !== this.heldByOperator;
    this.heldByOperator = held;
    this.update();
    if (changed) this.events.onHeldChange(held);
  }

  /** Runs or stops what depends on the state; the only place that does. */
  private update(): void {
    const alive = !this.closed && this.transport?.connected === true;
    const sends = this.direction === 'sendrecv' || this.direction === 'sendonly';
    if (alive && this.started && sends) this.player?.start();
    else this.player?.stop();
    if (alive) this.rtcpTimer ??= setInterval(() => this.sendReport(), RTCP_INTERVAL_MS);
    else {
      clearInterval(this.rtcpTimer);
      this.rtcpTimer = undefined;
    }
  }

  private receive(packet: RtpPacket): void {
    if (this.closed) return;
    this.events.onSign();
    const heard = this.operator.receive(packet, this.formats);
    if (heard?.kind === 'event' && heard.digit !== undefined) this.events.onDigit(heard.digit);
    if (heard?.kind === 'opus' && this.sound.kind === 'echo') this.echo(packet);
  }

  private sendVoice(packet: OpusPacket, isFirstOfTalk: boolean): void {
    this.sendPacket(packet.data, this.timestamp, isFirstOfTalk);
    this.timestamp = (this.timestamp + packet.samples) >>> 0;
  }

  private echo(packet: RtpPacket): void {
    if (!this.started || (this.direction !== 'sendrecv' && this.direction !== 'sendonly')) return;
    const first = this.echoOffset === undefined;
    this.echoOffset ??= this.timestamp - packet.header.timestamp;
    this.timestamp = (packet.header.timestamp + this.echoOffset) >>> 0;
    this.sendPacket(packet.payload, this.timestamp, first || packet.header.marker);
  }

  private sendPacket(payload: Uint8Array, timestamp: number, marker: boolean): void {
    // A number is used up only by a packet that leaves, or the operator would count a loss.
    if (this.transport?.connected !== true) return;
    this.sequenceNumber = (this.sequenceNumber + 1) & 0xffff;
    this.sent.packets += 1;
    this.sent.octets += payload.length;
    this.transport.sendRtp(payload, {
      version: 2,
      payloadType: this.formats.opus,
      sequenceNumber: this.sequenceNumber,
      timestamp,
      ssrc: this.ssrc,
      marker,
    });
  }

  private sendReport(): void {
    const sent = { ssrc: this.ssrc, cname: this.cname, timestamp: this.timestamp, ...this.sent };
    this.transport?.sendRtcp(this.reports.compound(sent, this.operator.report()));
  }
}
