import { describe, expect, it } from 'vitest';
import { peerStatistics as schema } from '../../../../src/contract/media/messages.ts';
import { microphoneFailure } from '../../../../src/renderer/media/microphone.ts';
import { peerStatistics } from '../../../../src/renderer/media/statistics.ts';

describe('the statistics of a peer', () => {
  it('are read out of the report of a talk', () => {
    const statistics = peerStatistics([
      { type: 'codec', id: 'c1', mimeType: 'audio/opus' },
      { type: 'media-source', id: 's', kind: 'audio', audioLevel: 0.25 },
      { type: 'outbound-rtp', id: 'o', kind: 'audio', codecId: 'c1', packetsSent: 50 },
      {
        type: 'inbound-rtp',
        id: 'i',
        kind: 'audio',
        packetsReceived: 48,
        packetsLost: 2,
        jitter: 0.004,
        concealedSamples: 1920,
        totalSamplesReceived: 48_000,
      },
      { type: 'remote-inbound-rtp', id: 'r', kind: 'audio', roundTripTime: 0.031, packetsLost: 3 },
    ]);
    expect(statistics).toEqual({
      packetsSent: 50,
      packetsReceived: 48,
      packetsLost: 2,
      jitterSeconds: 0.004,
      roundTripSeconds: 0.031,
      inputLevel: 0.25,
      codec: 'audio/opus',
      packetsLostOut: 3,
      concealedSamples: 1920,
      totalSamples: 48_000,
    });
    expect(schema.parse(statistics)).toEqual(statistics);
  });

  it('have the round trip of the path that the sound goes over, which is measured most often', () => {
    const statistics = peerStatistics([
      { type: 'candidate-pair', id: 'p1', currentRoundTripTime: 0.9 },
      { type: 'candidate-pair', id: 'p2', currentRoundTripTime: 0.04 },
      { type: 'transport', id: 't', selectedCandidatePairId: 'p2' },
      { type: 'remote-inbound-rtp', id: 'r', kind: 'audio', roundTripTime: 0.031 },
    ]);
    expect(statistics.roundTripSeconds).toBe(0.04);
  });

  it('are zero before anything flows', () => {
    expect(schema.parse(peerStatistics([]))).toEqual({
      packetsSent: 0,
      packetsReceived: 0,
      packetsLost: 0,
      jitterSeconds: 0,
    });
  });
});

describe('what the browser says of a microphone', () => {
  it.each([
    ['NotFoundError', 'media.noMicrophone'],
    ['NotReadableError', 'media.noMicrophone'],
    ['NotAllowedError', 'media.permissionDenied'],
    ['SecurityError', 'media.permissionDenied'],
    ['AbortError', 'media.failed'],
  ])('%s is %s', (name, reason) => {
    expect(microphoneFailure(name)).toBe(reason);
  });
});
