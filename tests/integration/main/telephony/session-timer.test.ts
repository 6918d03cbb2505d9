import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeMediaPort, fakeSdp } from '../../../support/fake-media-port.ts';
import { ScriptedPbx, type ScriptedCall, type Sip } from '../../../support/scripted-pbx.ts';
import { until } from '../../../support/until.ts';
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

const answer = (...headers: readonly string[]) => ({
  status: 200,
  headers,
  body: fakeSdp('sendrecv', 2, 'answer'),
});

/** Settles when all that was sent before has reached the telephone, and leaves what came of it to be looked at. */
async function heard(): Promise<void> {
  const pongs = () => pbx.received.filter(({ text }) => text === '\r\n').length;
  const before = pongs();
  pbx.sendRaw('\r\n\r\n');
  await until(() => pongs() > before);
}

/** Lets time pass in steps that leave the connection its signs of life. */
async function pass(seconds: number): Promise<void> {
  for (let left = seconds * 1000; left > 0; left -= 3000) {
    phone.clock.advance(Math.min(3000, left));
    await heard();
  }
}

/** Dials; the PBX answers with these header fields. */
async function talk(...headers: readonly string[]): Promise<Sip> {
  await phone.telephony.dial('0322123456');
  const invite = await pbx.request('INVITE');
  pbx.reply(invite, answer(...headers));
  await pbx.request('ACK');
  await phone.untilCall(({ state }) => state === 'active');
  return invite;
}

/** A call in, answered; gives its 200. */
async function taken(...headers: readonly string[]): Promise<{ call: ScriptedCall; ok: Sip }> {
  const call = pbx.call({ headers });
  await call.response(180);
  const answered = phone.telephony.answer(phone.last().id);
  const ok = await call.answered();
  await answered;
  await heard();
  return { call, ok };
}

describe('a call out', () => {
  it('asks for a session timer, and says that it knows them', async () => {
    const invite = await talk();
    expect(invite.headers.get('session-expires')).toBe('1800');
    expect(invite.headers.get('supported')).toMatch(/\btimer\b/u);
    // The PBX wants none: nothing is ever refreshed.
    await pass(1000);
    await heard();
    expect(pbx.count('INVITE')).toBe(1);
    expect(phone.last().state).toBe('active');
  });

  it('that meets a 422 is sent again within the same call, with what the PBX wants at least', async () => {
    await phone.telephony.dial('0322123456');
    const first = await pbx.request('INVITE');
    pbx.reply(first, { status: 422, headers: ['Min-SE: 3600'] });
    await pbx.request('ACK');
    const second = await pbx.request('INVITE');
    expect(second.headers.get('call-id')).toBe(first.headers.get('call-id'));
    expect(second.headers.get('from')).toBe(first.headers.get('from'));
    expect(second.headers.get('cseq')).toBe('2 INVITE');
    expect(second.headers.get('session-expires')).toBe('3600');
    expect(second.headers.get('min-se')).toBe('3600');
    expect(second.body).toBe(first.body);
    pbx.reply(second, answer('Session-Expires: 3600;refresher=uac', 'Require: timer'));
    expect((await pbx.request('ACK')).headers.get('cseq')).toBe('2 ACK');
    await phone.untilCall(({ state }) => state === 'active');
    expect(phone.events.filter(({ state }) => state === 'ended')).toEqual([]);
    await phone.telephony.hangUp(phone.last().id);
    expect((await pbx.request('BYE')).headers.get('cseq')).toBe('3 BYE');
  });

  it('that meets a 422 which asks for nothing has failed', async () => {
    pbx.answers.set('INVITE', () => ({ status: 422, headers: ['Min-SE: 90'] }));
    await phone.telephony.dial('0322123456');
    expect(await phone.untilCall(({ state }) => state === 'ended')).toMatchObject({ failure: 'pbx.refused' });
    expect(pbx.count('INVITE')).toBe(1);
  });

  it('meets no end of 422s with no end of INVITEs', async () => {
    let minimum = 1800;
    pbx.answers.set('INVITE', () => ({ status: 422, headers: [`Min-SE: ${(minimum += 100)}`] }));
    await phone.telephony.dial('0322123456');
    expect(await phone.untilCall(({ state }) => state === 'ended')).toMatchObject({ ending: 'failed' });
    expect(pbx.count('INVITE')).toBe(5);
  });
});

