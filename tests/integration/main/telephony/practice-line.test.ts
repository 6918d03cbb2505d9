import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createPracticeLine,
  PRACTICE_DOMAIN,
  type PracticeLine,
} from '../../../../src/practice/practice-line.ts';
import { passwordOf, startPracticeLine, voicesDirectory } from '../../../support/practice-line.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';
import { WeriftMediaPort } from '../../../support/werift-media-port.ts';

let line: PracticeLine;
let media: WeriftMediaPort;
let phone: TestTelephone;

beforeEach(async () => {
  ({ line } = await startPracticeLine());
  media = new WeriftMediaPort();
  phone = createTestTelephone(media);
});
afterEach(async () => {
  await phone.stop();
  media.close();
  await line.close();
});

const connect = (url = line.url) =>
  phone.telephony.connect(
    sipAccount([url], {
      aor: `nino@${PRACTICE_DOMAIN}`,
      authorizationUsername: 'nino',
      password: passwordOf('nino'),
    }),
  );
const waiting = () => phone.untilRegistration(({ status }) => status === 'waiting');
const state = (wanted: string) => phone.untilCall((call) => call.state === wanted);

async function scenario(): Promise<string> {
  const { loadScenarios } = await import('../../../../src/practice/scenario.ts');
  const all = await loadScenarios(`${voicesDirectory}/../scenarios.json`);
  const first = all.ok ? all.value[0] : undefined;
  if (first === undefined) throw new Error('no scenario');
  return first.id;
}

/** A recorded caller calls and is answered. */
async function talk() {
  connect();
  await phone.registered();
  const caller = await line.call('nino', await scenario());
  const { id } = await state('ringing');
  expect(await phone.telephony.answer(id)).toMatchObject({ ok: true });
  await caller.until('media');
  await phone.untilCall((call) => call.media === 'connected');
  return { caller, id };
}

