// The desk's side of several calls: presence, what is left to be written up, answering by itself, redial.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Call } from '../../../../src/contract/desk/state.ts';
import type { Line } from '../../../../src/contract/content.ts';
import { createCallDesk, type CallDesk } from '../../../../src/main/app/call-desk.ts';
import { createCallQuality } from '../../../../src/main/app/call-quality.ts';
import { silentLog } from '../../../../src/main/logging/log.ts';
import type { ShiftService } from '../../../../src/main/session/port.ts';
import { createShiftService } from '../../../../src/main/shift/shift-service.ts';
import type { Store } from '../../../../src/main/store/requests.ts';
import { FakeMediaPort } from '../../../support/fake-media-port.ts';
import { createFakeTelephony, type FakeTelephony } from '../../../support/fake-telephony.ts';
import { sampleLine } from '../../../support/store-samples.ts';
import { temporaryStore } from '../../../support/temporary-store.ts';

const first = '018f0000-0000-7000-8000-000000000001';
const second = '018f0000-0000-7000-8000-000000000002';
const dialled = '018f0000-0000-7000-8000-0000000000ff';
const answeredAt = '2026-01-01T08:00:05.000Z';
const endedAt = '2026-01-01T08:01:00.000Z';

let telephony: FakeTelephony;
let store: Store;
let shift: ShiftService;
let desk: CallDesk;
let shown: Call[];
let lines: Line[];

beforeEach(async () => {
  telephony = createFakeTelephony(dialled);
  ({ store } = await temporaryStore());
  shift = createShiftService({ clockOffsetMs: () => undefined, log: silentLog });
  shown = [];
  lines = [sampleLine];
  desk = open();
  await shift.open(store);
  await shift.startShift();
});

function open(): CallDesk {
  return createCallDesk({
    telephony,
    shift,
    quality: createCallQuality({ media: new FakeMediaPort(), log: silentLog, now: () => 0 }),
    log: silentLog,
    lines: () => lines,
    store: () => store,
    publish: (calls) => (shown = calls),
    recorded: () => {},
    makeRoom: async () => {},
  });
}

const presence = (state: string): Promise<void> =>
  vi.waitFor(() => expect(shift.presence().state).toBe(state));
const answer = (id: string): void => {
  telephony.tell({ id, state: 'answering' });
  telephony.tell({ id, state: 'active', answeredAt });
};
const end = (id: string): void => telephony.tell({ id, state: 'ended', endedAt, ending: 'other' });
const asked = (word: string): string[] => telephony.asked.filter((each) => each.startsWith(word));

describe('presence with several calls', () => {
  test('is on call until the last one has ended, and after-call work until the last outcome is set', async () => {
    telephony.tell({ id: first, state: 'ringing' });
    answer(first);
    await presence('onCall');
    telephony.tell({ id: second, state: 'ringing' });
    telephony.tell({ id: first, state: 'held' });
    answer(second);
    end(second);
    expect(await desk.finish(second, 'resolved', undefined)).toMatchObject({ ok: true });
    expect(shift.presence().state).toBe('onCall');
    end(first);
    await presence('acw');
    expect(shown).toMatchObject([{ id: first, needsOutcome: true }]);
    await desk.finish(first, 'resolved', undefined);
    expect(shift.presence().state).toBe('ready');
    expect(await store.run('call.history', { limit: 5 })).toHaveLength(2);
  });

  test('is after-call work while another only rings, and stays it where that one gives up', async () => {
    telephony.tell({ id: first, state: 'ringing' });
    answer(first);
    telephony.tell({ id: second, state: 'ringing' });
    end(first);
    await presence('acw');
    telephony.tell({ id: second, state: 'ended', endedAt, ending: 'missed' });
    await vi.waitFor(() => expect(shown).toHaveLength(1));
    expect(shift.presence().state).toBe('acw');
  });

  test('goes back to after-call work where a call out in it is not answered', async () => {
    telephony.tell({ id: first, state: 'ringing' });
    answer(first);
    end(first);
    await presence('acw');
    telephony.tell({ id: dialled, direction: 'out', state: 'dialling' });
    await presence('onCall');
    telephony.tell({ id: dialled, state: 'ended', endedAt, ending: 'busy' });
    await presence('acw');
    await desk.finish(first, 'resolved', undefined);
    expect(shift.presence().state).toBe('ready');
  });

  test('does not stay on call after one that ended before its beginning was on the disk', async () => {
    const states: string[] = [];
    shift.on('change', () => states.push(shift.presence().state));
    telephony.tell({ id: dialled, direction: 'out', state: 'dialling' });
    telephony.tell({ id: dialled, state: 'ended', endedAt, ending: 'notFound' });
    await vi.waitFor(() => expect(states).toEqual(['onCall', 'ready']));
  });
});

