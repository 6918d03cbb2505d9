import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeMediaPort, fakeSdp } from '../../../support/fake-media-port.ts';
import { ScriptedPbx, type Sip } from '../../../support/scripted-pbx.ts';
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

const state = (wanted: string) => phone.untilCall((call) => call.state === wanted);
const answer = { status: 200, body: fakeSdp('sendrecv', 1, 'answer') };

/** Dials and gives the INVITE as it came to the PBX. */
async function dial(number = '+995599123456'): Promise<Sip> {
  expect(await phone.telephony.dial(number)).toMatchObject({ ok: true });
  return pbx.request('INVITE');
}

/** Lets time pass in steps that leave the connection its signs of life. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 2000) {
    phone.clock.advance(Math.min(2000, left));
    pbx.sendRaw('\r\n\r\n');
    await pbx.next(({ text }) => text === '\r\n');
  }
}

describe('a call out', () => {
  it('goes to the number in E.164, rings back, is answered and ended by the other side', async () => {
    const invite = await dial('599 12 34 56');
    expect(invite.text).toMatch(/^INVITE sip:\+995599123456@pbx\.example SIP\/2\.0/u);
    expect(invite.body).toContain('m=audio');
    pbx.reply(invite, { status: 180 });
    await media.until(() => media.tones().at(-1) === 'ringback');
    pbx.reply(invite, answer);
    expect(await state('active')).toMatchObject({ direction: 'out', remoteNumber: '+995599123456' });
    await pbx.request('ACK');
    expect(media.tones().at(-1)).toBe('none');
    expect(await phone.telephony.hangUp(phone.last().id)).toMatchObject({ ok: true });
    expect((await pbx.request('BYE')).headers.get('call-id')).toBe(phone.last().sipCallId);
  });

  it.each([
    [486, 'busy'],
    [600, 'busy'],
    [603, 'declined'],
    [404, 'notFound'],
    [480, 'unanswered'],
    [487, 'unanswered'],
  ])('that meets %i is %s', async (status, ending) => {
    pbx.reply(await dial(), { status });
    expect(await state('ended')).toMatchObject({ ending });
    expect(media.tones()).toEqual(ending === 'busy' ? ['busy'] : []);
    expect(media.peers()).toEqual([]);
  });

  it.each([
    [403, 'pbx.refused'],
    [488, 'media.failed'],
    [500, 'pbx.refused'],
  ])('that meets %i has failed for %s', async (status, failure) => {
    pbx.reply(await dial(), { status });
    expect(await state('ended')).toMatchObject({ ending: 'failed', failure });
  });

  it('sounds busy for three seconds', async () => {
    pbx.reply(await dial(), { status: 486 });
    await state('ended');
    expect(media.tones().at(-1)).toBe('busy');
    phone.clock.advance(3000);
    expect(media.tones().at(-1)).toBe('none');
  });

  it('is cancelled by the operator', async () => {
    const invite = await dial();
    pbx.reply(invite, { status: 180 });
    await media.until(() => media.tones().at(-1) === 'ringback');
    await phone.telephony.hangUp(phone.last().id);
    expect(phone.last()).toMatchObject({ state: 'ended', ending: 'operator' });
    await pbx.request('CANCEL');
    pbx.reply(invite, { status: 487 });
    await pbx.request('ACK');
  });

  it('is let go 32 s after a CANCEL that the PBX says nothing to', async () => {
    const invite = await dial();
    pbx.reply(invite, { status: 180 });
    await media.until(() => media.tones().at(-1) === 'ringback');
    await phone.telephony.hangUp(phone.last().id);
    await pbx.request('CANCEL');
    await pass(30_000);
    expect(pbx.count('ACK')).toBe(0);
    await pass(2_000);
    // SIP.js ends the call, with all that it keeps of it, as at any final answer: it acknowledges it.
    expect(pbx.received.find(({ method }) => method === 'ACK')?.headers.get('call-id')).toBe(
      phone.last().sipCallId,
    );
    expect(phone.telephony.registration().status).toBe('registered');
  });

  it('whose answer crosses the CANCEL is acknowledged and ended by BYE', async () => {
    const invite = await dial();
    pbx.reply(invite, { status: 180 });
    await media.until(() => media.tones().at(-1) === 'ringback');
    pbx.answers.set('CANCEL', () => ({ status: 481 }));
    await phone.telephony.hangUp(phone.last().id);
    pbx.reply(invite, answer);
    await pbx.request('ACK');
    await pbx.request('BYE');
    expect(phone.events.filter((call) => call.state === 'active')).toEqual([]);
  });

  it('needs a number, a registration, a microphone and no other call', async () => {
    expect(await phone.telephony.dial('sip:eve@elsewhere.example')).toMatchObject({
      reason: 'call.invalidNumber',
    });
    media.microphone = 'media.permissionDenied';
    media.restart();
    expect(await phone.telephony.dial('600')).toMatchObject({ reason: 'media.permissionDenied' });
    expect(phone.events).toEqual([]);
    media.microphone = 'there';
    await dial('*43');
    expect(await phone.telephony.dial('600')).toMatchObject({ reason: 'call.switching' });
    await phone.telephony.disconnect();
    expect(await phone.telephony.dial('600')).toMatchObject({ reason: 'call.notRegistered' });
  });

  it('has failed where the offer cannot be made', async () => {
    media.broken.add('describe').add('warm');
    media.restart();
    expect(await phone.telephony.dial('600')).toMatchObject({ ok: true });
    expect(await state('ended')).toMatchObject({ ending: 'failed', failure: 'media.failed' });
    expect(pbx.count('INVITE')).toBe(0);
  });

  it('has failed where the connection goes before the answer', async () => {
    await dial();
    pbx.cut();
    expect(await state('ended')).toMatchObject({ ending: 'failed', failure: 'pbx.unreachable' });
  });
});