describe('the telephone at the practice line', () => {
  it('is refused, says so, and stands when it is accepted', async () => {
    line.refuseRegistrations(403);
    connect();
    expect(await waiting()).toMatchObject({ reason: 'pbx.refused', sipStatus: 403 });
    line.refuseRegistrations(undefined);
    phone.telephony.retryNow();
    await phone.registered();
    expect(line.registered()).toHaveLength(1);
    await phone.telephony.disconnect();
    await expect.poll(() => line.registered()).toHaveLength(0);
  });

  it('waits while the line is away, and registers when it is back', async () => {
    connect();
    await phone.registered();
    const { url } = line;
    await line.close();
    const away = await waiting();
    expect(away.reason).toBe('pbx.unreachable');
    expect(Date.parse(away.nextTryAt ?? '')).toBeGreaterThan(phone.clock.now());
    line = await createPracticeLine({
      port: Number(new URL(url).port),
      passwordFor: passwordOf,
      scenarios: [],
      voicesDirectory,
    });
    phone.telephony.retryNow();
    await phone.registered();
  });

  it('answers, hears the caller, is heard, mutes, and hangs up', async () => {
    const { caller, id } = await talk();
    media.talk(id);
    await media.peer(id).until(() => media.peer(id).heard.length > 20);
    await expect.poll(() => caller.operatorPackets().received).toBeGreaterThan(10);
    expect(await phone.telephony.setMuted(id, true)).toMatchObject({ ok: true });
    expect(phone.last().muted).toBe(true);
    await phone.telephony.hangUp(id);
    await expect.poll(() => caller.state).toBe('ended');
    expect(caller.endedBy).toBe('operator');
  });

  it('names the line that was called', async () => {
    await talk();
    expect(phone.last().calledNumber).toMatch(/^\+995\d{9}$/u);
  });

  it('holds, resumes and presses digits', async () => {
    const { caller, id } = await talk();
    expect(await phone.telephony.setHeld(id, true)).toMatchObject({ ok: true });
    expect(caller.held).toBe(true);
    expect(await phone.telephony.setHeld(id, false)).toMatchObject({ ok: true });
    expect(caller.held).toBe(false);
    expect(await phone.telephony.sendDtmf(id, '12#')).toMatchObject({ ok: true });
    await expect.poll(() => caller.digits()).toBe('12#');
  });

  it('is hung up on, and misses a caller who gives up', async () => {
    const { caller } = await talk();
    await caller.hangUp();
    expect(await state('ended')).toMatchObject({ ending: 'other' });
    const second = await line.call('nino', await scenario());
    await state('ringing');
    await second.cancel();
    expect(await phone.untilCall(({ ending }) => ending === 'missed')).toBeDefined();
  });

  it('asks the line for a practice call by MESSAGE', async () => {
    connect();
    await phone.registered();
    expect(await phone.telephony.sendMessage(await scenario(), 'start')).toMatchObject({ ok: true });
    await state('ringing');
    expect(await phone.telephony.sendMessage('unknown', 'start')).toMatchObject({ reason: 'pbx.refused' });
  });

  it('keeps the call while the connection is cut', async () => {
    const { caller, id } = await talk();
    line.dropConnections();
    await waiting();
    expect(phone.telephony.calls()).toHaveLength(1);
    phone.telephony.retryNow();
    await phone.registered();
    await expect.poll(() => phone.logLines.filter((each) => each.includes('re-INVITE'))).toHaveLength(1);
    expect(phone.last().state).toBe('active');
    expect(await phone.telephony.setHeld(id, true)).toMatchObject({ ok: true });
    expect(caller.held).toBe(true);
  });

  it('finds a caller that vanished lost', async () => {
    const { caller, id } = await talk();
    caller.vanish();
    // What the media window would say once the other side's ICE consent has expired (RFC 7675).
    media.report(id, 'disconnected');
    expect(phone.last().media).toBe('interrupted');
    phone.clock.advance(4000);
    const lost = phone.untilCall(({ ending }) => ending === 'lost');
    phone.clock.advance(30_000);
    expect(await lost).toMatchObject({ state: 'ended' });
  });

  it('calls the echo, a busy number, and a person', async () => {
    connect();
    await phone.registered();
    expect(await phone.telephony.dial('599 000 000')).toMatchObject({ ok: true });
    expect(await state('ended')).toMatchObject({ ending: 'busy' });
    expect(await phone.telephony.dial('*43')).toMatchObject({ ok: true });
    const { id } = await state('active');
    await media.peer(id).until(() => media.peer(id).connected);
    media.talk(id);
    await media.peer(id).until(() => media.peer(id).heard.length > 20);
    await phone.telephony.hangUp(id);
    expect(await phone.telephony.dial('599 12 34 56')).toMatchObject({ ok: true });
    await state('active');
  });

  it('hears nonsense, and takes the next call', async () => {
    connect();
    await phone.registered();
    for (const text of ['nonsense', 'INVITE\r\n\r\n', 'SIP/2.0 200 OK\r\nCSeq: 1\r\n\r\n', '\u0000\u0001']) {
      line.sendRaw('nino', text);
    }
    await line.call('nino', await scenario());
    const { id } = await state('ringing');
    expect(await phone.telephony.answer(id)).toMatchObject({ ok: true });
    expect(phone.telephony.registration().status).toBe('registered');
  });
});

