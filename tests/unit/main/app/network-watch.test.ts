import { describe, expect, it } from 'vitest';
import { watchNetwork } from '../../../../src/main/app/network-watch.ts';
import { createManualClock } from '../../../support/manual-clock.ts';

function watched(first: readonly string[]) {
  const clock = createManualClock();
  let now: readonly string[] = first;
  const told: string[] = [];
  const stop = watchNetwork({ addresses: () => new Set(now), clock, tell: (change) => told.push(change) });
  return {
    clock,
    told,
    stop,
    become: (addresses: readonly string[]) => {
      now = addresses;
      clock.advance(1000);
    },
  };
}

describe('the watch on the network', () => {
  it('is quiet while nothing changes', () => {
    const watch = watched(['eth0 10.0.0.2']);
    watch.clock.advance(3_600_000);
    expect(watch.told).toEqual([]);
  });

  it('tells a lost address from an additional one', () => {
    const watch = watched(['eth0 10.0.0.2']);
    watch.become(['eth0 10.0.0.2', 'wlan0 10.0.1.2']);
    watch.become(['wlan0 10.0.1.2']);
    watch.become([]);
    watch.become(['eth0 10.0.0.2']);
    expect(watch.told).toEqual(['grown', 'moved', 'moved', 'grown']);
  });

  it('tells of a change of address within one look', () => {
    const watch = watched(['wlan0 10.0.0.2']);
    watch.become(['wlan0 192.168.1.7']);
    expect(watch.told).toEqual(['moved']);
  });

  it('takes a long sleep for a change, though the addresses are the same', () => {
    const watch = watched(['eth0 10.0.0.2']);
    watch.clock.set(watch.clock.now() + 3_600_000);
    watch.clock.advance(1000);
    watch.clock.advance(5000);
    expect(watch.told).toEqual(['moved']);
  });

  it('stops', () => {
    const watch = watched(['eth0 10.0.0.2']);
    watch.stop();
    watch.become([]);
    expect(watch.clock.waits()).toEqual([]);
    expect(watch.told).toEqual([]);
  });
});
