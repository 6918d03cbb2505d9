import { describe, expect, it } from 'vitest';
import { lossIn, sampleBetween, type Totals } from '../../../../src/domain/quality/sample.ts';

const before: Totals = {
  packetsSent: 100,
  packetsReceived: 100,
  packetsLost: 3,
  packetsLostOut: 1,
  jitterSeconds: 0.004,
};
const after: Totals = {
  packetsSent: 150,
  packetsReceived: 148,
  packetsLost: 5,
  packetsLostOut: 2,
  jitterSeconds: 0.0125,
  roundTripSeconds: 0.043,
  inputLevel: 0.2,
  codec: 'opus',
};

describe('a sample', () => {
  it('is what happened between two totals', () => {
    const sample = sampleBetween(before, after);
    expect(sample).toEqual({
      received: 48,
      lostIn: 2,
      sent: 50,
      lostOut: 1,
      jitterMs: 12.5,
      roundTripMs: 43,
      inputLevel: 0.2,
      codec: 'opus',
    });
    expect(sample && lossIn(sample)).toBe(0.04);
  });

  it('gives a late packet back that was counted as lost', () => {
    expect(sampleBetween(before, { ...after, packetsLost: 2 })?.lostIn).toBe(-1);
  });

  it('knows no loss where nothing was to come', () => {
    const silent = sampleBetween(before, { ...after, packetsReceived: 100, packetsLost: 3 });
    expect(silent && lossIn(silent)).toBeUndefined();
  });

  it('says nothing of our own loss where the other side does not report it', () => {
    expect(sampleBetween({ ...before, packetsLostOut: undefined }, after)?.lostOut).toBeUndefined();
  });

  it.each([
    ['fewer packets received', { packetsReceived: 10 }],
    ['fewer packets sent', { packetsSent: 10 }],
    ['sequence numbers that jumped', { packetsLost: 60_000 }],
    ['a figure that is none', { packetsReceived: Number.NaN }],
    ['a jitter that is none', { jitterSeconds: Number.NaN }],
  ])('is none with %s', (_what, change) => {
    expect(sampleBetween(before, { ...after, ...change })).toBeUndefined();
  });
});
