import { uuidv7 } from 'uuidv7';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../../../src/main/store/database.ts';
import { sampleCall, sampleShiftEvent } from '../../../support/store-samples.ts';
import { demoSession, reopenStore, temporaryStore } from '../../../support/temporary-store.ts';

describe('the session', () => {
  test('is there after a restart, with its SIP account, and gives way to a newer one', async () => {
    const opened = await temporaryStore();
    const sip = {
      servers: ['wss://pbx.example/ws'],
      aor: 'nino@pbx.example',
      authorizationUsername: 'nino',
      password: 'sip-secret',
      displayName: 'ნინო',
      iceServers: [],
      telephone: {
        dialogEvents: false,
        messageWaiting: false,
        relayOnly: false,
        obeysAutoAnswer: false,
      },
      colleagues: [],
      practiceScenarios: [],
    };
    await opened.store.run('session.save', { ...demoSession, token: 'newer', sip });
    await opened.store.close();
    const store = await reopenStore(opened);
    expect(await store.run('session.load')).toEqual({ ...demoSession, token: 'newer', sip });
  });
});

describe('the record of working time', () => {
  test('tells where it stood: shift and presence, over a restart', async () => {
    const opened = await temporaryStore();
    const shiftId = uuidv7();
    const start = sampleShiftEvent(shiftId);
    const ready = sampleShiftEvent(shiftId, { kind: 'presence', presence: 'ready' });
    const pause = sampleShiftEvent(shiftId, { kind: 'presence', presence: 'break', breakReason: 'meal' });
    expect(await opened.store.run('shift.position')).toEqual({ shift: undefined, lastPresence: undefined });
    for (const event of [start, ready, pause]) await opened.store.run('shift.append', event);
    await opened.store.close();

    const store = await reopenStore(opened);
    expect(await store.run('shift.position')).toEqual({
      shift: { shiftId, startedAt: start.deviceTime },
      lastPresence: pause,
    });
    await store.run('shift.append', sampleShiftEvent(shiftId, { kind: 'end' }));
    expect(await store.run('shift.position')).toEqual({ shift: undefined, lastPresence: undefined });
    expect(await store.run('outbox.next', { limit: 10 })).toMatchObject([
      { kind: 'shift.event', subject: shiftId, payload: start },
      { payload: ready },
      { payload: pause },
      { payload: { kind: 'end' } },
    ]);
  });

  test('takes an event once, however often it is appended', async () => {
    const { store } = await temporaryStore();
    const start = sampleShiftEvent(uuidv7());
    await store.run('shift.append', start);
    await store.run('shift.append', start);
    expect(await store.run('outbox.list')).toHaveLength(1);
  });

  test('cannot be changed or shortened, not even by SQL', async () => {
    const opened = await temporaryStore();
    await opened.store.run('shift.append', sampleShiftEvent(uuidv7()));
    await opened.store.close();
    const database = openDatabase(opened);
    expect(() => database.exec(`update shift_event set device_time = '2026-01-01T00:00:00.000Z'`)).toThrow(
      'append-only',
    );
    expect(() => database.exec('delete from shift_event')).toThrow('append-only');
    database.close();
  });
});

describe('calls', () => {
  test('are recorded at their end and again with the outcome: one row, one operation while unsent', async () => {
    const { store } = await temporaryStore();
    const call = sampleCall();
    await store.run('call.record', call);
    expect(await store.run('call.withoutOutcome')).toEqual([call]);
    const finished = { ...call, outcome: 'solved', note: 'დავურეკავ' };
    await store.run('call.record', finished);

    expect(await store.run('call.withoutOutcome')).toEqual([]);
    expect(await store.run('call.history', { limit: 10 })).toMatchObject([
      { callId: call.id, outcome: 'solved' },
    ]);
    expect(await store.run('outbox.next', { limit: 10 })).toMatchObject([
      { kind: 'call.record', subject: call.id, payload: finished },
    ]);
  });

  test('that may be at the server already are sent again under a new id, after the first', async () => {
    const { store } = await temporaryStore();
    const call = sampleCall();
    await store.run('call.record', call);
    const [first] = await store.run('outbox.next', { limit: 10 });
    // The push is under way: no try has been counted yet.
    await store.run('call.record', { ...call, outcome: 'solved' });
    await store.run('call.record', { ...call, outcome: 'called back' });

    const both = await store.run('outbox.next', { limit: 10 });
    expect(both).toMatchObject([
      { id: first?.id, payload: call },
      { subject: call.id, payload: { outcome: 'called back' } },
    ]);
    expect(both[1]?.id).not.toBe(first?.id);
    const results = [{ id: first?.id ?? '', status: 'applied' as const }];
    await store.run('outbox.settle', { results, at: '2026-03-01T08:00:00.000Z' });
    expect(await store.run('outbox.next', { limit: 10 })).toEqual(both.slice(1));
  });

  test('that were missed want no outcome', async () => {
    const { store } = await temporaryStore();
    const { answeredAt: _never, ...missed } = sampleCall({ ending: 'missed' });
    await store.run('call.record', missed);
    expect(await store.run('call.withoutOutcome')).toEqual([]);
  });
});
