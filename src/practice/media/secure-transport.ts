import {
  type IceCandidate,
  RTCDtlsFingerprint,
  RTCDtlsParameters,
  RTCDtlsTransport,
  RTCIceGatherer,
  RTCIceParameters,
  RTCIceTransport,
  type RtcpPacket,
  RtpHeader,
  type RtpPacket,
} from 'werift';
import type { RemoteAudio, Setup } from './session-description.ts';

// werift's numbers for RFC 5764/7714 profiles: AEAD_AES_128_GCM before AES128_CM_HMAC_SHA1_80.
const SRTP_PROFILES: (0x0007 | 0x0001)[] = [0x0007, 0x0001];

export type SecureTransportEvents = {
  onRtp: (packet: RtpPacket) => void;
  onRtcp: (packet: RtcpPacket) => void;
  /** Anything that shows the other side is there: its ICE checks, which it sends on hold too (RFC 7675). */
  onSign: () => void;
  onConnected: () => void;
  onFailed: (detail: string) => void;
};

/**
 * One DTLS association over one ICE session (RFC 8445, RFC 5764), below any session description: so a direction,
 * an ICE restart or a silent disappearance can be handled as the standards say, one by one.
 */
export class SecureTransport {
  private readonly ice: RTCIceTransport;
  private readonly dtls: RTCDtlsTransport;
  private readonly events: SecureTransportEvents;
  private remoteFingerprints: string | undefined;
  private established = false;
  private closed = false;

  private constructor(ice: RTCIceTransport, dtls: RTCDtlsTransport, events: SecureTransportEvents) {
    this.ice = ice;
    this.dtls = dtls;
    this.events = events;
  }

  /** Opens sockets on all interfaces and the loopback, and gathers host candidates; asks no STUN server. */
  static async open(events: SecureTransportEvents): Promise<SecureTransport> {
    const gatherer = new RTCIceGatherer({
      // The desk is as a rule on this machine; with no network at all the loopback is the only way to it.
      additionalHostAddresses: ['127.0.0.1'],
      filterStunResponse: () => {
        events.onSign();
        return true;
      },
    });
    // Without this, werift asks a public STUN server.
    delete gatherer.connection.stunServer;
    const ice = new RTCIceTransport(gatherer);
    const certificate = await RTCDtlsTransport.SetupCertificate();
    const dtls = new RTCDtlsTransport({}, ice, certificate, SRTP_PROFILES);
    dtls.onRtp.subscribe((packet) => events.onRtp(packet));
    dtls.onRtcp.subscribe((packet) => events.onRtcp(packet));
    await ice.gather();
    return new SecureTransport(ice, dtls, events);
  }

  get iceUsername(): string {
    return this.ice.localParameters.usernameFragment;
  }

  get icePassword(): string {
    return this.ice.localParameters.password;
  }

  get candidates(): IceCandidate[] {
    return this.ice.localCandidates;
  }

  get fingerprints(): { algorithm: string; value: string }[] {
    return this.dtls.localParameters.fingerprints.map(({ algorithm, value }) => ({ algorithm, value }));
  }

  /** The `a=setup` of this side once it is known; an offer of an unconnected transport says `actpass`. */
  get setup(): Setup {
    if (this.dtls.role === 'auto') return 'actpass';
    return this.dtls.role === 'client' ? 'active' : 'passive';
  }

  /** Media can flow: ICE has a valid pair and SRTP has its keys. */
  get connected(): boolean {
    return this.established && this.dtls.state === 'connected' && !this.closed;
  }

  /** Whether `remote` speaks for the same DTLS association; if not, it needs a transport of its own (RFC 8842 §3.1). */
  serves(remote: RemoteAudio): boolean {
    return this.remoteFingerprints === undefined || this.remoteFingerprints === fingerprintKey(remote);
  }

  /**
   * Takes over the other side's parameters. New ICE credentials restart ICE under the same DTLS association
   * (RFC 8839 §4.4.1.1.1); the caller then describes this side anew and calls {@link connect}.
   *
   * @param role `offerer` where this side's description was the offer
   */
  async apply(remote: RemoteAudio, role: 'offerer' | 'answerer'): Promise<void> {
    const current = this.ice.getRemoteParameters();
    const restart =
      current !== null &&
      (current.usernameFragment !== remote.iceUsername || current.password !== remote.icePassword);
    this.ice.setRemoteParams(
      new RTCIceParameters({
        usernameFragment: remote.iceUsername,
        password: remote.icePassword,
        iceLite: remote.iceLite,
      }),
    );
    // Who offers later does not change the roles; only an ICE restart assigns them anew (RFC 8445 §6.1.1).
    if (current === null || restart)
      this.ice.connection.iceControlling = role === 'offerer' || remote.iceLite;
    if (restart) {
      this.established = false;
      await this.ice.gather();
    }
    if (this.remoteFingerprints === undefined) {
      this.remoteFingerprints = fingerprintKey(remote);
      this.dtls.setRemoteParams(
        new RTCDtlsParameters(
          remote.fingerprints.map(({ algorithm, value }) => new RTCDtlsFingerprint(algorithm, value)),
          'auto',
        ),
      );
      this.dtls.role = remote.setup === 'active' ? 'server' : 'client';
    }
    if (current !== null && !restart) return;
    // The end of candidates is never told: a desk that hides its addresses is found by its own checks.
    for (const candidate of remote.candidates) await this.ice.addRemoteCandidate(candidate);
  }

  /** Runs ICE, and DTLS the first time; the outcome comes as an event. Does nothing where media flows already. */
  connect(): void {
    if (this.established || this.closed || this.ice.state === 'checking') return;
    const { iceRestarts } = this.ice;
    this.run().catch((error: unknown) => {
      if (this.closed || this.ice.iceRestarts !== iceRestarts) return;
      this.events.onFailed(error instanceof Error ? error.message : String(error));
    });
  }

  sendRtp(payload: Uint8Array, header: Partial<RtpHeader>): void {
    if (!this.connected) return;
    void this.dtls.sendRtp(Buffer.from(payload), new RtpHeader(header));
  }

  sendRtcp(packets: RtcpPacket[]): void {
    if (!this.connected) return;
    this.dtls.sendRtcp(packets).catch((error: unknown) => {
      this.events.onFailed(error instanceof Error ? error.message : String(error));
    });
  }

  /** Closes the sockets. No DTLS alert is sent: seen from outside, the other side is just gone. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.dtls.stop();
  }

  private async run(): Promise<void> {
    const { iceRestarts } = this.ice;
    await this.ice.start();
    if (this.closed || this.ice.iceRestarts !== iceRestarts) return;
    if (this.dtls.state === 'new') await this.dtls.start();
    this.established = true;
    this.events.onConnected();
  }
}

function fingerprintKey(remote: RemoteAudio): string {
  return remote.fingerprints
    .map(({ algorithm, value }) => `${algorithm} ${value}`.toLowerCase())
    .toSorted()
    .join(',');
}
