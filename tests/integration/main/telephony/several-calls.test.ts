// Several calls at once, and one that is talked with: waiting calls, swaps, and what goes wrong in their middle.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeMediaPort, fakeSdp } from '../../../support/fake-media-port.ts';
import { ScriptedPbx, type ScriptedCall, type Sip } from '../../../support/scripted-pbx.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

let pbx: ScriptedPbx;
let media: FakeMediaPort;
let phone: TestTelephone;

beforeEach(async () => {
  pbx = await ScriptedPbx.start();
  media = new FakeMediaPort();
  phone = createTestTelephone(media);
  phone.telephony.connect(sipAccount([pbx.url]));
  await phone.registered();
});
afterEach(async () => {
  await phone.stop();
  await pbx.close();
});

/** A call as the desk knows it now. */
const of = (call: ScriptedCall) => phone.telephony.calls().find(({ sipCallId }) => sipCallId === call.id);
const idOf = (call: ScriptedCall): string => of(call)?.id ?? 'gone';
const states = (...calls: ScriptedCall[]) => calls.map((call) => of(call)?.state ?? 'ended');

async function ring(): Promise<ScriptedCall> {
  const call = pbx.call();
  await call.response(180);
  return call;
}

/** A re-INVITE that waits for its answer. */
const asked = async (call: ScriptedCall, direction: 'sendonly' | 'sendrecv'): Promise<Sip> => {
  const invite = await pbx.request('INVITE');
  expect(invite.headers.get('call-id')).toBe(call.id);
  expect(invite.body).toContain(`a=${direction}`);
  return invite;
};
const agree = (invite: Sip): void =>
  pbx.reply(invite, {
    status: 200,
    body: fakeSdp(invite.body.includes('a=sendonly') ? 'recvonly' : 'sendrecv', 2, 'answer'),
  });
/** From now on the PBX agrees to every re-INVITE. */
const agreeToAll = (): void =>
  void pbx.answers.set('INVITE', ({ body }) => ({
    status: 200,
    body: fakeSdp(body.includes('a=sendonly') ? 'recvonly' : 'sendrecv', 2, 'answer'),
  }));

async function talk(): Promise<ScriptedCall> {
  const call = await ring();
  const answered = phone.telephony.answer(idOf(call));
  await call.answered();
  expect(await answered).toMatchObject({ ok: true });
  return call;
}

/** Two calls: the first on hold, the second talked with. */
async function two(): Promise<[ScriptedCall, ScriptedCall]> {
  agreeToAll();
  const [first, second] = [await talk(), await talk()];
  expect(states(first, second)).toEqual(['held', 'active']);
  return [first, second];
}

