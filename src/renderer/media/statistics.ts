import type { PeerStatistics } from '../../contract/media/messages.ts';

/** What we read of the many kinds of statistics (W3C webrtc-stats). */
type Entry = {
  readonly type: string;
  readonly kind?: unknown;
  readonly id: string;
  readonly [name: string]: unknown;
};

/** The totals of a peer connection out of its statistics report. */
export function peerStatistics(report: Iterable<Entry>): PeerStatistics {
  const entries = [...report];
  const find = (type: string) => entries.find((entry) => entry.type === type && entry.kind !== 'video');
  const inbound = find('inbound-rtp');
  const outbound = find('outbound-rtp');
  const remoteInbound = find('remote-inbound-rtp');
  const source = find('media-source');
  const path = selectedPath(entries);
  const codec = entries.find((entry) => entry.id === (outbound?.['codecId'] ?? inbound?.['codecId']));
  return {
    packetsSent: number(outbound, 'packetsSent') ?? 0,
    packetsReceived: number(inbound, 'packetsReceived') ?? 0,
    packetsLost: number(inbound, 'packetsLost') ?? 0,
    jitterSeconds: number(inbound, 'jitter') ?? 0,
    // ICE asks the path every 2.5 s (RFC 7675), RTCP reports come every 5 s and more.
    ...optional(
      'roundTripSeconds',
      number(path, 'currentRoundTripTime') ?? number(remoteInbound, 'roundTripTime'),
    ),
    ...optional('inputLevel', number(source, 'audioLevel')),
    ...optional('outputLevel', number(inbound, 'audioLevel')),
    ...optional('packetsLostOut', number(remoteInbound, 'packetsLost')),
    ...optional('concealedSamples', number(inbound, 'concealedSamples')),
    ...optional('totalSamples', number(inbound, 'totalSamplesReceived')),
    ...optional('codec', typeof codec?.['mimeType'] === 'string' ? codec['mimeType'] : undefined),
  };
}

/** The pair of candidates that the sound goes over. */
function selectedPath(entries: readonly Entry[]): Entry | undefined {
  const id = entries.find(({ type }) => type === 'transport')?.['selectedCandidatePairId'];
  return entries.find((entry) => entry.type === 'candidate-pair' && entry.id === id);
}

function number(entry: Entry | undefined, name: string): number | undefined {
  const value = entry?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  const part: { [P in K]?: V } = {};
  if (value !== undefined) part[key] = value;
  return part;
}
