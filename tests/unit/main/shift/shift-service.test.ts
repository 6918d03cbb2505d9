import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../../src/main/logging/log.ts';
import { createShiftService } from '../../../../src/main/shift/shift-service.ts';
import { shiftEvent } from '../../../../src/contract/operations.ts';
import { createFakeStore, type FakeDisk } from '../../../support/fake-store.ts';
import { createManualClock } from '../../../support/manual-clock.ts';

async function setUp(disk?: FakeDisk) {
  const clock = createManualClock();
  const store = createFakeStore(disk);
  let offset: number | undefined = 90_000.4;
  const shift = createShiftService({ clock, log: silentLog, clockOffsetMs: () => offset });
  let changes = 0;
  shift.on('change', () => (changes += 1));
  await shift.open(store);
  return {
    clock,
    store,
    shift,
    changes: () => changes,
    setOffset: (ms: number | undefined) => (offset = ms),
    record: () =>
      store.disk.shiftEvents.map(({ kind, presence, breakReason }) =>
        [kind, presence, breakReason].filter((part) => part !== undefined).join(' '),
      ),
  };
}

describe('a shift', () => {
  it('starts ready and ends, each on the record with both clocks and on its way to the server', async () => {
    const { shift, store, clock, setOffset, record } = await setUp();
    expect(shift.shift()).toEqual({ status: 'off' });
    expect(await shift.startShift()).toEqual({ ok: true, value: undefined });
    expect(shift.shift()).toMatchObject({ status: 'on', startedAt: '2026-03-01T08:00:00.000Z' });
    expect(shift.presence()).toEqual({ state: 'ready', since: '2026-03-01T08:00:00.000Z' });
    clock.advance(3_600_000);
    setOffset(undefined);
    expect(await shift.endShift()).toMatchObject({ ok: true });
    expect(shift.shift()).toEqual({ status: 'off' });
    expect(shift.presence()).toEqual({ state: 'offline', since: '2026-03-01T09:00:00.000Z' });
    expect(record()).toEqual(['start', 'presence ready', 'end']);
    expect(store.disk.shiftEvents.map((event) => event.clockOffsetMs)).toEqual([90_000, 90_000, undefined]);
    expect(store.disk.outbox).toHaveLength(3);
    expect(new Set(store.disk.shiftEvents.map((event) => event.shiftId)).size).toBe(1);
    for (const event of store.disk.shiftEvents) expect(shiftEvent.safeParse(event).success).toBe(true);
  });

  it('is started once by a key pressed twice, and is another one the next time', async () => {
    const { shift, store, record } = await setUp();
    const results = await Promise.all([shift.startShift(), shift.startShift()]);
    expect(results.map((result) => result.ok || result.reason)).toEqual([true, 'shift.wrongState']);
    await shift.endShift();
    expect(await shift.endShift()).toMatchObject({ reason: 'shift.wrongState' });
    await shift.startShift();
    expect(record()).toEqual(['start', 'presence ready', 'end', 'start', 'presence ready']);
    expect(new Set(store.disk.shiftEvents.map((event) => event.shiftId)).size).toBe(2);
  });

  it('does not end in a call, but in the work after it', async () => {
    const { shift, record } = await setUp();
    await shift.startShift();
    await shift.setPresence('onCall');
    expect(await shift.endShift()).toMatchObject({ ok: false, reason: 'call.otherActive' });
    await shift.setPresence('acw');
    expect(await shift.endShift()).toMatchObject({ ok: true });
    expect(record()).toEqual(['start', 'presence ready', 'presence onCall', 'presence acw', 'end']);
  });

  it('notes the clock of the device as it is, also one that was set back: the order is that of writing', async () => {
    const { shift, store, clock } = await setUp();
    await shift.startShift();
    clock.set(Date.parse('2020-01-01T00:00:00.000Z'));
    await shift.setPresence('break', 'meal');
    expect(store.disk.shiftEvents.map((event) => event.deviceTime)).toEqual([
      '2026-03-01T08:00:00.000Z',
      '2026-03-01T08:00:00.000Z',
      '2020-01-01T00:00:00.000Z',
    ]);
  });

  it('does nothing while nobody is signed in', async () => {
    const { shift, store } = await setUp();
    await shift.startShift();
    shift.close();
    expect(shift.shift()).toEqual({ status: 'off' });
    expect(shift.presence().state).toBe('offline');
    for (const result of [
      await shift.startShift(),
      await shift.endShift(),
      await shift.setPresence('ready'),
    ]) {
      expect(result).toMatchObject({ ok: false, reason: 'session.signedOut' });
    }
    expect(store.disk.shiftEvents).toHaveLength(2);
  });
});