describe('the refresh', () => {
  it('that is ours is a re-INVITE at half of the interval, and the next one comes after the same time', async () => {
    await talk('Session-Expires: 600;refresher=uac', 'Require: timer');
    for (const round of [1, 2]) {
      await pass(299.999);
      await heard();
      expect(pbx.count('INVITE')).toBe(round);
      await pass(0.001);
      const refresh = await pbx.request('INVITE');
      expect(refresh.headers.get('session-expires')).toBe('600;refresher=uac');
      expect(media.named('describe').at(-1)).toMatchObject({ type: 'offer', iceRestart: false });
      pbx.reply(refresh, answer('Session-Expires: 600;refresher=uac'));
      await pbx.request('ACK');
      await heard();
    }
    expect(phone.last().state).toBe('active');
  });

  it('is an UPDATE without an offer where the PBX allows it', async () => {
    pbx.answers.set('UPDATE', () => ({ status: 200, headers: ['Session-Expires: 600;refresher=uac'] }));
    await talk('Session-Expires: 600;refresher=uac', 'Allow: INVITE, ACK, BYE, UPDATE');
    const offers = media.named('describe').length;
    for (const cseq of ['2 UPDATE', '3 UPDATE']) {
      await pass(300);
      const update = await pbx.request('UPDATE');
      expect(update.headers.get('cseq')).toBe(cseq);
      expect(update.headers.get('session-expires')).toBe('600;refresher=uac');
      expect(update.headers.get('contact')).toMatch(/^</u);
      expect(update.body).toBe('');
      await heard();
    }
    expect(media.named('describe')).toHaveLength(offers);
    expect(pbx.count('INVITE')).toBe(1);
  });

  it('goes on by re-INVITE where the UPDATE is refused in spite of that', async () => {
    pbx.answers.set('UPDATE', () => ({ status: 501 }));
    await talk('Session-Expires: 600;refresher=uac', 'Allow: INVITE, UPDATE');
    await pass(300);
    await pbx.request('UPDATE');
    pbx.reply(await pbx.request('INVITE'), answer('Session-Expires: 600;refresher=uac'));
    await pbx.request('ACK');
    await heard();
    await pass(300);
    await pbx.request('INVITE');
    expect(pbx.count('UPDATE')).toBe(1);
  });

  it('that meets a 422 is sent again with more', async () => {
    await talk('Session-Expires: 600;refresher=uac');
    await pass(300);
    pbx.reply(await pbx.request('INVITE'), { status: 422, headers: ['Min-SE: 1000'] });
    const again = await pbx.request('INVITE');
    expect(again.headers.get('session-expires')).toBe('1000;refresher=uac');
    expect(again.headers.get('min-se')).toBe('1000');
    pbx.reply(again, answer('Session-Expires: 1000;refresher=uac'));
    await pbx.request('ACK');
    expect(phone.last().state).toBe('active');
  });

  it('that finds no call ends it as lost', async () => {
    await talk('Session-Expires: 600;refresher=uac');
    pbx.answers.set('INVITE', () => ({ status: 481 }));
    await pass(300);
    expect(await phone.untilCall(({ state }) => state === 'ended')).toMatchObject({ ending: 'lost' });
  });

  it('that fails is tried again until the session is over, and that ends with a BYE', async () => {
    await talk('Session-Expires: 600;refresher=uac');
    pbx.answers.set('INVITE', () => ({ status: 500 }));
    const tries = () => pbx.count('INVITE');
    await pass(300);
    while (phone.last().state !== 'ended') {
      const before = tries();
      await expect.poll(() => phone.last().state === 'ended' || phone.clock.waits().length > 0).toBe(true);
      await pass(1);
      await heard();
      expect(tries() - before).toBeLessThanOrEqual(1);
    }
    expect(tries()).toBeGreaterThan(3);
    expect(tries()).toBeLessThan(15);
    expect(phone.last()).toMatchObject({ state: 'ended', ending: 'lost' });
    await pbx.request('BYE');
  });

  it.each([
    [90, 60],
    [600, 568],
  ])('that is theirs and does not come in %i s ends the call after %i s', async (interval, seconds) => {
    await talk(`Session-Expires: ${interval};refresher=uas`);
    await pass(seconds - 0.001);
    await heard();
    expect(phone.last().state).toBe('active');
    await pass(0.001);
    expect(await phone.untilCall(({ state }) => state === 'ended')).toMatchObject({ ending: 'lost' });
    await pbx.request('BYE');
    expect(pbx.count('INVITE')).toBe(1);
  });

  it('is no other than a hold that came in between, and waits its turn behind one that is asked', async () => {
    await talk('Session-Expires: 600;refresher=uac');
    await pass(290);
    const held = phone.telephony.setHeld(phone.last().id, true);
    const hold = await pbx.request('INVITE');
    expect(hold.headers.get('session-expires')).toBe('600;refresher=uac');
    // The refresh falls due while the hold is not answered.
    await pass(10);
    await heard();
    expect(pbx.count('INVITE')).toBe(2);
    pbx.reply(hold, answer('Session-Expires: 600;refresher=uac'));
    expect(await held).toMatchObject({ ok: true });
    const refresh = await pbx.request('INVITE');
    expect(refresh.body).toContain('a=sendonly');
    pbx.reply(refresh, answer('Session-Expires: 600;refresher=uac'));
    await pbx.request('ACK');
    await heard();
    await pass(299);
    await heard();
    expect(pbx.count('INVITE')).toBe(3);
    expect(phone.last().state).toBe('held');
  });

  it('that could not be sent because the PBX was away is made up for by the re-INVITE after its return', async () => {
    await talk('Session-Expires: 90;refresher=uas');
    pbx.answers.set('INVITE', () => answer('Session-Expires: 90;refresher=uas'));
    pbx.cut();
    await phone.untilRegistration(({ status }) => status === 'waiting');
    // More than the time that was left.
    phone.clock.advance(70_000);
    expect(phone.last().state).toBe('active');
    phone.telephony.retryNow();
    await pbx.request('INVITE');
    await pbx.request('ACK');
    expect(phone.last().state).toBe('active');
  });
});