describe('a second caller', () => {
  it('rings with the soft tone of a waiting call, and the first hears nothing of it', async () => {
    const first = await talk();
    await ring();
    expect(media.tones().at(-1)).toBe('waiting');
    expect(states(first)).toEqual(['active']);
    expect(pbx.count('INVITE')).toBe(0);
  });

  it('rings as usual once the first has hung up', async () => {
    const first = await talk();
    await ring();
    first.send('BYE');
    await pbx.response(200, 'BYE');
    expect(media.tones().at(-1)).toBe('ring');
  });

  it('is answered only when the first is on hold', async () => {
    const first = await talk();
    const second = await ring();
    const answered = phone.telephony.answer(idOf(second));
    const hold = await asked(first, 'sendonly');
    expect(of(first)).toMatchObject({ state: 'active', pending: 'hold' });
    expect(states(second)).toEqual(['ringing']);
    agree(hold);
    await second.answered();
    expect(await answered).toMatchObject({ ok: true });
    expect(states(first, second)).toEqual(['held', 'active']);
    expect(media.tones().at(-1)).toBe('none');
  });

  it('goes on ringing, and says why, where the first could not be held', async () => {
    const first = await talk();
    const second = await ring();
    const answered = phone.telephony.answer(idOf(second));
    pbx.reply(await asked(first, 'sendonly'), { status: 488 });
    expect(await answered).toMatchObject({ ok: false, reason: 'pbx.refused' });
    expect(of(first)).toMatchObject({ state: 'active', failure: 'pbx.refused' });
    expect(of(second)).toMatchObject({ state: 'ringing', failure: 'pbx.refused' });
    expect(media.tones().at(-1)).toBe('waiting');
    agreeToAll();
    const again = phone.telephony.answer(idOf(second));
    await second.answered();
    expect(await again).toMatchObject({ ok: true });
  });

  it('who gives up while the first is put on hold gives the first back', async () => {
    const first = await talk();
    const second = await ring();
    const answered = phone.telephony.answer(idOf(second));
    const hold = await asked(first, 'sendonly');
    second.send('CANCEL');
    expect(await answered).toMatchObject({ reason: 'call.gone' });
    agree(hold);
    agree(await asked(first, 'sendrecv'));
    await phone.untilCall(({ state }) => state === 'active');
    expect(states(first)).toEqual(['active']);
  });

  it('is answered at once where the first hangs up while it is put on hold', async () => {
    const first = await talk();
    const second = await ring();
    const answered = phone.telephony.answer(idOf(second));
    await asked(first, 'sendonly');
    first.send('BYE');
    await second.answered();
    expect(await answered).toMatchObject({ ok: true });
    expect(states(first, second)).toEqual(['ended', 'active']);
  });

  it('whose offer is of no use gives the first back', async () => {
    agreeToAll();
    const first = await talk();
    const second = pbx.call({ body: 'v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nm=video 9 RTP/AVP 0\r\n' });
    await second.response(180);
    expect(await phone.telephony.answer(idOf(second))).toMatchObject({ reason: 'media.failed' });
    await phone.untilCall(
      ({ sipCallId, state, pending }) =>
        sipCallId === first.id && state === 'active' && pending === undefined,
    );
    expect(states(first, second)).toEqual(['active', 'ended']);
  });

  it('and a third, answered at the same moment: one is, the other goes on ringing', async () => {
    const first = await talk();
    const [second, third] = [await ring(), await ring()];
    const one = phone.telephony.answer(idOf(second));
    const other = phone.telephony.answer(idOf(third));
    agree(await asked(first, 'sendonly'));
    await second.answered();
    expect(await one).toMatchObject({ ok: true });
    expect(await other).toMatchObject({ ok: false, reason: 'call.switching' });
    expect(states(first, second, third)).toEqual(['held', 'active', 'ringing']);
    expect(of(third)?.failure).toBeUndefined();
  });

  it('without a microphone does not cost the first its talk', async () => {
    const first = await talk();
    const second = await ring();
    media.microphone = 'media.noMicrophone';
    expect(await phone.telephony.answer(idOf(second))).toMatchObject({ reason: 'media.noMicrophone' });
    expect(states(first, second)).toEqual(['active', 'ringing']);
    expect(pbx.count('INVITE')).toBe(0);
  });
});

describe('four calls', () => {
  it('are as many as there may be: the fifth hears busy, and none can be dialled', async () => {
    const calls = [await talk(), await ring(), await ring(), await ring()];
    const fifth = pbx.call();
    await fifth.response(486);
    expect(await phone.telephony.dial('600')).toMatchObject({ reason: 'call.tooMany' });
    expect(states(...calls)).toEqual(['active', 'ringing', 'ringing', 'ringing']);
    expect(phone.telephony.calls()).toHaveLength(4);
  });
});

describe('a call out while another is on', () => {
  it('is made when the other is on hold', async () => {
    const first = await talk();
    const dialled = phone.telephony.dial('600');
    const hold = await asked(first, 'sendonly');
    expect(phone.telephony.calls()).toHaveLength(1);
    agree(hold);
    expect(await dialled).toMatchObject({ ok: true });
    const invite = await pbx.request('INVITE');
    expect(invite.text).toMatch(/^INVITE sip:600@/u);
    expect(states(first)).toEqual(['held']);
    // Who is being called cannot be held yet: no other call is taken meanwhile.
    expect(await phone.telephony.setHeld(idOf(first), false)).toMatchObject({ reason: 'call.switching' });
    pbx.reply(invite, { status: 486 });
    await phone.untilCall(({ ending }) => ending === 'busy');
    expect(media.tones().at(-1)).toBe('busy');
    expect(states(first)).toEqual(['held']);
  });

  it('is not made where the other cannot be held', async () => {
    const first = await talk();
    const dialled = phone.telephony.dial('600');
    pbx.reply(await asked(first, 'sendonly'), { status: 500 });
    expect(await dialled).toMatchObject({ ok: false, reason: 'pbx.refused' });
    expect(states(first)).toEqual(['active']);
    expect(phone.telephony.calls()).toHaveLength(1);
  });
});

