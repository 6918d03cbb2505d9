import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeMediaPort, fakeSdp } from '../../../support/fake-media-port.ts';
import { ScriptedPbx, type ScriptedCall } from '../../../support/scripted-pbx.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

let pbx: ScriptedPbx;
let media: FakeMediaPort;
let phone: TestTelephone;
let call: ScriptedCall;
let id: string;

beforeEach(async () => {
  pbx = await ScriptedPbx.start();
  media = new FakeMediaPort();
  phone = createTestTelephone(media);
  phone.telephony.connect(sipAccount([pbx.url]));
  await phone.registered();
  call = pbx.call();
  await call.response(180);
  id = phone.last().id;
  const answered = phone.telephony.answer(id);
  await call.answered();
  await answered;
  await heard();
  media.connection('connected');
});
afterEach(async () => {
  await phone.stop();
  await pbx.close();
});

/** Settles when all that was sent before has reached the telephone: it answers a keep-alive in its turn. */
async function heard(): Promise<void> {
  pbx.sendRaw('\r\n\r\n');
  await pbx.next(({ text }) => text === '\r\n');
}
const state = (wanted: string) => phone.untilCall((each) => each.state === wanted);
const answer = (direction: 'sendrecv' | 'recvonly' | 'inactive' = 'sendrecv') => ({
  status: 200,
  body: fakeSdp(direction, 2, 'answer'),
});
/** Lets the clock run to its next timer as soon as there is one that is due within `ms`. */
async function passTime(ms: number, count: () => number): Promise<void> {
  const before = count();
  await expect.poll(() => phone.clock.waits().some((wait) => wait > 0 && wait <= ms)).toBe(true);
  while (count() === before && phone.clock.waits().some((wait) => wait <= ms)) {
    phone.clock.advance(Math.min(...phone.clock.waits(), ms));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('hold', () => {
  it('asks first, then holds with sendonly, and resumes', async () => {
    const held = phone.telephony.setHeld(id, true);
    const hold = await pbx.request('INVITE');
    expect(hold.body).toContain('a=sendonly');
    expect(phone.last()).toMatchObject({ state: 'active', pending: 'hold' });
    pbx.reply(hold, answer('recvonly'));
    expect(await held).toMatchObject({ ok: true });
    expect(phone.last().state).toBe('held');
    expect(phone.last().pending).toBeUndefined();
    const resumed = phone.telephony.setHeld(id, false);
    const resume = await pbx.request('INVITE');
    expect(resume.body).toContain('a=sendrecv');
    pbx.reply(resume, answer());
    expect(await resumed).toMatchObject({ ok: true });
    expect(phone.last().state).toBe('active');
  });

  it('that is refused leaves all as it was, and says so', async () => {
    pbx.answers.set('INVITE', () => ({ status: 488 }));
    expect(await phone.telephony.setHeld(id, true)).toMatchObject({
      ok: false,
      reason: 'pbx.refused',
      detail: '488',
    });
    expect(phone.last()).toMatchObject({ state: 'active', failure: 'pbx.refused' });
    expect(media.named('rollback')).toHaveLength(1);
    // And the next offer does not hold by accident.
    pbx.answers.set('INVITE', () => answer());
    expect(await phone.telephony.setHeld(id, true)).toMatchObject({ ok: true });
  });

  it('that meets a 491 is asked again after its delay', async () => {
    let asked = 0;
    pbx.answers.set('INVITE', () => (++asked === 1 ? { status: 491 } : answer('recvonly')));
    const held = phone.telephony.setHeld(id, true);
    await pbx.request('INVITE');
    await media.until(() => media.named('rollback').length === 1);
    // We did not make the Call-ID: at most 2 s (RFC 3261 §14.1).
    await passTime(2000, () => asked);
    expect(await held).toMatchObject({ ok: true });
    expect(asked).toBe(2);
  });

  it('that meets a 481 finds the call gone', async () => {
    pbx.answers.set('INVITE', () => ({ status: 481 }));
    expect(await phone.telephony.setHeld(id, true)).toMatchObject({ ok: false, reason: 'call.gone' });
    expect(phone.last()).toMatchObject({ state: 'ended', ending: 'lost' });
  });

  it('by the other side is taken and shown, until it takes us back', async () => {
    call.send('INVITE', [], fakeSdp('sendonly', 2, 'offer'));
    const ok = await call.response(200);
    call.send('ACK');
    await heard();
    expect(ok.body).toContain('a=setup:active');
    expect(phone.last()).toMatchObject({ state: 'active', heldByOther: true });
    call.send('INVITE', [], fakeSdp('sendrecv', 3, 'offer'));
    await call.response(200);
    call.send('ACK');
    await heard();
    expect(phone.last()).toMatchObject({ state: 'active', heldByOther: false });
  });

  it('of both sides: each takes back its own', async () => {
    call.send('INVITE', [], fakeSdp('sendonly', 2, 'offer'));
    await call.response(200);
    call.send('ACK');
    await heard();
    const held = phone.telephony.setHeld(id, true);
    // RFC 6337 §5.3: who does not want to hear us either answers our sendonly with inactive.
    pbx.reply(await pbx.request('INVITE'), answer('inactive'));
    expect(await held).toMatchObject({ ok: true });
    expect(phone.last()).toMatchObject({ state: 'held', heldByOther: true });
    call.send('INVITE', [], fakeSdp('sendrecv', 3, 'offer'));
    const ok = await call.response(200);
    call.send('ACK');
    await heard();
    expect(ok.body).toContain('a=sendonly');
    expect(phone.last()).toMatchObject({ state: 'held', heldByOther: false });
  });

  it('by the other side as old PBXs have it, with the address 0.0.0.0', async () => {
    const sdp = fakeSdp('sendrecv', 2, 'offer');
    call.send(
      'INVITE',
      [],
      sdp
        .replace('m=audio 9 ', 'm=audio 5004 ')
        .replace('IN IP4 127.0.0.1\r\na=rtcp', 'IN IP4 0.0.0.0\r\na=rtcp'),
    );
    await call.response(200);
    call.send('ACK');
    await heard();
    expect(phone.last()).toMatchObject({ state: 'active', heldByOther: true });
  });

  it('that crosses a re-INVITE of the other side waits for it', async () => {
    call.send('INVITE', [], fakeSdp('sendrecv', 2, 'offer'));
    await call.response(200);
    const held = phone.telephony.setHeld(id, true);
    await media.until(() => media.named('rollback').length === 1);
    expect(pbx.count('INVITE')).toBe(0);
    call.send('ACK');
    await heard();
    pbx.answers.set('INVITE', () => answer('recvonly'));
    await passTime(2000, () => pbx.count('INVITE'));
    expect(await held).toMatchObject({ ok: true });
  });

  it('right after the answer waits for the ACK', async () => {
    await phone.telephony.hangUp(id);
    const next = pbx.call();
    await next.response(180);
    const answered = phone.telephony.answer(phone.last().id);
    await next.response(200);
    await answered;
    const held = phone.telephony.setHeld(phone.last().id, true);
    await heard();
    expect(pbx.count('INVITE')).toBe(0);
    next.send('ACK');
    pbx.reply(await pbx.request('INVITE'), answer('recvonly'));
    expect(await held).toMatchObject({ ok: true });
  });

  it('is not asked twice at once', async () => {
    const first = phone.telephony.setHeld(id, true);
    expect(await phone.telephony.setHeld(id, true)).toMatchObject({ reason: 'call.wrongState' });
    pbx.reply(await pbx.request('INVITE'), answer('recvonly'));
    expect(await first).toMatchObject({ ok: true });
    expect(pbx.count('INVITE')).toBe(1);
  });

  it('that is agreed to twice, with one answer, leaves the talk as it is', async () => {
    const escaped: unknown[] = [];
    const note = (error: unknown) => escaped.push(error);
    process.on('unhandledRejection', note);
    const held = phone.telephony.setHeld(id, true);
    const request = await pbx.request('INVITE');
    pbx.reply(request, answer());
    await pbx.request('ACK');
    expect(await held).toMatchObject({ ok: true });
    pbx.reply(request, answer());
    pbx.reply(request, answer());
    await pbx.request('ACK');
    expect(await phone.telephony.setMuted(id, true)).toMatchObject({ ok: true });
    process.off('unhandledRejection', note);
    expect(escaped).toEqual([]);
    expect(phone.last().state).toBe('held');
  });

  it('ends with the call when the other side hangs up in the middle', async () => {
    const held = phone.telephony.setHeld(id, true);
    await pbx.request('INVITE');
    call.send('BYE');
    expect(await held).toMatchObject({ ok: false, reason: 'call.gone' });
    expect(phone.last()).toMatchObject({ state: 'ended', ending: 'other' });
  });
});

describe('an interruption of the media', () => {
  it('is answered by one ICE restart, and mended', async () => {
    media.connection('failed');
    expect(phone.last().media).toBe('interrupted');
    phone.clock.advance(0);
    pbx.reply(await pbx.request('INVITE'), answer());
    expect(media.named('describe').at(-1)).toMatchObject({ type: 'offer', iceRestart: true });
    media.connection('connecting');
    expect(phone.last().media).toBe('interrupted');
    media.connection('connected');
    expect(phone.last()).toMatchObject({ state: 'active', media: 'connected' });
    expect(pbx.count('INVITE')).toBe(1);
  });

  it('that a first ICE restart does not mend gets another one', async () => {
    pbx.answers.set('INVITE', () => answer());
    media.connection('failed');
    phone.clock.advance(0);
    await pbx.request('ACK');
    // No time for a pong: the clock stays within what the connection bears.
    phone.clock.advance(6000);
    await pbx.request('INVITE');
    expect(media.named('describe').at(-1)).toMatchObject({ type: 'offer', iceRestart: true });
  });

  it('that heals by itself needs no re-INVITE', async () => {
    media.connection('disconnected');
    media.connection('connected');
    phone.clock.advance(3000);
    expect(phone.last().media).toBe('connected');
    expect(pbx.count('INVITE')).toBe(0);
  });

  it('that lasts 30 s ends the call as lost, with a BYE', async () => {
    pbx.answers.set('INVITE', () => answer());
    media.connection('failed');
    phone.clock.advance(0);
    await pbx.request('ACK');
    const lost = phone.untilCall(({ ending }) => ending === 'lost');
    phone.clock.advance(30_000);
    expect(await lost).toMatchObject({ state: 'ended', ending: 'lost' });
    expect(media.peers()).toEqual([]);
  });

  it('by a media window that was started anew gets a new peer', async () => {
    pbx.answers.set('INVITE', () => answer());
    media.restart();
    phone.clock.advance(0);
    await pbx.request('INVITE');
    await media.until(() => media.named('accept').at(-1)?.type === 'answer');
    expect(media.named('open')).toHaveLength(2);
    expect(media.peers()).toEqual([id]);
    media.connection('connected');
    expect(phone.last()).toMatchObject({ state: 'active', media: 'connected' });
  });
});

describe('a muted operator', () => {
  it('stays so in a media window that was started anew', async () => {
    await phone.telephony.setMuted(id, true);
    pbx.answers.set('INVITE', () => answer());
    media.restart();
    phone.clock.advance(0);
    await media.until(() => media.named('open').length === 2);
    media.connection('connecting');
    expect(media.asked.findLastIndex(({ name }) => name === 'mute')).toBeGreaterThan(
      media.asked.findLastIndex(({ name }) => name === 'open'),
    );
    expect(media.named('mute').at(-1)).toEqual({ name: 'mute', peer: id, muted: true });
    expect(phone.last().muted).toBe(true);
  });
});

describe('the connection lost in a call', () => {
  async function comeBack(): Promise<void> {
    pbx.cut();
    await phone.untilRegistration(({ status }) => status === 'waiting');
    phone.telephony.retryNow();
    await phone.registered();
  }

  it('costs no call: a re-INVITE finds it again', async () => {
    pbx.answers.set('INVITE', () => answer());
    await comeBack();
    const refresh = await pbx.request('INVITE');
    expect(refresh.headers.get('call-id')).toBe(phone.last().sipCallId);
    await pbx.request('ACK');
    expect(phone.last().state).toBe('active');
  });

  it('ends the call as lost where the PBX has it no more', async () => {
    pbx.answers.set('INVITE', () => ({ status: 481 }));
    await comeBack();
    expect(await state('ended')).toMatchObject({ ending: 'lost' });
  });

  it('while a re-INVITE was under way does not hold up the next one', async () => {
    const held = phone.telephony.setHeld(id, true);
    await pbx.request('INVITE');
    pbx.cut();
    expect(await held).toMatchObject({ ok: false, reason: 'pbx.unreachable' });
    pbx.answers.set('INVITE', () => answer());
    phone.telephony.retryNow();
    await phone.registered();
    await pbx.request('INVITE');
    await pbx.request('ACK');
    expect(phone.last().state).toBe('active');
  });

  it('and a call hung up meanwhile is hung up at the PBX as soon as it is back', async () => {
    pbx.cut();
    await phone.untilRegistration(({ status }) => status === 'waiting');
    await phone.telephony.hangUp(id);
    expect(phone.last()).toMatchObject({ state: 'ended', ending: 'operator' });
    phone.telephony.retryNow();
    await pbx.request('BYE');
  });
});

describe('the network of the computer changed in a call', () => {
  const offers = () => media.named('describe').filter(({ type }) => type === 'offer');

  it('and the connection lives: the media gets new ways at once', async () => {
    pbx.answers.set('INVITE', () => answer());
    phone.telephony.networkChanged('moved');
    await pbx.request('INVITE');
    expect(offers().at(-1)).toMatchObject({ iceRestart: true, networkMoved: true });
    await pbx.request('ACK');
    phone.clock.advance(1500);
    expect(phone.telephony.registration().status).toBe('registered');
  });

  it('and the connection died: it is made anew, and the media with it', async () => {
    pbx.cut();
    await phone.untilRegistration(({ status }) => status === 'waiting');
    phone.telephony.networkChanged('moved');
    await phone.registered();
    pbx.reply(await pbx.request('INVITE'), answer());
    expect(offers().at(-1)).toMatchObject({ iceRestart: true, networkMoved: true });
    expect(phone.last().state).toBe('active');
  });

  it('and the connection dies while the talk is being told: it is told again', async () => {
    pbx.answers.set('INVITE', () => answer());
    phone.telephony.networkChanged('moved');
    pbx.cut();
    await phone.untilRegistration(({ status }) => status === 'waiting');
    phone.telephony.retryNow();
    await phone.registered();
    await pbx.request('INVITE');
    await pbx.request('ACK');
    expect(offers().at(-1)).toMatchObject({ iceRestart: true, networkMoved: true });
    expect(phone.last().state).toBe('active');
  });

  it('and there are only more ways than before: the talk stays as it is', async () => {
    phone.telephony.networkChanged('grown');
    phone.telephony.networkChanged('moved');
    await pbx.request('INVITE');
    expect(pbx.count('INVITE')).toBe(1);
  });

  it('and what was prepared for the next call is thrown away', () => {
    phone.telephony.networkChanged('grown');
    expect(media.named('coolDown')).toHaveLength(1);
  });
});

describe('signing off', () => {
  it('hangs up and unregisters', async () => {
    await phone.telephony.disconnect();
    await pbx.request('BYE');
    const last = await pbx.request('REGISTER');
    expect(last.headers.get('contact')).toMatch(/expires=0/u);
    expect(phone.last()).toMatchObject({ state: 'ended', ending: 'operator' });
  });
});