describe('two callers at the same time', () => {
  /** A second recorded caller, while the first is talked with. */
  async function two() {
    const first = await talk();
    const caller = await line.call('nino', await scenario());
    const { id } = await phone.untilCall((call) => call.state === 'ringing' && call.id !== first.id);
    expect(media.tones.at(-1)).toBe('waiting');
    return { first, second: { caller, id } };
  }
  const stateOf = (id: string) => phone.telephony.calls().find((call) => call.id === id)?.state;
  const mediaOf = (id: string) => phone.telephony.calls().find((call) => call.id === id)?.media;

  it('are answered and swapped: who is not talked with is on hold, and hears it', async () => {
    const { first, second } = await two();
    expect(await phone.telephony.answer(second.id)).toMatchObject({ ok: true });
    await second.caller.until('media');
    expect(first.caller.held).toBe(true);
    expect(second.caller.held).toBe(false);
    media.talk(second.id);
    await media.peer(second.id).until(() => media.peer(second.id).heard.length > 20);
    await expect.poll(() => second.caller.operatorPackets().received).toBeGreaterThan(10);
    for (const [wanted, other] of [
      [first, second],
      [second, first],
    ] as const) {
      expect(await phone.telephony.setHeld(wanted.id, false)).toMatchObject({ ok: true });
      expect([wanted.caller.held, other.caller.held]).toEqual([false, true]);
      expect([stateOf(wanted.id), stateOf(other.id)]).toEqual(['active', 'held']);
    }
  });

  it('are joined, held and split', async () => {
    const { first, second } = await two();
    await phone.telephony.answer(second.id);
    await second.caller.until('media');
    expect(await phone.telephony.merge()).toMatchObject({ ok: true });
    expect([first.caller.held, second.caller.held]).toEqual([false, false]);
    expect(phone.telephony.calls().map(({ inConference }) => inConference)).toEqual([true, true]);
    expect(await phone.telephony.setHeld(first.id, true)).toMatchObject({ ok: true });
    expect([first.caller.held, second.caller.held]).toEqual([true, true]);
    expect(await phone.telephony.setHeld(second.id, false)).toMatchObject({ ok: true });
    expect([first.caller.held, second.caller.held]).toEqual([false, false]);
    expect(await phone.telephony.split(first.id)).toMatchObject({ ok: true });
    expect([first.caller.held, second.caller.held]).toEqual([false, true]);
  });

  it('of whom one hangs up: the one on hold stays there, and comes back when the operator wants', async () => {
    const { first, second } = await two();
    await phone.telephony.answer(second.id);
    await second.caller.until('media');
    await second.caller.hangUp();
    await phone.until(() => stateOf(second.id) === undefined);
    expect(stateOf(first.id)).toBe('held');
    expect(first.caller.held).toBe(true);
    expect(await phone.telephony.setHeld(first.id, false)).toMatchObject({ ok: true });
    expect(first.caller.held).toBe(false);
    expect(mediaOf(first.id)).toBe('connected');
  });

  it('of whom one waited too long: the talk goes on', async () => {
    const { first, second } = await two();
    await second.caller.cancel();
    await phone.until(() => stateOf(second.id) === undefined);
    expect(stateOf(first.id)).toBe('active');
    expect(media.tones.at(-1)).toBe('none');
  });

  it('and a call out, for which both are on hold', async () => {
    const { first, second } = await two();
    await phone.telephony.answer(second.id);
    await second.caller.until('media');
    const dialled = await phone.telephony.dial('*43');
    expect(dialled).toMatchObject({ ok: true });
    await phone.untilCall(({ direction, state: each }) => direction === 'out' && each === 'active');
    expect([first.caller.held, second.caller.held]).toEqual([true, true]);
    expect(phone.telephony.calls()).toHaveLength(3);
  });
});

describe('handing over at the practice line', () => {
  const callOf = (id: string) => phone.events.findLast((call) => call.id === id);

  it('is taken by the colleague, and comes back where the number is busy', async () => {
    const { caller, id } = await talk();
    expect(await phone.telephony.transfer(id, { number: '109' })).toMatchObject({ ok: true });
    await phone.until(() => callOf(id)?.transfer?.status === 'failed');
    await phone.until(() => callOf(id)?.state === 'active' && callOf(id)?.pending === undefined);
    expect(callOf(id)?.transfer).toMatchObject({ number: '109', sipStatus: 486 });
    expect(caller).toMatchObject({ state: 'confirmed', held: false });
    expect(await phone.telephony.transfer(id, { number: '101' })).toMatchObject({ ok: true });
    await phone.until(() => callOf(id)?.state === 'ended');
    expect(callOf(id)).toMatchObject({ ending: 'transferred', transfer: { status: 'succeeded' } });
    await expect.poll(() => caller.state).toBe('ended');
    expect(caller.handedOverTo).toBe('101');
    expect(phone.telephony.calls()).toEqual([]);
  });

  it('after asking the colleague leaves neither call behind', async () => {
    const { caller, id } = await talk();
    const dialled = await phone.telephony.dial('102');
    if (!dialled.ok) throw new Error(dialled.reason);
    const consultation = dialled.value.callId;
    await phone.until(() => callOf(consultation)?.media === 'connected');
    // The colleague says something.
    await media.peer(consultation).until(() => media.peer(consultation).heard.length > 10);
    expect(callOf(id)?.state).toBe('held');
    expect(await phone.telephony.transfer(id, { callId: consultation })).toMatchObject({ ok: true });
    for (const each of [id, consultation]) {
      await phone.until(() => callOf(each)?.state === 'ended');
      expect(callOf(each)).toMatchObject({ ending: 'transferred' });
    }
    await expect.poll(() => line.calls().map(({ state: each }) => each)).toEqual(['ended', 'ended']);
    expect(caller.endedBy).toBeDefined();
  });
});
