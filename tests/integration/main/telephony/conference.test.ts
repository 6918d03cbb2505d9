// Three people who hear each other: merge, split, hold, mute, and legs that end or refuse.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeMediaPort, fakeSdp } from '../../../support/fake-media-port.ts';
import { ScriptedPbx, type ScriptedCall, type Sip } from '../../../support/scripted-pbx.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

let pbx: ScriptedPbx;
let media: FakeMediaPort;
let phone: TestTelephone;
let first: ScriptedCall;
let second: ScriptedCall;

const agreement = ({ body }: Sip) => ({
  status: 200,
  body: fakeSdp(body.includes('a=sendonly') ? 'recvonly' : 'sendrecv', 2, 'answer'),
});
const of = (call: ScriptedCall) => phone.telephony.calls().find(({ sipCallId }) => sipCallId === call.id);
const idOf = (call: ScriptedCall): string => of(call)?.id ?? 'gone';
const states = (...calls: ScriptedCall[]) => calls.map((call) => of(call)?.state ?? 'ended');
const conference = () => phone.telephony.calls().filter(({ inConference }) => inConference).length;
/** What the media window was told to join, in order. */
const joined = () => media.named('conference').map(({ peers }) => peers);

async function talk(): Promise<ScriptedCall> {
  const call = pbx.call();
  await call.response(180);
  const answered = phone.telephony.answer(idOf(call));
  await call.answered();
  expect(await answered).toMatchObject({ ok: true });
  return call;
}

/** The first call on hold, the second talked with; the PBX agrees to all. */
beforeEach(async () => {
  pbx = await ScriptedPbx.start();
  media = new FakeMediaPort();
  phone = createTestTelephone(media);
  phone.telephony.connect(sipAccount([pbx.url]));
  await phone.registered();
  pbx.answers.set('INVITE', agreement);
  first = await talk();
  second = await talk();
});
afterEach(async () => {
  await phone.stop();
  await pbx.close();
});

/** Whatever is left to be told has been told. */
const settled = (wanted: string, ...calls: ScriptedCall[]) =>
  phone.until(
    () =>
      states(...calls).every((state) => state === wanted) &&
      phone.telephony.calls().every(({ pending }) => pending === undefined),
  );

describe('a merge', () => {
  it('joins in the media window, and takes back the one on hold', async () => {
    expect(await phone.telephony.merge()).toMatchObject({ ok: true });
    expect(joined()).toEqual([[idOf(second), idOf(first)]]);
    expect(states(first, second)).toEqual(['active', 'active']);
    expect(conference()).toBe(2);
    expect(phone.events.filter(({ inConference }) => inConference).length).toBeGreaterThan(1);
  });

  it('is refused where there is nobody to join', async () => {
    first.send('BYE');
    await pbx.response(200, 'BYE');
    expect(await phone.telephony.merge()).toMatchObject({ reason: 'call.noOther' });
    await phone.telephony.setHeld(idOf(second), true);
    expect(await phone.telephony.merge()).toMatchObject({ reason: 'call.noOther' });
    expect(joined()).toEqual([]);
  });

  it('that the media window cannot do leaves both as they were', async () => {
    media.broken.add('conference');
    expect(await phone.telephony.merge()).toMatchObject({ reason: 'media.failed' });
    expect(states(first, second)).toEqual(['held', 'active']);
    expect(conference()).toBe(0);
  });

  it('whose resume the PBX refuses leaves both as they were, and joins nobody', async () => {
    pbx.answers.set('INVITE', () => ({ status: 488 }));
    expect(await phone.telephony.merge()).toMatchObject({ reason: 'pbx.refused' });
    expect(states(first, second)).toEqual(['held', 'active']);
    expect(of(first)?.failure).toBe('pbx.refused');
    expect(conference()).toBe(0);
    expect(joined().at(-1)).toEqual([]);
  });

  it('in whose middle the talk ends leaves an ordinary call', async () => {
    pbx.answers.delete('INVITE');
    const merged = phone.telephony.merge();
    const resume = await pbx.request('INVITE');
    second.send('BYE');
    await pbx.response(200, 'BYE');
    pbx.reply(resume, agreement(resume));
    expect(await merged).toMatchObject({ reason: 'call.gone' });
    await settled('active', first);
    expect(of(first)).toMatchObject({ state: 'active', inConference: false });
    expect(joined().at(-1)).toEqual([]);
  });

  it('waits its turn: nothing else is done meanwhile', async () => {
    pbx.answers.delete('INVITE');
    const merged = phone.telephony.merge();
    const resume = await pbx.request('INVITE');
    for (const wish of [
      phone.telephony.merge(),
      phone.telephony.split(idOf(first)),
      phone.telephony.setHeld(idOf(second), true),
      phone.telephony.dial('600'),
    ]) {
      expect(await wish).toMatchObject({ reason: 'call.switching' });
    }
    pbx.reply(resume, agreement(resume));
    expect(await merged).toMatchObject({ ok: true });
  });
});

