import { expect, onTestFinished, test, vi } from 'vitest';
import type { Call } from '../../../../src/contract/desk/state.ts';
import { createCallDesk, type CallDesk } from '../../../../src/main/app/call-desk.ts';
import { createCallQuality } from '../../../../src/main/app/call-quality.ts';
import { silentLog } from '../../../../src/main/logging/log.ts';
import { createShiftService } from '../../../../src/main/shift/shift-service.ts';
import type { ShiftService } from '../../../../src/main/session/port.ts';
import { StoreError, type Store } from '../../../../src/main/store/requests.ts';
import { CountingPeer, seeded, type SecondOfSound } from '../../../support/call-sounds.ts';
import { FakeMediaPort } from '../../../support/fake-media-port.ts';
import { createFakeTelephony, type FakeTelephony } from '../../../support/fake-telephony.ts';
import { sampleLine } from '../../../support/store-samples.ts';
import { temporaryStore } from '../../../support/temporary-store.ts';

const id = '018f0000-0000-7000-8000-000000000001';
const other = '018f0000-0000-7000-8000-000000000002';
const dialled = '018f0000-0000-7000-8000-0000000000ff';
const secondLine = { ...sampleLine, id: other, number: '+995322000099' };

let telephony: FakeTelephony;
let store: Store;
let failure: StoreError | undefined;
let shift: ShiftService;
let desk: CallDesk;
let shown: Call[];
let media: FakeMediaPort;
let now: number;

async function opened(): Promise<void> {
  telephony = createFakeTelephony(dialled);
  media = new FakeMediaPort();
  now = Date.parse('2026-01-01T08:00:05.000Z');
  const { store: real } = await temporaryStore();
  failure = undefined;
  store = {
    close: () => real.close(),
    run(name, ...input) {
      if (failure === undefined) return real.run(name, ...input);
      const thrown = failure;
      failure = undefined;
      return Promise.reject(thrown);
    },
  };
  shift = createShiftService({ clockOffsetMs: () => undefined, log: silentLog });
  shown = [];
  desk = createCallDesk({
    telephony,
    shift,
    quality: createCallQuality({ media, log: silentLog, now: () => now }),
    log: silentLog,
    lines: () => [sampleLine, secondLine],
    store: () => store,
    publish: (calls) => (shown = calls),
    makeRoom: async () => {},
    recorded: () => {},
  });
  await shift.open(store);
  await shift.startShift();
}

const at = (minute: number) => `2026-01-01T08:0${minute}:00.000Z`;
const until = (condition: () => boolean): Promise<void> => vi.waitFor(() => expect(condition()).toBe(true));

const records = async () => store.run('call.history', { limit: 10 });

test('the called number decides the line', async () => {
  await opened();
  telephony.tell({ id, state: 'ringing', calledNumber: secondLine.number.replace('+', '') });
  expect(shown[0]?.lineId).toBe(secondLine.id);
});

test('a number of no line shows no company rather than a wrong one', async () => {
  await opened();
  telephony.tell({ id, state: 'ringing', calledNumber: '+995322111111' });
  expect(shown).toHaveLength(1);
  expect(shown[0]?.lineId).toBeUndefined();
});

test('a call that was handed over: its record names who is there at the end, and who was there before', async () => {
  await opened();
  telephony.tell({ id, state: 'active', answeredAt: '2026-01-01T08:00:05.000Z', remoteNumber: '101' });
  for (let party = 1; party <= 10; party += 1) {
    telephony.tell({
      id,
      state: 'active',
      remoteNumber: `+99559912345${party % 10}`,
      remoteName: `N${party}`,
    });
  }
  // A name that comes later is no other party.
  telephony.tell({ id, state: 'active', remoteNumber: '+995599123451', remoteName: 'Levan' });
  telephony.tell({ id, state: 'active', remoteNumber: '+995599123451', remoteName: 'Levan', muted: true });
  expect(shown[0]).toMatchObject({ remoteNumber: '+995599123451', remoteName: 'Levan' });
  telephony.tell({ id, state: 'ended', endedAt: '2026-01-01T08:01:00.000Z', ending: 'other' });
  await until(() => shown[0]?.needsOutcome === true);
  await vi.waitFor(async () => expect(await store.run('call.withoutOutcome')).toHaveLength(1));
  const [record] = await store.run('call.withoutOutcome');
  expect(record).toMatchObject({ remoteNumber: '+995599123451', remoteName: 'Levan' });
  expect(record?.earlierParties).toHaveLength(8);
  expect(record?.earlierParties?.[0]).toEqual({ number: '101' });
  expect(record?.earlierParties?.at(-1)).toMatchObject({ name: 'N10' });
});

test('a call out that was handed over there is dialled again where it was dialled', async () => {
  await opened();
  telephony.tell({ id, direction: 'out', state: 'active', remoteNumber: '599123456', answeredAt: at(1) });
  telephony.tell({ id, state: 'active', remoteNumber: '102' });
  telephony.tell({ id, state: 'ended', endedAt: at(2), ending: 'other' });
  await vi.waitFor(async () => expect(await desk.lastDialled()).toMatchObject({ number: '599123456' }));
});

