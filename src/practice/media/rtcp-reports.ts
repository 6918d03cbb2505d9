import {
  type RtcpPacket,
  RtcpReceiverInfo,
  RtcpRrPacket,
  RtcpSenderInfo,
  RtcpSourceDescriptionPacket,
  RtcpSrPacket,
  SourceDescriptionChunk,
  SourceDescriptionItem,
} from 'werift';
import type { ReceptionReport } from './reception.ts';

const CNAME_ITEM = 1;
// Seconds from 1900 (NTP) to 1970.
const NTP_EPOCH_OFFSET = 2_208_988_800n;

export type SentStream = {
  ssrc: number;
  cname: string;
  packets: number;
  octets: number;
  /** RTP timestamp that belongs to now. */
  timestamp: number;
};

/**
 * Makes the compound RTCP packets of one call: sender report, reception report and CNAME (RFC 3550 §6.1). From the
 * reception report the desk knows its own loss and round-trip time, as from a real PBX.
 */
export class RtcpReports {
  private lastSenderReport: { middle: number; arrivedAt: number } | undefined;

  /** Remembers when the operator's sender report came, for the delay that the next report names (DLSR). */
  receive(packet: RtcpPacket): void {
    if (!(packet instanceof RtcpSrPacket)) return;
    const middle = Number((packet.senderInfo.ntpTimestamp >> 16n) & 0xffff_ffffn);
    this.lastSenderReport = { middle, arrivedAt: performance.now() };
  }

  compound(sent: SentStream, received: (ReceptionReport & { ssrc: number }) | undefined): RtcpPacket[] {
    const reports = received === undefined ? [] : [this.receptionBlock(received)];
    const first =
      sent.packets === 0
        ? new RtcpRrPacket({ ssrc: sent.ssrc, reports })
        : new RtcpSrPacket({
            ssrc: sent.ssrc,
            reports,
            senderInfo: new RtcpSenderInfo({
              ntpTimestamp: ntpNow(),
              rtpTimestamp: sent.timestamp >>> 0,
              packetCount: sent.packets >>> 0,
              octetCount: sent.octets >>> 0,
            }),
          });
    const item = new SourceDescriptionItem({ type: CNAME_ITEM, text: sent.cname });
    const chunk = new SourceDescriptionChunk({ source: sent.ssrc, items: [item] });
    return [first, new RtcpSourceDescriptionPacket({ chunks: [chunk] })];
  }

  private receptionBlock(received: ReceptionReport & { ssrc: number }): RtcpReceiverInfo {
    const before = this.lastSenderReport;
    return new RtcpReceiverInfo({
      ssrc: received.ssrc,
      fractionLost: Math.min(255, received.fractionLost),
      packetsLost: Math.min(0x7f_ffff, received.lost),
      highestSequence: received.extendedHighestSequence >>> 0,
      jitter: received.jitter >>> 0,
      lsr: before?.middle ?? 0,
      dlsr: before === undefined ? 0 : Math.round(((performance.now() - before.arrivedAt) * 65_536) / 1000),
    });
  }
}

function ntpNow(): bigint {
  const milliseconds = BigInt(Date.now());
  const seconds = milliseconds / 1000n + NTP_EPOCH_OFFSET;
  const fraction = ((milliseconds % 1000n) << 32n) / 1000n;
  return (seconds << 32n) | fraction;
}