describe('a swap', () => {
  it('holds the one before it takes back the other, however often', async () => {
    const [first, second] = await two();
    expect(await phone.telephony.setHeld(idOf(first), false)).toMatchObject({ ok: true });
    expect(states(first, second)).toEqual(['active', 'held']);
    expect(await phone.telephony.setHeld(idOf(second), false)).toMatchObject({ ok: true });
    expect(states(first, second)).toEqual(['held', 'active']);
  });

  it('whose hold the PBX refuses leaves all as it was', async () => {
    const [first, second] = await two();
    pbx.answers.set('INVITE', () => ({ status: 488 }));
    expect(await phone.telephony.setHeld(idOf(first), false)).toMatchObject({ reason: 'pbx.refused' });
    expect(states(first, second)).toEqual(['held', 'active']);
  });

  it('whose resume the PBX refuses goes back to where it was', async () => {
    const [first, second] = await two();
    pbx.answers.set('INVITE', ({ headers, body }) =>
      headers.get('call-id') === first.id
        ? { status: 488 }
        : { status: 200, body: fakeSdp(body.includes('a=sendonly') ? 'recvonly' : 'sendrecv', 2, 'answer') },
    );
    expect(await phone.telephony.setHeld(idOf(first), false)).toMatchObject({ reason: 'pbx.refused' });
    await phone.untilCall(
      ({ sipCallId, state, pending }) =>
        sipCallId === second.id && state === 'active' && pending === undefined,
    );
    expect(of(first)).toMatchObject({ state: 'held', failure: 'pbx.refused' });
  });

  it('in whose middle the other hangs up goes back, too', async () => {
    const [first, second] = await two();
    pbx.answers.delete('INVITE');
    const swapped = phone.telephony.setHeld(idOf(first), false);
    const hold = await asked(second, 'sendonly');
    first.send('BYE');
    expect(await swapped).toMatchObject({ reason: 'call.gone' });
    agree(hold);
    agree(await asked(second, 'sendrecv'));
    await phone.untilCall(({ state }) => state === 'active');
    expect(states(first, second)).toEqual(['ended', 'active']);
  });

  it('is not asked twice at once', async () => {
    const [first, second] = await two();
    pbx.answers.delete('INVITE');
    const swapped = phone.telephony.setHeld(idOf(first), false);
    expect(await phone.telephony.setHeld(idOf(first), false)).toMatchObject({ reason: 'call.switching' });
    agree(await asked(second, 'sendonly'));
    agree(await asked(first, 'sendrecv'));
    expect(await swapped).toMatchObject({ ok: true });
    expect(states(first, second)).toEqual(['active', 'held']);
  });
});

describe('hanging up', () => {
  it('the one that is talked with leaves the other on hold, until the operator takes it back', async () => {
    const [first, second] = await two();
    await phone.telephony.hangUp(idOf(second));
    expect(states(first, second)).toEqual(['held', 'ended']);
    expect(await phone.telephony.setHeld(idOf(first), false)).toMatchObject({ ok: true });
    expect(states(first)).toEqual(['active']);
  });

  it('the one on hold leaves the talk alone', async () => {
    const [first, second] = await two();
    first.send('BYE');
    await pbx.response(200, 'BYE');
    expect(states(first, second)).toEqual(['ended', 'active']);
    expect(media.named('release')).toEqual([]);
    await phone.telephony.hangUp(idOf(second));
    phone.clock.advance(60_000);
    expect(media.named('release')).toHaveLength(1);
  });
});

describe('the connection lost with several calls', () => {
  it('costs only those that ring', async () => {
    const [first, second] = await two();
    const third = await ring();
    pbx.cut();
    await phone.untilRegistration(({ status }) => status === 'waiting');
    expect(states(first, second, third)).toEqual(['held', 'active', 'ended']);
    phone.telephony.retryNow();
    await phone.registered();
    await pbx.request('ACK');
    expect(await phone.telephony.setHeld(idOf(first), false)).toMatchObject({ ok: true });
    expect(states(first, second)).toEqual(['active', 'held']);
  });
});