test('an answered call: on call, after-call work, outcome, ready; its record is written twice', async () => {
  await opened();
  telephony.tell({ id, state: 'ringing' });
  expect(shift.presence().state).toBe('ready');
  telephony.tell({ id, state: 'answering' });
  await until(() => shift.presence().state === 'onCall');
  telephony.tell({ id, state: 'active', answeredAt: '2026-01-01T08:00:05.000Z' });
  telephony.tell({ id, state: 'ended', endedAt: '2026-01-01T08:01:00.000Z', ending: 'other' });
  await until(() => shift.presence().state === 'acw');
  expect(shown).toMatchObject([{ id, state: 'ended', needsOutcome: true }]);
  expect(await records()).toMatchObject([{ callId: id, ending: 'other' }]);

  expect(await desk.finish(id, 'resolved', 'done')).toMatchObject({ ok: true });
  expect(shift.presence().state).toBe('ready');
  expect(shown).toEqual([]);
  expect(await records()).toMatchObject([{ callId: id, outcome: 'resolved' }]);
});

test('a missed call leaves no after-call work, but a record', async () => {
  await opened();
  telephony.tell({ id, state: 'ringing' });
  telephony.tell({ id, state: 'ended', endedAt: '2026-01-01T08:00:09.000Z', ending: 'missed' });
  expect(shown).toMatchObject([{ id, state: 'ended', ending: 'missed', needsOutcome: false }]);
  await until(() => shown.length === 0);
  expect(shift.presence().state).toBe('ready');
  expect(await records()).toMatchObject([{ callId: id, ending: 'missed' }]);
});

test('a call out keeps the line it was made for, and unanswered leads back to ready', async () => {
  await opened();
  expect(await desk.dial('599123456', secondLine.id)).toMatchObject({ ok: true });
  telephony.tell({ id: dialled, direction: 'out', state: 'dialling' });
  await until(() => shift.presence().state === 'onCall');
  expect(shown[0]?.lineId).toBe(secondLine.id);
  telephony.tell({ id: dialled, state: 'ended', endedAt: '2026-01-01T08:00:30.000Z', ending: 'busy' });
  await until(() => shift.presence().state === 'ready');
  expect(await records()).toMatchObject([{ callId: dialled, lineId: secondLine.id, ending: 'busy' }]);
});

test('a call out of a break that nobody answers leads back to the break', async () => {
  await opened();
  await shift.setPresence('break', 'meal');
  telephony.tell({ id: dialled, direction: 'out', state: 'dialling' });
  await until(() => shift.presence().state === 'onCall');
  telephony.tell({ id: dialled, state: 'ended', endedAt: '2026-01-01T08:00:30.000Z', ending: 'unanswered' });
  await until(() => shift.presence().state === 'break');
  expect(shift.presence().breakReason).toBe('meal');
});

test('the outcome of a call that goes on, or is not known, is refused', async () => {
  await opened();
  telephony.tell({ id, state: 'ringing' });
  expect(await desk.finish(id, 'x', undefined)).toMatchObject({ reason: 'call.wrongState' });
  expect(await desk.finish(other, 'x', undefined)).toMatchObject({ reason: 'call.gone' });
});

test('with the disk full the outcome is not taken, and the call stays until it is', async () => {
  await opened();
  telephony.tell({ id, state: 'active', answeredAt: '2026-01-01T08:00:05.000Z' });
  telephony.tell({ id, state: 'ended', endedAt: '2026-01-01T08:01:00.000Z', ending: 'other' });
  await until(() => shown[0]?.state === 'ended');
  failure = new StoreError('store.full', 'no space');
  expect(await desk.finish(id, 'resolved', undefined)).toMatchObject({ ok: false, reason: 'store.full' });
  expect(shown).toHaveLength(1);
  expect(await desk.finish(id, 'resolved', undefined)).toMatchObject({ ok: true });
  desk.close();
});

test('a record that could not be written goes into no other operator’s store', async () => {
  await opened();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  failure = new StoreError('store.full', 'no space');
  telephony.tell({ id, state: 'ringing' });
  telephony.tell({ id, state: 'ended', endedAt: '2026-01-01T08:00:09.000Z', ending: 'missed' });
  await until(() => failure === undefined);
  failure = new StoreError('store.full', 'no space');
  await desk.leave();
  expect(failure).toBeUndefined();
  ({ store } = await temporaryStore());
  vi.advanceTimersByTime(60_000);
  expect(await records()).toEqual([]);
});

test('a record that could not be written is tried once more before the operator leaves', async () => {
  await opened();
  failure = new StoreError('store.full', 'no space');
  telephony.tell({ id, state: 'ringing' });
  telephony.tell({ id, state: 'ended', endedAt: '2026-01-01T08:00:09.000Z', ending: 'missed' });
  await until(() => failure === undefined);
  await desk.leave();
  expect(await records()).toMatchObject([{ callId: id, ending: 'missed' }]);
});

