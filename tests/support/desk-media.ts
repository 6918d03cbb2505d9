import {
  CipherContext,
  HashAlgorithm,
  NamedCurveAlgorithm,
  RTCCertificate,
  type RTCDtlsTransport,
  RTCPeerConnection,
  RTCRtpCodecParameters,
  type RTCRtpTransceiver,
  RtpHeader,
  type RtpPacket,
  SignatureAlgorithm,
  useOPUS,
} from 'werift';
import type { BodyAndContentType, SessionDescriptionHandler, SessionDescriptionHandlerOptions } from 'sip.js';

const OPUS = 111;
const EVENTS = 110;
const EVENTS_8000 = 126;

export type DeskMediaOptions = SessionDescriptionHandlerOptions & {
  hold?: boolean;
  direction?: 'sendonly' | 'recvonly' | 'inactive';
  iceRestart?: boolean;
};

/** The desk's side of the media in plain Node: a peer connection that counts what it hears and sends Opus packets. */
export class DeskMedia implements SessionDescriptionHandler {
  peer: RTCPeerConnection;
  heard: { sequenceNumber: number; timestamp: number; payload: Buffer }[] = [];
  lastRemoteSdp = '';
  /** What the packets are sent as; a peer that made the offer may have numbered them otherwise (RFC 3264 §6.1). */
  readonly payloadTypes = { opus: OPUS, events: EVENTS };
  private transceiver: RTCRtpTransceiver;
  private readonly waiting = new Set<() => void>();
  private sequenceNumber = 1000;
  private timestamp = 0;
  private timer: NodeJS.Timeout | undefined;
  /** Packets of telephone events that wait for their turn. */
  private readonly events: { payload: Buffer; first: boolean; last: boolean }[] = [];
  private eventTimer: NodeJS.Timeout | undefined;
  private eventTimestamp = 0;

  constructor() {
    ({ peer: this.peer, transceiver: this.transceiver } = this.openPeer());
  }

  /** Gives up the peer connection for a new one, as a media window that crashed; the next offer describes it. */
  async renew(): Promise<void> {
    this.stopTalking();
    await this.peer.close();
    this.heard = [];
    // A browser makes a certificate for each connection; the library would use one for all.
    const { certPem, keyPem, signatureHash } = await CipherContext.createSelfSignedCertificateWithKey(
      { signature: SignatureAlgorithm.ecdsa_3, hash: HashAlgorithm.sha256_4 },
      NamedCurveAlgorithm.secp256r1_23,
    );
    const certificate = new RTCCertificate(keyPem, certPem, signatureHash);
    ({ peer: this.peer, transceiver: this.transceiver } = this.openPeer([certificate]));
  }

  get connected(): boolean {
    return this.transceiver.dtlsTransport.state === 'connected';
  }

  async getDescription(options: DeskMediaOptions = {}): Promise<BodyAndContentType> {
    const wanted = options.hold === true ? (options.direction ?? 'sendonly') : 'sendrecv';
    this.transceiver.setDirection(wanted);
    const description =
      this.peer.signalingState === 'have-remote-offer'
        ? await this.peer.createAnswer()
        : await this.peer.createOffer({ iceRestart: options.iceRestart === true });
    await this.peer.setLocalDescription(description);
    // The library writes a=inactive as a refused section; a browser keeps the port (RFC 3264 §8.4).
    const body = (this.peer.localDescription?.sdp ?? '').replace(/^m=audio 0 /m, 'm=audio 9 ');
    return { body, contentType: 'application/sdp' };
  }

  hasDescription(contentType: string): boolean {
    return contentType === 'application/sdp';
  }

  async setDescription(sdp: string): Promise<void> {
    this.lastRemoteSdp = sdp;
    const type = this.peer.signalingState === 'have-local-offer' ? 'answer' : 'offer';
    await this.peer.setRemoteDescription({ type, sdp });
  }

  /**
   * Leaves the first word of the DTLS handshake to the other side, whose offer leaves the choice (RFC 5763 §5): the
   * library's own does not always come to an end with OpenSSL 3.
   */
  awaitHandshake(): void {
    if (this.transceiver.dtlsTransport.role === 'auto') this.transceiver.dtlsTransport.role = 'server';
  }

  close(): void {
    this.stopTalking();
    this.events.length = 0;
    this.sendNextEvent();
    void this.peer.close();
  }

  /** Sends each packet (20 ms of Opus) in real time, from the beginning again at the end. */
  talk(packets: readonly Uint8Array[]): void {
    this.stopTalking();
    let index = 0;
    let due = performance.now();
    const tick = (): void => {
      while (due <= performance.now()) {
        this.sendOpus(packets[index % packets.length] ?? new Uint8Array());
        index += 1;
        due += 20;
      }
      this.timer = setTimeout(tick, Math.max(1, due - performance.now()));
    };
    tick();
  }

