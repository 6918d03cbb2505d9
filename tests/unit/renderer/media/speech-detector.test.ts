import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpeechDetector } from '../../../../src/renderer/media/speech-detector.ts';

const stepMs = 50;
const linear = (db: number) => 10 ** (db / 20);

/** What is told of these levels (in dB), one each 50 ms: when, and what. */
function told(levels: readonly number[]): { atMs: number; speaking: boolean }[] {
  const detector = new SpeechDetector();
  return levels.flatMap((level, index) => {
    const speaking = detector.hear(linear(level), index * stepMs);
    return speaking === undefined ? [] : [{ atMs: index * stepMs, speaking }];
  });
}

const during = (ms: number, db: number): number[] => Array.from({ length: ms / stepMs }, () => db);
/** Syllables of 200 ms with gaps of 100 ms, over this noise. */
const speech = (ms: number, noise = -65): number[] =>
  during(ms, -25).map((db, index) => (index % 6 < 4 ? db : noise));

describe('speech into a muted microphone', () => {
  it('is told soon after it begins, and again when it is over', () => {
    const news = told([...during(2000, -65), ...speech(3000), ...during(3000, -65)]);
    expect(news.map(({ speaking }) => speaking)).toEqual([true, false]);
    expect(news[0]?.atMs).toBeLessThan(2000 + 800);
    expect(news[1]?.atMs).toBeGreaterThan(5000);
  });

  it('is told while the operator was speaking already when the microphone was muted', () => {
    expect(told(speech(3000)).map(({ speaking }) => speaking)).toEqual([true]);
  });

  it('is told over a noisy room, too, and with a microphone that is digitally silent between the words', () => {
    expect(told([...during(3500, -45), ...speech(2000, -45)]).map(({ speaking }) => speaking)).toEqual([
      true,
    ]);
    expect(told([...during(1000, -140), ...speech(2000, -140)]).map(({ speaking }) => speaking)).toEqual([
      true,
    ]);
  });

  it('silence, steady noise of any loudness and what is short are not speech', () => {
    fc.assert(
      fc.property(fc.integer({ min: -140, max: -5 }), fc.integer({ min: 1, max: 4 }), (noise, blows) => {
        expect(told(during(10_000, noise))).toEqual([]);
        const cough = [...during(2000, -65), ...during(200, -10), ...during(1000, -65)];
        expect(told(Array.from({ length: blows }, () => cough).flat())).toEqual([]);
      }),
    );
  });

  it('noise that begins is taken for speech three seconds at most and a pause longer', () => {
    const news = told([...during(2000, -65), ...during(20_000, -30)]);
    expect(news.map(({ speaking }) => speaking)).toEqual([true, false]);
    expect(news[1]?.atMs).toBeLessThan(2000 + 3000 + 500 + 1200 + 2 * stepMs);
  });

  it('whatever is heard, news come at most once a second and by turns', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -140, max: 0 }), { maxLength: 400 }), (levels) => {
        const news = told(levels);
        for (const [index, { atMs, speaking }] of news.entries()) {
          expect(speaking).toBe(index % 2 === 0);
          const before = news[index - 1];
          if (before !== undefined) expect(atMs - before.atMs).toBeGreaterThanOrEqual(1000);
        }
      }),
    );
  });
});