test('a call of an earlier run without an outcome is shown again', async () => {
  await opened();
  await store.run('call.record', {
    id,
    direction: 'in',
    startedAt: '2026-01-01T08:00:00.000Z',
    answeredAt: '2026-01-01T08:00:05.000Z',
    endedAt: '2026-01-01T08:01:00.000Z',
    ending: 'lost',
  });
  await desk.open(store);
  expect(shown).toMatchObject([{ id, state: 'ended', needsOutcome: true, ending: 'lost' }]);
});

/** Seconds of sound of a call, as the media window tells of them. */
function sound(seconds: number, how: SecondOfSound = {}, peer = new CountingPeer(seeded(1))): CountingPeer {
  for (let second = 0; second < seconds; second += 1) {
    now += 1000;
    media.tell({ name: 'sample', peer: id, statistics: { ...peer.next(how) } });
  }
  return peer;
}

const talking = { id, state: 'active', media: 'connected', answeredAt: '2026-01-01T08:00:05.000Z' } as const;

test('the sound of a call is shown while it is on, and its story is in the record', async () => {
  await opened();
  telephony.tell(talking);
  const peer = sound(10);
  expect(shown[0]?.quality).toMatchObject({ mos: 4.4, troubles: [] });
  sound(10, { lossIn: 0.1 }, peer);
  expect(shown[0]?.quality?.troubles).toEqual(['lossIn']);
  telephony.tell({ id, state: 'ended', endedAt: '2026-01-01T08:00:25.000Z', ending: 'other' });
  expect(shown[0]?.quality).toBeUndefined();
  await vi.waitFor(async () => {
    const [operation] = await store
      .run('outbox.next', { limit: 5 })
      .then((all) => all.filter(({ kind }) => kind === 'call.record'));
    expect(operation?.payload).toMatchObject({
      id,
      quality: { codec: 'opus', troubles: [{ kind: 'lossIn' }], course: { length: 19 } },
    });
  });
});

test('the story is written again with the outcome, also of a call of an earlier run', async () => {
  await opened();
  telephony.tell(talking);
  sound(5);
  telephony.tell({ id, state: 'ended', endedAt: '2026-01-01T08:00:25.000Z', ending: 'other' });
  await vi.waitFor(async () => expect(await store.run('call.withoutOutcome')).toHaveLength(1));
  await desk.leave();
  await desk.open(store);
  expect(shown).toMatchObject([{ id, needsOutcome: true }]);
  expect(await desk.finish(id, 'resolved', undefined)).toMatchObject({ ok: true });
  const all = await store.run('outbox.next', { limit: 10 });
  const last = all.findLast(({ kind }) => kind === 'call.record');
  expect(last?.payload).toMatchObject({ id, outcome: 'resolved', quality: { codec: 'opus' } });
  expect(JSON.stringify(await records())).not.toContain('course');
});

test('where a call was handed over to is in its record, also after a restart', async () => {
  await opened();
  const transfer = { kind: 'blind', number: '600', status: 'succeeded' } as const;
  telephony.tell({ id, state: 'active', answeredAt: '2026-01-01T08:00:05.000Z' });
  telephony.tell({
    id,
    state: 'ended',
    endedAt: '2026-01-01T08:01:00.000Z',
    ending: 'transferred',
    transfer,
  });
  const left = () => store.run('call.withoutOutcome');
  await vi.waitFor(async () => expect(await left()).toMatchObject([{ id, transferredTo: '600' }]));
  await desk.leave();
  await desk.open(store);
  expect(shown).toMatchObject([{ id, ending: 'transferred', transfer }]);
  expect(await desk.finish(id, 'resolved', undefined)).toMatchObject({ ok: true });
  const waiting = await store.run('outbox.next', { limit: 100 });
  const record = waiting.find(({ kind }) => kind === 'call.record');
  expect(record).toMatchObject({ payload: { outcome: 'resolved', transferredTo: '600' } });
});

test('a call of the check before a shift is no call of the desk', async () => {
  await opened();
  telephony.tell({ id, direction: 'out', state: 'dialling', purpose: 'check' });
  telephony.tell({ id, state: 'active', answeredAt: '2026-01-01T08:00:05.000Z', media: 'connected' });
  expect(shown).toEqual([]);
  expect(desk.busy()).toBe(false);
  telephony.tell({ id, state: 'ended', endedAt: '2026-01-01T08:00:15.000Z', ending: 'operator' });
  expect(shown).toEqual([]);
  expect(shift.presence().state).toBe('ready');
  expect(await records()).toEqual([]);
});

test.each([
  { what: 'ends', answer: { ok: true, value: { callId: dialled } } as const },
  { what: 'fails', answer: { ok: false, reason: 'media.failed' } as const },
])('a call out that $what before its command is answered has its line all the same', async ({ answer }) => {
  await opened();
  telephony.dial = async () => {
    telephony.tell({ id: dialled, direction: 'out', state: 'dialling' });
    telephony.tell({ id: dialled, state: 'ended', endedAt: '2026-01-01T08:00:06.000Z', ending: 'busy' });
    return answer;
  };
  await desk.dial('599123456', secondLine.id);
  expect(await records()).toMatchObject([{ callId: dialled, lineId: secondLine.id, ending: 'busy' }]);
});
