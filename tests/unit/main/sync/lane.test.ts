import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../../src/main/logging/log.ts';
import { createLane, type LaneControl, type LaneOutcome } from '../../../../src/main/sync/lane.ts';
import { createManualClock } from '../../../support/manual-clock.ts';

/** A lane whose runs end when and how the test says. */
function setUp(restMs?: number) {
  const clock = createManualClock();
  const runs: { control: LaneControl; end: (outcome: LaneOutcome | Error) => Promise<void> }[] = [];
  const lane = createLane({
    name: 'test',
    clock,
    log: silentLog,
    policy: (attempt) => attempt * 1000,
    random: () => 0,
    ...(restMs === undefined ? {} : { restMs }),
    run: (control) =>
      new Promise((resolve, reject) => {
        runs.push({
          control,
          async end(outcome) {
            if (outcome instanceof Error) reject(outcome);
            else resolve(outcome);
            for (let i = 0; i < 5; i++) await Promise.resolve();
          },
        });
      }),
  });
  const last = () => {
    const run = runs.at(-1);
    if (!run) throw new Error('nothing ran');
    return run;
  };
  return { clock, lane, runs, last };
}

describe('a lane', () => {
  it('makes one run of many calls, and one more of those that come meanwhile', async () => {
    const { lane, runs, last } = setUp();
    lane.wake();
    lane.wake();
    lane.wake();
    expect(runs).toHaveLength(1);
    await last().end('done');
    expect(runs).toHaveLength(2);
    await last().end('done');
    expect(runs).toHaveLength(2);
  });

  it('sits out the back-off when woken, which grows with each failure and is forgotten after a success', async () => {
    const { lane, runs, last, clock } = setUp();
    lane.wake();
    await last().end({ failed: true });
    expect(clock.waits()).toEqual([1000]);
    lane.wake();
    expect(runs).toHaveLength(1);
    clock.advance(1000);
    await last().end(new Error('a fault of ours'));
    expect(clock.waits()).toEqual([2000]);
    clock.advance(2000);
    expect(runs).toHaveLength(3);
    await last().end('done');
    lane.wake();
    await last().end({ failed: true });
    expect(clock.waits()).toEqual([1000]);
  });

  it('ends a back-off when told that things are well again, but not a wait that the server asked for', async () => {
    const { lane, runs, last, clock } = setUp();
    lane.wake();
    await last().end({ failed: true });
    lane.recover();
    expect(runs).toHaveLength(2);
    await last().end({ failed: true, retryAfterMs: 60_000 });
    expect(clock.waits()).toEqual([60_000]);
    lane.recover();
    lane.wake();
    expect(runs).toHaveLength(2);
    lane.force();
    expect(runs).toHaveLength(3);
    expect(clock.waits()).toEqual([]);
  });

  it('forced while it runs, tries once more even after a failure', async () => {
    const { lane, runs, last } = setUp();
    lane.wake();
    lane.force();
    await last().end({ failed: true });
    expect(runs).toHaveLength(2);
  });

  it('comes back after its rest', async () => {
    const { lane, runs, last, clock } = setUp(15_000);
    lane.wake();
    await last().end('done');
    expect(clock.waits()).toEqual([15_000]);
    clock.advance(15_000);
    expect(runs).toHaveLength(2);
  });

  it('does nothing more after a halt', async () => {
    const { lane, runs, last, clock } = setUp(15_000);
    lane.wake();
    await last().end('halt');
    lane.wake();
    lane.force();
    lane.recover();
    expect(runs).toHaveLength(1);
    expect(clock.waits()).toEqual([]);
    await lane.stop(2000);
  });

  it('stops when the run under way has ended', async () => {
    const { lane, runs, last, clock } = setUp(15_000);
    lane.wake();
    const run = last();
    const stopped = lane.stop(2000);
    expect(run.control.stopping()).toBe(true);
    expect(run.control.signal.aborted).toBe(false);
    await run.end('done');
    await stopped;
    expect(clock.waits()).toEqual([]);
    expect(runs).toHaveLength(1);
  });

  it('cuts a run that does not end within the grace', async () => {
    const { lane, last, clock } = setUp();
    lane.wake();
    const run = last();
    run.control.signal.addEventListener('abort', () => void run.end({ failed: true }));
    const stopped = lane.stop(2000);
    clock.advance(2000);
    await stopped;
    expect(run.control.signal.aborted).toBe(true);
    expect(clock.waits()).toEqual([]);
  });
});