describe('a call in which somebody is asked for another', () => {
  async function ask(consultationFor: string): Promise<void> {
    telephony.tell({ id: first, state: 'ringing' });
    answer(first);
    telephony.tell({ id: first, state: 'held', answeredAt });
    telephony.tell({ id: dialled, direction: 'out', state: 'dialling', remoteNumber: '102' });
    await desk.dial('102', sampleLine.id, consultationFor);
    telephony.tell({ id: dialled, direction: 'out', state: 'active', answeredAt, remoteNumber: '102' });
    expect(shown[1]?.lineId).toBe(sampleLine.id);
    telephony.tell({
      id: dialled,
      direction: 'out',
      state: 'ended',
      answeredAt,
      endedAt,
      ending: 'transferred',
    });
    telephony.tell({ id: first, state: 'ended', answeredAt, endedAt, ending: 'transferred' });
    await presence('acw');
  }

  test('leaves one outcome to set, now and after a restart, and is in the history', async () => {
    await ask(first);
    await vi.waitFor(() => expect(shown).toHaveLength(1));
    expect(shown).toMatchObject([{ id: first, needsOutcome: true }]);
    const calls = await store.run('call.history', { limit: 5 });
    expect(calls.map(({ callId }) => callId).toSorted()).toEqual([first, dialled]);
    const again = open();
    await again.open(store);
    expect(shown).toMatchObject([{ id: first, needsOutcome: true }]);
    again.close();
    await desk.finish(first, 'resolved', undefined);
    expect(shift.presence().state).toBe('ready');
  });

  test('needs its own where that other one is none of this desk', async () => {
    await ask(second);
    expect(shown.filter(({ needsOutcome }) => needsOutcome)).toHaveLength(2);
  });
});

describe('a call that the line has answered by itself', () => {
  beforeEach(() => {
    lines = [{ ...sampleLine, autoAnswerSeconds: 5 }];
  });

  test('is planned for an operator who is ready, the PBX’s word before the line’s', () => {
    telephony.tell({ id: first, state: 'ringing' });
    expect(asked('answerAfter')).toEqual([`answerAfter ${first} 5`]);
    end(first);
    telephony.tell({ id: second, state: 'ringing', answerAfterSeconds: 0 });
    expect(asked('answerAfter').at(-1)).toBe(`answerAfter ${second} 0`);
    expect(shown.at(-1)).not.toHaveProperty('answerAfterSeconds');
  });

  test('is not where the line says nothing', () => {
    lines = [sampleLine];
    telephony.tell({ id: first, state: 'ringing' });
    expect(asked('answerAfter')).toEqual([]);
  });

  test('is not on a break, in after-call work or off shift', async () => {
    await shift.setPresence('break', 'rest');
    telephony.tell({ id: first, state: 'ringing' });
    await shift.setPresence('ready');
    await shift.endShift();
    telephony.tell({ id: second, state: 'ringing' });
    expect(asked('answerAfter')).toEqual([]);
  });

  test('is not while another call is there', () => {
    telephony.tell({ id: first, state: 'ringing', answerAfterSeconds: 3 });
    telephony.tell({ id: second, state: 'ringing', answerAfterSeconds: 3 });
    expect(asked('answerAfter')).toEqual([`answerAfter ${first} 3`]);
  });

  test('is taken back when the operator goes on a break meanwhile', async () => {
    telephony.tell({ id: first, state: 'ringing' });
    telephony.tell({ id: first, state: 'ringing', autoAnswerAt: answeredAt });
    expect(shown[0]?.autoAnswerAt).toBe(answeredAt);
    await shift.setPresence('break', 'rest');
    expect(asked('answerAfter').at(-1)).toBe(`answerAfter ${first} undefined`);
  });
});

describe('the number that was called last', () => {
  test('is none before there was one', async () => {
    expect(await desk.lastDialled()).toBeUndefined();
    telephony.tell({ id: first, state: 'ringing', remoteNumber: '+995599000111' });
    end(first);
    await vi.waitFor(async () => expect(await store.run('call.history', { limit: 5 })).toHaveLength(1));
    expect(await desk.lastDialled()).toBeUndefined();
  });

  test('is known at once, and in the next run, with its line', async () => {
    await desk.dial('599 12 34 56', sampleLine.id);
    expect(await desk.lastDialled()).toEqual({ number: '599 12 34 56', lineId: sampleLine.id });
    telephony.tell({ id: dialled, direction: 'out', state: 'dialling', remoteNumber: '+995599123456' });
    telephony.tell({ id: dialled, state: 'ended', endedAt, ending: 'busy' });
    await vi.waitFor(async () => expect(await store.run('call.history', { limit: 5 })).toHaveLength(1));
    desk.close();
    desk = open();
    expect(await desk.lastDialled()).toEqual({ number: '+995599123456', lineId: sampleLine.id });
  });

  test('has no line where that one is no more', async () => {
    await desk.dial('600', sampleLine.id);
    lines = [];
    expect(await desk.lastDialled()).toEqual({ number: '600' });
  });

  test('is nobody’s after the operator has left', async () => {
    await desk.dial('600', undefined);
    await desk.leave();
    expect(await desk.lastDialled()).toBeUndefined();
  });

  test('is not one that could not be called', async () => {
    telephony.dial = async () => ({ ok: false, reason: 'call.invalidNumber' });
    await desk.dial('nobody', undefined);
    expect(await desk.lastDialled()).toBeUndefined();
  });
});