describe('presence', () => {
  it('is recorded when it changes, and only then', async () => {
    const { shift, record, changes } = await setUp();
    await shift.startShift();
    const before = changes();
    expect(await shift.setPresence('ready')).toMatchObject({ ok: true });
    expect(changes()).toBe(before);
    await shift.setPresence('break', 'rest');
    await shift.setPresence('break', 'rest');
    await shift.setPresence('break', 'recovery');
    expect(shift.presence()).toMatchObject({ state: 'break', breakReason: 'recovery' });
    await shift.setPresence('training');
    expect(shift.presence()).not.toHaveProperty('breakReason');
    expect(changes()).toBe(before + 3);
    expect(record().slice(2)).toEqual([
      'presence break rest',
      'presence break recovery',
      'presence training',
    ]);
  });

  it('goes the ways that the states allow, and belongs to a shift', async () => {
    const { shift, store } = await setUp();
    expect(await shift.setPresence('ready')).toMatchObject({ reason: 'shift.wrongState' });
    await shift.startShift();
    expect(await shift.setPresence('acw')).toMatchObject({ reason: 'presence.wrongState' });
    expect(await shift.setPresence('offline')).toMatchObject({ reason: 'presence.wrongState' });
    await shift.setPresence('onCall');
    expect(await shift.setPresence('offline')).toMatchObject({ reason: 'presence.wrongState' });
    expect(shift.presence().state).toBe('onCall');
    expect(store.disk.shiftEvents).toHaveLength(3);
  });
});

describe('a store that takes no more', () => {
  it('leaves everything as it was', async () => {
    const { shift, store, changes, record } = await setUp();
    const before = changes();
    store.failNext('shift.append', 'store.full');
    expect(await shift.startShift()).toMatchObject({ ok: false, reason: 'store.full' });
    expect(shift.shift()).toEqual({ status: 'off' });
    expect(changes()).toBe(before);
    await shift.startShift();
    store.failNext('shift.append', 'store.full', 2);
    expect(await shift.setPresence('break', 'meal')).toMatchObject({ reason: 'store.full' });
    expect(await shift.endShift()).toMatchObject({ reason: 'store.full' });
    expect(shift.presence().state).toBe('ready');
    expect(shift.shift().status).toBe('on');
    expect(record()).toEqual(['start', 'presence ready']);
  });

  it('in the middle of a start: the same key completes it', async () => {
    const { shift, store, record } = await setUp();
    const run = store.run;
    store.run = async (name, ...input) => {
      const answer = await run(name, ...input);
      if (name === 'shift.append' && store.disk.shiftEvents.length === 1) {
        store.failNext('shift.append', 'store.full');
      }
      return answer;
    };
    expect(await shift.startShift()).toMatchObject({ ok: false, reason: 'store.full' });
    expect(shift.shift().status).toBe('on');
    expect(shift.presence().state).toBe('offline');
    expect(await shift.startShift()).toMatchObject({ ok: true });
    expect(shift.presence().state).toBe('ready');
    expect(record()).toEqual(['start', 'presence ready']);
  });

  it('cannot be opened where the record cannot be read', async () => {
    const { shift } = await setUp();
    const damaged = createFakeStore();
    damaged.failNext('shift.position', 'store.damaged');
    await expect(shift.open(damaged)).rejects.toMatchObject({ reason: 'store.damaged' });
  });
});

describe('a shift that was left open', () => {
  it.each([
    ['ready', [], 'ready'],
    ['a call', ['onCall'], 'ready'],
    ['after-call work', ['onCall', 'acw'], 'ready'],
    ['training', ['training'], 'training'],
    ['a break', ['break'], 'break'],
  ] as const)('in %s goes on, and says from when on that is known', async (_, before, after) => {
    const first = await setUp();
    await first.shift.startShift();
    for (const state of before) await first.shift.setPresence(state, state === 'break' ? 'meal' : undefined);
    const events = first.store.disk.shiftEvents.length;
    const second = await setUp(first.store.disk);
    expect(second.shift.shift()).toEqual(first.shift.shift());
    expect(second.shift.presence().state).toBe(after);
    expect(second.shift.presence().breakReason).toBe(after === 'break' ? 'meal' : undefined);
    expect(second.store.disk.shiftEvents.slice(events)).toMatchObject([
      { kind: 'presence', presence: after },
    ]);
    expect(await second.shift.endShift()).toMatchObject({ ok: true });
    const third = await setUp(first.store.disk);
    expect(third.shift.shift()).toEqual({ status: 'off' });
    expect(third.record()).toEqual(second.record());
  });

  it('without a presence, where that could not be written, until the operator says one', async () => {
    const first = await setUp();
    await first.shift.startShift();
    const full = createFakeStore(first.store.disk);
    full.failNext('shift.append', 'store.full');
    const shift = createShiftService({
      clock: createManualClock(),
      log: silentLog,
      clockOffsetMs: () => undefined,
    });
    await shift.open(full);
    expect(shift.shift().status).toBe('on');
    expect(shift.presence().state).toBe('offline');
    expect(await shift.setPresence('break', 'technical')).toMatchObject({ ok: true });
    expect(shift.presence().state).toBe('break');
  });
});