describe('a conference', () => {
  beforeEach(async () => {
    await phone.telephony.merge();
  });

  it('that one leaves is an ordinary call again', async () => {
    first.send('BYE');
    await pbx.response(200, 'BYE');
    expect(of(second)).toMatchObject({ state: 'active', inConference: false });
    expect(joined().at(-1)).toEqual([]);
  });

  it('of which the operator sends one away goes on with the other', async () => {
    await phone.telephony.hangUp(idOf(second));
    expect(of(first)).toMatchObject({ state: 'active', inConference: false });
  });

  it('is muted to all, and heard again by all', async () => {
    await phone.telephony.setMuted(idOf(first), true);
    expect(phone.telephony.calls().map(({ muted }) => muted)).toEqual([true, true]);
    await phone.telephony.setMuted(idOf(second), false);
    expect(phone.telephony.calls().map(({ muted }) => muted)).toEqual([false, false]);
  });

  it('is held as a whole and taken back as a whole', async () => {
    expect(await phone.telephony.setHeld(idOf(first), true)).toMatchObject({ ok: true });
    expect(states(first, second)).toEqual(['held', 'held']);
    expect(conference()).toBe(2);
    expect(joined().at(-1)).toEqual([]);
    expect(await phone.telephony.setHeld(idOf(second), false)).toMatchObject({ ok: true });
    await settled('active', first, second);
    expect(joined().at(-1)).toEqual([idOf(second), idOf(first)]);
    expect(conference()).toBe(2);
  });

  it('is held for a caller who is answered, and is still one afterwards', async () => {
    const third = await talk();
    expect(states(first, second, third)).toEqual(['held', 'held', 'active']);
    await phone.telephony.hangUp(idOf(third));
    expect(await phone.telephony.setHeld(idOf(first), false)).toMatchObject({ ok: true });
    await settled('active', first, second);
    expect(conference()).toBe(2);
  });

  it('is split: the one in front, the other on hold', async () => {
    expect(await phone.telephony.split(idOf(first))).toMatchObject({ ok: true });
    expect(states(first, second)).toEqual(['active', 'held']);
    expect(conference()).toBe(0);
    expect(joined().at(-1)).toEqual([]);
    expect(await phone.telephony.split(idOf(first))).toMatchObject({ reason: 'call.wrongState' });
  });

  it('stays one where the PBX refuses the hold of a split', async () => {
    pbx.answers.set('INVITE', () => ({ status: 488 }));
    expect(await phone.telephony.split(idOf(first))).toMatchObject({ reason: 'pbx.refused' });
    expect(states(first, second)).toEqual(['active', 'active']);
    expect(conference()).toBe(2);
    expect(joined()).toHaveLength(1);
  });

  it('is joined anew by a media window that was started anew', async () => {
    const before = joined().length;
    media.restart();
    phone.clock.advance(0);
    await media.until(() => media.named('open').length === 4);
    expect(joined()).toHaveLength(before);
    media.tell({ name: 'connection', peer: idOf(first), state: 'connected' });
    expect(joined()).toHaveLength(before);
    media.tell({ name: 'connection', peer: idOf(second), state: 'connected' });
    expect(joined()).toHaveLength(before + 1);
    expect(joined().at(-1)).toEqual([idOf(second), idOf(first)]);
  });

  it('takes in one more', async () => {
    const third = await talk();
    expect(await phone.telephony.merge()).toMatchObject({ ok: true });
    expect(states(first, second, third)).toEqual(['active', 'active', 'active']);
    expect(conference()).toBe(3);
    expect(joined().at(-1)).toHaveLength(3);
    expect(await phone.telephony.split(idOf(second))).toMatchObject({ ok: true });
    expect(states(first, second, third)).toEqual(['held', 'active', 'held']);
  });
});

describe('who was muted', () => {
  it('is muted to all in the conference', async () => {
    await phone.telephony.setMuted(idOf(second), true);
    await phone.telephony.merge();
    expect(phone.telephony.calls().map(({ muted }) => muted)).toEqual([true, true]);
  });
});
