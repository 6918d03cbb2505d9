import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  judgeClock,
  judgeEcho,
  judgeJitter,
  judgeLoss,
  judgeMicrophone,
  judgeRoundTrip,
  judgeServer,
  judgeVoice,
  verdictOf,
} from '../../../../src/domain/fitness/judge.ts';
import { fitnessResults } from '../../../../src/domain/fitness/steps.ts';

describe('a step', () => {
  it.each([
    ['clock', judgeClock, [0, 30_000, -30_000], [30_001, -31_000, 300_000], [300_001, -3_600_000]],
    ['round trip', judgeRoundTrip, [5, 200], [201, 400], [401, 5000]],
    ['loss', judgeLoss, [0, 1], [1.1, 3], [3.1, 100]],
    ['jitter', judgeJitter, [0, 30], [31, 60], [61, 900]],
    ['voice', judgeVoice, [4.4, 3.6], [3.59, 3.1], [3.09, 1]],
  ] as const)('is judged by its limits: %s', (_name, judge, good, doubtful, bad) => {
    for (const value of good) expect(judge(value), `${value}`).toBe('ok');
    for (const value of doubtful) expect(judge(value), `${value}`).toBe('warning');
    for (const value of bad) expect(judge(value), `${value}`).toBe('failed');
  });

  it('takes the worse direction of the loss', () => {
    expect(judgeLoss(0, 2)).toBe('warning');
    expect(judgeLoss(5, 0)).toBe('failed');
  });

  it('never fails for a silent microphone or a slow server', () => {
    expect(judgeMicrophone(-20)).toBe('ok');
    expect(judgeMicrophone(-100)).toBe('warning');
    expect(judgeServer(40)).toBe('ok');
    expect(judgeServer(60_000)).toBe('warning');
  });

  it('finds the voice back, or does not', () => {
    expect(judgeEcho(500, -14)).toBe('ok');
    expect(judgeEcho(500, -50)).toBe('warning');
    expect(judgeEcho(500, -120)).toBe('failed');
    expect(judgeEcho(500, undefined)).toBe('ok');
    expect(judgeEcho(0, undefined)).toBe('failed');
  });
});

describe('the verdict', () => {
  const results = fc.array(fc.constantFrom(...fitnessResults), { maxLength: 10 });

  it('is as good as the worst step, and what was skipped does not count', () => {
    fc.assert(
      fc.property(results, (all) => {
        const verdict = verdictOf(all);
        if (all.includes('failed')) expect(verdict).toBe('unfit');
        else if (all.includes('warning')) expect(verdict).toBe('doubtful');
        else expect(verdict).toBe('fit');
        expect(verdictOf(all.filter((result) => result !== 'skipped'))).toBe(verdict);
        expect(verdictOf(all.toReversed())).toBe(verdict);
      }),
    );
  });
});
