import { describe, expect, it } from 'vitest';
import { ratedOpinion, transmissionRating } from '../../../../src/domain/quality/e-model.ts';
import { opinionOfRating, simplifiedOpinion } from '../../../../src/domain/quality/opinion.ts';

describe('the opinion of a rating', () => {
  it.each([
    [90, 4.34],
    [80, 4.03],
    [70, 3.6],
    [60, 3.1],
    [50, 2.58],
  ])('is what table B.1 of G.107 says for R = %d', (rating, opinion) => {
    expect(Math.abs(opinionOfRating(rating) - opinion)).toBeLessThan(0.01);
  });

  it('ends at 1 and 4.5', () => {
    expect(opinionOfRating(-20)).toBe(1);
    expect(opinionOfRating(3)).toBe(1);
    expect(opinionOfRating(100)).toBe(4.5);
    expect(opinionOfRating(130)).toBe(4.5);
  });
});

describe("Twilio's formula", () => {
  // Worked out by hand from the published formula: 94.768 − latency/40, or − (latency − 120)/10, − 2.5 per percent.
  it.each([
    [{ roundTripMs: 0, jitterMs: 0, loss: 0 }, 94.518],
    [{ roundTripMs: 100, jitterMs: 10, loss: 0 }, 91.518],
    [{ roundTripMs: 40, jitterMs: 5, loss: 0.02 }, 88.268],
    [{ roundTripMs: 400, jitterMs: 30, loss: 0.05 }, 47.268],
  ])('of %o is that of R = %d', (conditions, rating) => {
    expect(simplifiedOpinion(conditions)).toBeCloseTo(opinionOfRating(rating), 6);
  });

  it('is the worst there is from a second on, and where every packet is lost', () => {
    expect(simplifiedOpinion({ roundTripMs: 1000, jitterMs: 0, loss: 0 })).toBe(1);
    expect(simplifiedOpinion({ roundTripMs: 10, jitterMs: 0, loss: 1 })).toBe(1);
  });
});

describe('the E-model', () => {
  it('gives 93.2 with all default values, as G.107 says', () => {
    expect(transmissionRating(0, 0, 'PCMU')).toBeCloseTo(93.2, 1);
  });

  it('takes off what G.113 says of a codec and its loss', () => {
    const rating = (loss: number, codec: string): number => transmissionRating(0, loss, codec);
    expect(rating(0, 'PCMA') - rating(0, 'audio/G729')).toBeCloseTo(11, 6);
    // Ie,eff = Ie + (95 − Ie) · Ppl / (Ppl + Bpl), equation 7-29
    expect(rating(0, 'PCMA/8000') - rating(0.05, 'PCMA/8000')).toBeCloseTo((95 * 5) / (5 + 25.1), 6);
    expect(rating(0, 'opus') - rating(0.05, 'opus')).toBeCloseTo(((95 - 2.03) * 5) / (5 + 15.95), 6);
  });

  it('takes an unknown codec for Opus', () => {
    expect(transmissionRating(50, 0.01, 'lyra')).toBe(transmissionRating(50, 0.01, 'opus'));
    expect(transmissionRating(50, 0.01, undefined)).toBe(transmissionRating(50, 0.01, 'audio/opus'));
  });

  it('bends where G.107 says that delay begins to hurt', () => {
    const lostBetween = (from: number, to: number): number =>
      transmissionRating(from, 0, 'PCMU') - transmissionRating(to, 0, 'PCMU');
    expect(lostBetween(0, 150)).toBeLessThan(4);
    expect(lostBetween(150, 300)).toBeGreaterThan(15);
  });

  it('calls a clean call good and a broken one bad', () => {
    expect(ratedOpinion({ roundTripMs: 40, jitterMs: 4, loss: 0 }, 'opus')).toBeGreaterThan(4.2);
    expect(ratedOpinion({ roundTripMs: 500, jitterMs: 60, loss: 0.1 }, 'opus')).toBeLessThan(2);
  });
});
