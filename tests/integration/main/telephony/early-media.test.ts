import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MediaEvent } from '../../../../src/contract/media/messages.ts';
import { FakeMediaPort, fakeSdp } from '../../../support/fake-media-port.ts';
import { ScriptedPbx, type Sip } from '../../../support/scripted-pbx.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

let pbx: ScriptedPbx;
let media: FakeMediaPort;
let phone: TestTelephone;
let invite: Sip;

beforeEach(async () => {
  pbx = await ScriptedPbx.start();
  media = new FakeMediaPort();
  phone = createTestTelephone(media);
  phone.telephony.connect(sipAccount([pbx.url]));
  await phone.registered();
  await phone.telephony.dial('0322123456');
  invite = await pbx.request('INVITE');
});
afterEach(async () => {
  await phone.stop();
  await pbx.close();
});

const described = (status: number, version = 1) => ({ status, body: fakeSdp('sendrecv', version, 'answer') });
const early = () => phone.untilCall(({ earlyMedia }) => earlyMedia);
const active = () => phone.untilCall(({ state }) => state === 'active');

/** Settles when all that was sent before has reached the telephone. */
async function heard(): Promise<void> {
  pbx.sendRaw('\r\n\r\n');
  await pbx.next(({ text }) => text === '\r\n');
}

function sample(packetsReceived: number): MediaEvent {
  const statistics = { packetsSent: 50, packetsReceived, packetsLost: 0, jitterSeconds: 0 };
  return { name: 'sample', peer: media.peers()[0] ?? '', statistics };
}

describe('early media', () => {
  it('of a 183 is heard instead of our ringing tone, and the answer goes on with it', async () => {
    pbx.reply(invite, { status: 180 });
    await media.until(() => media.tones().at(-1) === 'ringback');
    pbx.reply(invite, described(183));
    expect(await early()).toMatchObject({ state: 'dialling', earlyMedia: true });
    expect(media.tones()).toEqual(['ringback', 'none']);
    expect(media.named('accept')).toHaveLength(1);
    // A 180 that comes after it brings no second ringing tone.
    pbx.reply(invite, { status: 180 });
    await heard();
    expect(media.tones()).toEqual(['ringback', 'none']);
    pbx.reply(invite, described(200));
    expect(await active()).toMatchObject({ earlyMedia: false });
    await pbx.request('ACK');
    expect(media.named('accept')).toHaveLength(1);
    expect(media.named('open')).toHaveLength(1);
    expect(pbx.count('INVITE')).toBe(1);
  });

  it('is none in a 183 without a description; a 180 rings', async () => {
    pbx.reply(invite, { status: 183 });
    await heard();
    expect(media.tones()).toEqual([]);
    pbx.reply(invite, { status: 180 });
    await media.until(() => media.tones().at(-1) === 'ringback');
    expect(phone.last().earlyMedia).toBe(false);
  });

  it('of a 180 rings here until sound really comes', async () => {
    pbx.reply(invite, described(180));
    await media.until(() => media.tones().at(-1) === 'ringback' && media.named('accept').length === 1);
    media.tell(sample(0));
    expect(phone.last().earlyMedia).toBe(false);
    media.tell(sample(12));
    expect(phone.last().earlyMedia).toBe(true);
    expect(media.tones()).toEqual(['ringback', 'none']);
  });

  it('that came reliably is acknowledged, too', async () => {
    pbx.answers.set('PRACK', () => ({ status: 200 }));
    pbx.reply(invite, { ...described(183), headers: ['Require: 100rel', 'RSeq: 1'] });
    await pbx.request('PRACK');
    await early();
    // The 2xx need not repeat it (RFC 3261 §13.2.1).
    pbx.reply(invite, { status: 200 });
    await pbx.request('ACK');
    await active();
  });

  it('ends with the call that is refused', async () => {
    pbx.reply(invite, described(183));
    await early();
    pbx.reply(invite, { status: 486 });
    expect(await phone.untilCall(({ state }) => state === 'ended')).toMatchObject({
      ending: 'busy',
      earlyMedia: false,
    });
    expect(media.peers()).toEqual([]);
  });

  it('that cannot be used leaves the call as it is: the answer may be better', async () => {
    pbx.reply(invite, { status: 183, body: 'v=0\r\nnonsense\r\n' });
    await heard();
    expect(phone.last()).toMatchObject({ state: 'dialling', earlyMedia: false });
    await phone.telephony.hangUp(phone.last().id);
    await pbx.request('CANCEL');
  });

  it('in answers that differ within one dialog: the first is the answer (RFC 3261 §13.2.1)', async () => {
    pbx.reply(invite, described(183, 1));
    await early();
    pbx.reply(invite, described(183, 2));
    pbx.reply(invite, described(200, 3));
    await active();
    await heard();
    expect(media.named('accept')).toHaveLength(1);
    expect(pbx.count('INVITE')).toBe(1);
  });

  it('of one fork and the answer of another: the call goes on with a new peer, agreed on at once', async () => {
    pbx.reply(invite, described(183, 1), 'announcement');
    await early();
    pbx.reply(invite, described(200, 2), 'colleague');
    expect((await pbx.request('ACK')).headers.get('to')).toContain('tag=colleague');
    expect(await active()).toMatchObject({ state: 'active' });
    phone.clock.advance(0);
    const again = await pbx.request('INVITE');
    expect(again.headers.get('to')).toContain('tag=colleague');
    pbx.reply(again, described(200, 3));
    await pbx.request('ACK');
    await media.until(() => media.named('accept').length === 2);
    expect(media.asked.map(({ name }) => name).filter((name) => name === 'open' || name === 'close')).toEqual(
      ['open', 'close', 'open'],
    );
    media.connection('connected');
    expect(phone.last()).toMatchObject({ state: 'active', media: 'connected' });
    expect(media.peers()).toEqual([phone.last().id]);
  });
});