describe('a call in', () => {
  it('with a session timer is answered with it, and refreshed by us', async () => {
    const { ok } = await taken('Supported: timer', 'Session-Expires: 600', 'Min-SE: 90');
    expect(ok.headers.get('session-expires')).toBe('600;refresher=uas');
    expect(ok.headers.get('require')).toBe('timer');
    await pass(300);
    // In our own re-INVITE the client is us.
    const refresh = await pbx.request('INVITE');
    expect(refresh.headers.get('session-expires')).toBe('600;refresher=uac');
    pbx.reply(refresh, answer('Session-Expires: 600;refresher=uac'));
    await pbx.request('ACK');
  });

  it('that refreshes itself stays, by re-INVITE and by UPDATE, and ends where it stops to', async () => {
    const { call, ok } = await taken('Supported: timer', 'x: 600;refresher=uac');
    expect(ok.headers.get('session-expires')).toBe('600;refresher=uac');
    await pass(500);
    call.send(
      'INVITE',
      ['Supported: timer', 'Session-Expires: 600;refresher=uac'],
      fakeSdp('sendrecv', 2, 'offer'),
    );
    expect((await call.response(200)).headers.get('session-expires')).toBe('600;refresher=uac');
    call.send('ACK');
    await heard();
    await pass(500);
    call.send('UPDATE', ['Supported: timer', 'Session-Expires: 600;refresher=uac']);
    expect((await pbx.response(200, 'UPDATE')).headers.get('session-expires')).toBe('600;refresher=uac');
    await pass(500);
    await heard();
    expect(phone.last().state).toBe('active');
    expect(pbx.count('INVITE')).toBe(0);
    await pass(68);
    expect(await phone.untilCall(({ state }) => state === 'ended')).toMatchObject({ ending: 'lost' });
    await pbx.request('BYE');
  });

  it('without a session timer gets none', async () => {
    const { ok } = await taken('Supported: timer');
    expect(ok.headers.has('session-expires')).toBe(false);
    expect(ok.headers.has('require')).toBe(false);
    await pass(1000);
    await heard();
    expect(phone.last().state).toBe('active');
  });

  it('that wants to be refreshed all the time is told what we do', async () => {
    const call = pbx.call({ headers: ['Supported: timer', 'Session-Expires: 10', 'Require: timer'] });
    const refused = await call.response(422);
    expect(refused.headers.get('min-se')).toBe('90');
    expect(phone.events).toEqual([]);
  });
});
