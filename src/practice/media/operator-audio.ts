import { OpusDecoder } from 'opus-decoder';
import type { RtpPacket } from 'werift';
import { AudioLevel } from './audio-level.ts';
import { TelephoneEvents } from './digits.ts';
import { Reception, type ReceptionReport } from './reception.ts';
import type { Formats } from './session-description.ts';

/** What came from the operator: counts, loudness and digits of the received RTP stream. */
export class OperatorAudio {
  private readonly level = new AudioLevel();
  private readonly events = new TelephoneEvents();
  private readonly decoder = new OpusDecoder({ channels: 2 });
  private decoderReady = false;
  private freed = false;
  private reception = new Reception();
  private ssrc: number | undefined;
  private undecodable = 0;

  constructor() {
    void this.decoder.ready.then(() => {
      if (this.freed) this.decoder.free();
      else this.decoderReady = true;
    });
  }

  /** @returns the kind of the packet, with its digit where it begins one; undefined for a format not agreed on */
  receive(
    packet: RtpPacket,
    formats: Formats,
  ): { kind: 'opus' } | { kind: 'event'; digit: string | undefined } | undefined {
    const { ssrc, sequenceNumber, timestamp, payloadType } = packet.header;
    if (ssrc !== this.ssrc) {
      // A new source (RFC 3550 §8) begins its own numbering.
      this.ssrc = ssrc;
      this.reception = new Reception();
    }
    const now = performance.now();
    this.reception.receive(sequenceNumber, timestamp, now);
    if (payloadType === formats.opus) {
      this.decode(packet.payload, now);
      return { kind: 'opus' };
    }
    if (formats.telephoneEvents.some((format) => format.payloadType === payloadType)) {
      return { kind: 'event', digit: this.events.receive(packet.payload, timestamp) };
    }
    return undefined;
  }

  /** RMS of the last second in dBov (RFC 6464), or undefined where no audio came in that time. */
  levelDbov(): number | undefined {
    return this.level.dbov(performance.now());
  }

  counts(): { received: number; lost: number } {
    return this.reception.counts();
  }

  /** What to tell the sender, once a stream is known. */
  report(): (ReceptionReport & { ssrc: number }) | undefined {
    return this.ssrc === undefined ? undefined : { ssrc: this.ssrc, ...this.reception.report() };
  }

  /** Packets that were no valid Opus. */
  undecodablePackets(): number {
    return this.undecodable;
  }

  free(): void {
    if (this.freed) return;
    this.freed = true;
    if (this.decoderReady) this.decoder.free();
  }

  private decode(payload: Uint8Array, now: number): void {
    if (!this.decoderReady || this.freed || payload.length === 0) return;
    const { channelData, errors } = this.decoder.decodeFrame(new Uint8Array(payload));
    if (errors.length > 0) this.undecodable += 1;
    this.level.add(channelData, now);
  }
}
