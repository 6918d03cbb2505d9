import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { limitRequest } from '../../../../src/main/sync/request-limit.ts';
import { createManualClock } from '../../../support/manual-clock.ts';

test('a request ends when its time is over', () => {
  const clock = createManualClock();
  const limit = limitRequest(clock, 1000);
  clock.advance(999);
  expect([limit.signal.aborted, limit.isOver()]).toEqual([false, false]);
  clock.advance(1);
  expect([limit.signal.aborted, limit.isOver()]).toEqual([true, true]);
});

test('a request ends with the session that it belongs to, also where that has ended before', () => {
  const clock = createManualClock();
  const session = new AbortController();
  const before = limitRequest(clock, 1000, session.signal);
  session.abort();
  const after = limitRequest(clock, 1000, session.signal);
  for (const limit of [before, after]) expect([limit.signal.aborted, limit.isOver()]).toEqual([true, false]);
});

test('a request that is done leaves no timer and no listener, and is not ended any more', () => {
  const clock = createManualClock();
  const session = new AbortController();
  const limit = limitRequest(clock, 1000, session.signal);
  limit.done();
  expect(clock.waits()).toEqual([]);
  expect(getEventListeners(session.signal, 'abort')).toEqual([]);
  session.abort();
  expect([limit.signal.aborted, limit.isOver()]).toEqual([false, false]);
});