  stopTalking(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  sendOpus(payload: Uint8Array): void {
    this.timestamp += 960;
    this.send(this.payloadTypes.opus, payload, this.timestamp, false);
  }

  /** Leaves out numbers, as if packets were lost on the way. */
  skip(packets: number): void {
    this.sequenceNumber += packets;
  }

  /**
   * One telephone event as RFC 4733 has it: updates, then the end three times, all with one timestamp; a packet each
   * 20 ms, as a telephone sends them: jitter buffers drop what comes all at once.
   */
  sendDtmf(tones: string): boolean {
    for (const tone of tones) {
      const event = '0123456789*#ABCD'.indexOf(tone);
      for (const [index, duration] of [960, 1920, 2880, 2880, 2880].entries()) {
        const payload = Buffer.from([event, (index >= 2 ? 0x80 : 0) | 10, duration >> 8, duration & 0xff]);
        this.events.push({ payload, first: index === 0, last: index === 4 });
      }
    }
    this.eventTimer ??= setInterval(() => this.sendNextEvent(), 20);
    return true;
  }

  /** Numbers missing in what was heard. */
  lost(): number {
    const numbers = this.heard.map(({ sequenceNumber }) => sequenceNumber);
    return numbers.length === 0 ? 0 : Math.max(...numbers) - Math.min(...numbers) + 1 - new Set(numbers).size;
  }

  /** Resolves when the condition holds; looked at with each packet and change of state. */
  async until(condition: () => boolean): Promise<void> {
    if (condition()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const check = (): void => {
      if (!condition()) return;
      this.waiting.delete(check);
      resolve();
    };
    this.waiting.add(check);
    await promise;
  }

  private openPeer(certificates: RTCCertificate[] = []): {
    peer: RTCPeerConnection;
    transceiver: RTCRtpTransceiver;
  } {
    // As a browser has it: with the clock of Opus, and with that of G.711 for those who know no other.
    const events = [EVENTS, EVENTS_8000].map((payloadType, index) => {
      const clockRate = index === 0 ? 48_000 : 8000;
      return new RTCRtpCodecParameters({
        mimeType: 'audio/telephone-event',
        clockRate,
        channels: 1,
        payloadType,
      });
    });
    const peer = new RTCPeerConnection({
      iceServers: [],
      certificates,
      codecs: { audio: [useOPUS({ payloadType: OPUS }), ...events] },
    });
    const transceiver = peer.addTransceiver('audio', { direction: 'sendrecv' });
    // Otherwise the library asks a public STUN server.
    for (const transport of peer.iceTransports) delete transport.connection.stunServer;
    keepEarlyHandshake(transceiver.dtlsTransport);
    transceiver.dtlsTransport.onRtp.subscribe((packet) => this.hear(packet));
    peer.connectionStateChange.subscribe(() => this.changed());
    return { peer, transceiver };
  }

  private sendNextEvent(): void {
    const next = this.events.shift();
    if (next === undefined) {
      clearInterval(this.eventTimer);
      this.eventTimer = undefined;
      return;
    }
    if (next.first) {
      this.timestamp += 960;
      this.eventTimestamp = this.timestamp;
    }
    // Whoever talks on meanwhile does not move the event's time.
    this.send(this.payloadTypes.events, next.payload, this.eventTimestamp, next.first);
    if (next.last) this.timestamp += 2880;
  }

  private send(payloadType: number, payload: Uint8Array, timestamp: number, marker: boolean): void {
    this.sequenceNumber += 1;
    const { ssrc } = this.transceiver.sender;
    const sequenceNumber = this.sequenceNumber & 0xffff;
    const header = new RtpHeader({ version: 2, payloadType, sequenceNumber, timestamp, ssrc, marker });
    void this.transceiver.dtlsTransport.sendRtp(Buffer.from(payload), header);
  }

  private hear(packet: RtpPacket): void {
    const { sequenceNumber, timestamp } = packet.header;
    this.heard.push({ sequenceNumber, timestamp, payload: packet.payload });
    this.changed();
  }

  private changed(): void {
    for (const check of [...this.waiting]) check();
  }
}

/**
 * Gives the library the first word of the handshake that came before it listened, as a browser does: it listens when its
 * own side of ICE is done, and the other side may be quicker. Asterisk would say it again a second later, but no more
 * where a re-INVITE (hold, transfer) comes within that second: such a call never got its media.
 */
function keepEarlyHandshake(transport: RTCDtlsTransport): void {
  const early: Buffer[] = [];
  const { unSubscribe } = transport.iceTransport.connection.onData.subscribe((data) => {
    // RFC 7983 §7: the first byte tells DTLS from STUN and RTP.
    const first = data[0] ?? 0;
    if (first >= 20 && first <= 63 && early.length < 20) early.push(data);
  });
  transport.onStateChange.subscribe((state) => {
    if (state !== 'connecting') return;
    unSubscribe();
    // The state changes just before there is anybody to give it to.
    queueMicrotask(() => early.forEach((data) => transport.dtls?.transport.socket.onData(data, ['', 0])));
  });
}
