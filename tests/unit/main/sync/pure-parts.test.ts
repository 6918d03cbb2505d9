import { describe, expect, it } from 'vitest';
import { afterAnswer, afterRefusal, afterSilence, fullBatch } from '../../../../src/main/sync/batch-size.ts';
import { createClockOffset } from '../../../../src/main/sync/clock-offset.ts';
import { defaultReconnectPolicy } from '../../../../src/main/sync/reconnect-policy.ts';
import { parseRetryAfter } from '../../../../src/main/sync/retry-after.ts';
import { verdictOf } from '../../../../src/main/sync/verdict.ts';
import { fail } from '../../../../src/contract/reasons.ts';
import { createManualClock } from '../../../support/manual-clock.ts';

describe('the wait before the next try', () => {
  it('doubles from one second on, and never passes a minute', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map((attempt) => defaultReconnectPolicy(attempt, 0))).toEqual([
      1000, 2000, 4000, 8000, 16_000, 30_000, 30_000,
    ]);
    expect(defaultReconnectPolicy(1, 1)).toBe(2000);
    expect(defaultReconnectPolicy(10_000, 1)).toBe(60_000);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-03-01T08:00:00Z');
  it.each([
    ['120', 120_000],
    ['0', 0],
    ['Sun, 01 Mar 2026 08:01:00 GMT', 60_000],
    ['Sun, 01 Mar 2026 07:00:00 GMT', 0],
    ['999999', 600_000],
    ['soon', undefined],
    [null, undefined],
  ])('%s is %s ms', (header, ms) => expect(parseRetryAfter(header, now)).toBe(ms));
});

describe('the size of a batch', () => {
  it('halves while the one to blame is sought, and is full again when no suspect is left', () => {
    let size = afterRefusal(50);
    expect(size).toEqual({ limit: 25, suspects: 50 });
    size = afterAnswer(size, 25);
    expect(size).toEqual({ limit: 25, suspects: 25 });
    expect(afterAnswer(size, 25)).toEqual(fullBatch);
    expect(afterRefusal(1).limit).toBe(1);
  });
  it('shrinks with silence to one, and grows again', () => {
    let size = fullBatch;
    for (let i = 0; i < 10; i++) size = afterSilence(size);
    expect(size.limit).toBe(1);
    for (let i = 0; i < 10; i++) size = afterAnswer(size, 1);
    expect(size).toEqual(fullBatch);
  });
});

describe("the estimate of the server's clock", () => {
  const iso = (ms: number) => new Date(ms).toISOString();

  it('takes the quickest of the last answers, from the middle of its round trip', () => {
    const clock = createManualClock();
    const offset = createClockOffset(clock);
    expect(offset.offsetMs()).toBeUndefined();
    let sent = offset.departure();
    clock.advance(900); // all of it on the way there
    offset.answered(sent, iso(clock.now() + 5000));
    expect(offset.offsetMs()).toBe(5450);
    sent = offset.departure();
    clock.advance(20);
    offset.answered(sent, iso(clock.now() - 10 + 5000));
    expect(offset.offsetMs()).toBe(5000);
    sent = offset.departure();
    clock.advance(700);
    offset.answered(sent, iso(clock.now() + 5000));
    expect(offset.offsetMs()).toBe(5000);
  });

  it('lets old answers go, so that a clock that drifts is followed', () => {
    const clock = createManualClock();
    const offset = createClockOffset(clock);
    const answer = (trip: number, error: number) => {
      const sent = offset.departure();
      clock.advance(trip);
      offset.answered(sent, iso(clock.now() - trip / 2 + error));
    };
    answer(2, 1000);
    for (let i = 0; i < 8; i++) answer(10, 1200);
    expect(offset.offsetMs()).toBe(1200);
  });

  it("does not guess after the device's clock was set, and knows again after the next answer", () => {
    const clock = createManualClock();
    const offset = createClockOffset(clock);
    offset.answered(offset.departure(), iso(clock.now()));
    clock.set(clock.now() - 3_600_000);
    expect(offset.offsetMs()).toBeUndefined();
    offset.answered(offset.departure(), iso(clock.now() + 3_600_000));
    expect(offset.offsetMs()).toBe(3_600_000);
  });

  it('ignores a time that is none', () => {
    const offset = createClockOffset(createManualClock());
    offset.answered(offset.departure(), 'yesterday');
    expect(offset.offsetMs()).toBeUndefined();
  });
});

describe('what an answer means', () => {
  it.each([
    [{ ok: true, value: 1 } as const, 'answered'],
    [fail('server.unreachable'), 'silent'],
    [{ ...fail('server.refused'), status: 500 }, 'silent'],
    [{ ...fail('server.refused'), status: 400 }, 'silent'],
    [{ ...fail('server.refused'), status: 401 }, 'silent'],
    [{ ...fail('server.refused'), status: 413 }, 'wholeRefused'],
    [{ ...fail('input.invalid'), status: 400 }, 'wholeRefused'],
    [{ ...fail('auth.expired'), status: 401 }, 'signInNeeded'],
    [{ ...fail('auth.notAllowed'), status: 403 }, 'signInNeeded'],
    [{ ...fail('auth.locked'), status: 429 }, 'answered'],
  ] as const)('%j is %s', (answer, verdict) => expect(verdictOf(answer)).toBe(verdict));
});
