/** What a peer connection has counted since it was opened, as W3C webrtc-stats counts it. */
export interface Totals {
  readonly packetsSent: number;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly jitterSeconds: number;
  readonly roundTripSeconds?: number | undefined;
  /** Linear, 0…1. */
  readonly inputLevel?: number | undefined;
  readonly packetsLostOut?: number | undefined;
  readonly codec?: string | undefined;
}

/** What happened between two looks at the totals, a second apart. */
export interface QualitySample {
  readonly received: number;
  /** Less than none where packets came late that had been counted as lost before (RFC 3550 §6.4.1). */
  readonly lostIn: number;
  readonly sent: number;
  /** As the other side reports it (RTCP, every few seconds: in between this is 0), and counted as `lostIn` is. */
  readonly lostOut?: number | undefined;
  readonly jitterMs: number;
  readonly roundTripMs?: number | undefined;
  /** Linear, 0…1. */
  readonly inputLevel?: number | undefined;
  readonly codec?: string | undefined;
}

/** More than any codec sends in ten seconds: the sequence numbers began anew, nothing was lost. */
const impossibleLoss = 1000;

/**
 * The sample between two totals of the same peer. Undefined where they cannot be compared: the peer connection was
 * made anew and counts from zero, the other side's sequence numbers jumped, or a figure is none.
 */
export function sampleBetween(before: Totals, after: Totals): QualitySample | undefined {
  const received = after.packetsReceived - before.packetsReceived;
  const sent = after.packetsSent - before.packetsSent;
  const lostIn = after.packetsLost - before.packetsLost;
  const jitterMs = after.jitterSeconds * 1000;
  if (!(received >= 0 && sent >= 0 && Math.abs(lostIn) < impossibleLoss && jitterMs >= 0)) return undefined;
  const reported = before.packetsLostOut !== undefined && after.packetsLostOut !== undefined;
  const lostOut = reported ? (after.packetsLostOut ?? 0) - (before.packetsLostOut ?? 0) : 0;
  return {
    received,
    lostIn,
    sent,
    lostOut: reported && Math.abs(lostOut) < impossibleLoss ? lostOut : undefined,
    jitterMs,
    roundTripMs:
      after.roundTripSeconds === undefined ? undefined : Math.max(0, after.roundTripSeconds * 1000),
    inputLevel: after.inputLevel,
    codec: after.codec,
  };
}

/** Share of the packets that were to come and did not, 0…1; undefined where none was to come. */
export function lossIn(sample: Pick<QualitySample, 'received' | 'lostIn'>): number | undefined {
  const expected = sample.received + sample.lostIn;
  return expected <= 0 ? undefined : Math.max(0, sample.lostIn / expected);
}
