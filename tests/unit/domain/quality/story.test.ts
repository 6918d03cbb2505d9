import { describe, expect, it } from 'vitest';
import { callQuality } from '../../../../src/contract/quality.ts';
import { sampleBetween } from '../../../../src/domain/quality/sample.ts';
import {
  addSecond,
  coursePoints,
  emptyStory,
  keptTroubles,
  pauseStory,
  smoothedOpinion,
  tellStory,
  type QualityStory,
} from '../../../../src/domain/quality/story.ts';
import type { QualityTrouble } from '../../../../src/domain/quality/trouble.ts';
import { CountingPeer, seeded, type SecondOfSound } from '../../../support/call-sounds.ts';

function storyOf(
  seconds: number,
  sound: (second: number) => SecondOfSound = () => ({}),
  raised: (second: number) => readonly QualityTrouble[] = () => [],
): QualityStory {
  const peer = new CountingPeer(seeded(seconds));
  let story = emptyStory;
  for (let second = 0; second < seconds; second += 1) {
    const before = peer.totals();
    const sample = sampleBetween(before, peer.next(sound(second)));
    if (sample) story = addSecond(story, second, sample, raised(second));
  }
  return story;
}

/** Numbers and texts in it, however deep. */
function sizeOf(value: unknown): number {
  return JSON.stringify(value).length;
}

describe('the story of a call', () => {
  it('is none where nothing was heard', () => {
    expect(tellStory(emptyStory, 0)).toBeUndefined();
    expect(
      tellStory(
        storyOf(10, () => ({ incoming: 0 })),
        10,
      ),
    ).toBeUndefined();
    expect(smoothedOpinion(emptyStory)).toBeUndefined();
  });

  it('tells of a clean minute', () => {
    const told = callQuality.parse(tellStory(storyOf(60), 60));
    expect(told.mos.mean).toBeGreaterThan(4.3);
    expect(told.mosG107.mean).toBeGreaterThan(4.2);
    expect(told).toMatchObject({
      codec: 'opus',
      lossIn: 0,
      lossOut: 0,
      jitterMs: { mean: 4, highest: 4 },
      roundTripMs: { mean: 40, highest: 40 },
      troubles: [],
    });
    expect(told.course).toHaveLength(60);
  });

  it('tells how bad it was at its worst, and how much was lost in all', () => {
    const told = callQuality.parse(
      tellStory(
        storyOf(60, (second) => (second >= 20 && second < 40 ? { lossIn: 0.3, jitterMs: 90 } : {})),
        60,
      ),
    );
    expect(told.mos.lowest).toBeLessThan(2);
    expect(told.mos.lowest).toBeLessThan(told.mos.mean);
    expect(told.lossIn).toBeGreaterThan(0.07);
    expect(told.lossIn).toBeLessThan(0.13);
    expect(told.jitterMs).toEqual({ mean: 33, highest: 90 });
    const during = told.course.filter(({ second }) => second >= 25 && second < 40);
    expect(Math.max(...during.map(({ mos }) => mos))).toBeLessThan(2.5);
  });

  it('leaves out what was not measured', () => {
    const told = tellStory(
      storyOf(5, () => ({ roundTripMs: undefined })),
      5,
    );
    expect(told?.roundTripMs).toBeUndefined();
  });

  it('says when which trouble began and how long it lasted, those that stand at the end too', () => {
    const told = tellStory(
      storyOf(
        60,
        () => ({}),
        (second) => [
          ...(second >= 10 && second < 25 ? (['jitter'] as const) : []),
          ...(second >= 50 ? (['delay'] as const) : []),
        ],
      ),
      62,
    );
    expect(told?.troubles).toEqual([
      { kind: 'jitter', fromSecond: 10, seconds: 15 },
      { kind: 'delay', fromSecond: 50, seconds: 12 },
    ]);
  });

  it('ends what stands when the talk pauses', () => {
    const talking = storyOf(
      20,
      () => ({}),
      () => ['lossIn'],
    );
    expect(tellStory(pauseStory(talking, 20), 300)?.troubles).toEqual([
      { kind: 'lossIn', fromSecond: 0, seconds: 20 },
    ]);
    expect(smoothedOpinion(pauseStory(talking, 20))).toBeUndefined();
  });

  it('counts a second in which nothing comes as the worst there is', () => {
    const told = tellStory(
      storyOf(
        20,
        (second) => (second < 10 ? {} : { incoming: 0 }),
        (second) => (second < 12 ? [] : ['noAudioIn']),
      ),
      20,
    );
    expect(told?.mos.lowest).toBe(1);
    expect(told?.mosG107.lowest).toBe(1);
  });

  it('stays small and fits the contract, with trouble in every other second of eight hours', () => {
    const hours = 8 * 3600;
    const story = storyOf(
      hours,
      (second) => ({ lossIn: second % 2 ? 0.1 : 0, jitterMs: second % 90 }),
      (second) => (second % 2 ? ['lossIn', 'jitter'] : []),
    );
    expect(sizeOf(story)).toBeLessThan(40_000);
    const told = callQuality.parse(tellStory(story, hours));
    expect(told.troubles.length).toBe(keptTroubles);
    expect(told.course.length).toBeGreaterThan(coursePoints / 2 - 1);
    expect(told.course.length).toBeLessThanOrEqual(coursePoints);
    expect(sizeOf(told)).toBeLessThan(20_000);
    // Evenly spread over the whole of it.
    const steps = told.course.slice(1).map(({ second }, index) => second - (told.course[index]?.second ?? 0));
    expect(new Set(steps).size).toBe(1);
    expect(told.course.at(-1)?.second).toBeGreaterThan(hours - 2 * (steps[0] ?? 0));
  });
});
