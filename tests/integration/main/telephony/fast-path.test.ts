import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeMediaPort, fakeSdp } from '../../../support/fake-media-port.ts';
import { ScriptedPbx, type ScriptedCall } from '../../../support/scripted-pbx.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

let pbx: ScriptedPbx;
let media: FakeMediaPort;
let phone: TestTelephone;

const turn = { iceServers: [{ urls: ['turns:turn.example'], username: 'zari', credential: 'secret' }] };

async function connect(change: Parameters<typeof sipAccount>[1] = {}): Promise<void> {
  phone.telephony.connect(sipAccount([pbx.url], change));
  await phone.registered();
  await settled();
}

beforeEach(async () => {
  pbx = await ScriptedPbx.start();
  media = new FakeMediaPort();
  phone = createTestTelephone(media);
});
afterEach(async () => {
  await phone.stop();
  assert.deepEqual(media.peers(), [], 'peers were left');
  assert.equal(media.spare(), undefined, 'the spare peer was left');
  await pbx.close();
});

/** All that the fake media window has answered has arrived. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const state = (wanted: string) => phone.untilCall((call) => call.state === wanted);
const isPrepared = () => media.named('describe').some(({ type }) => type === 'answer');
const minute = 60_000;

describe('a call in, while it rings', () => {
  beforeEach(() => connect());

  async function ring(options: Parameters<ScriptedPbx['call']>[0] = {}): Promise<ScriptedCall> {
    const call = pbx.call(options);
    await call.response(180);
    await state('ringing');
    return call;
  }

  it('has its answer made by a peer without a microphone; answering sends it, and only then is the desk heard', async () => {
    const call = await ring();
    await media.until(isPrepared);
    const { id } = phone.last();
    expect(media.named('open')).toMatchObject([{ peer: id, silent: true }]);
    expect(media.speaking()).toEqual([]);
    const asked = media.asked.length;
    const answered = phone.telephony.answer(id);
    const { body } = await call.answered();
    expect(await answered).toMatchObject({ ok: true });
    expect(body).toBe(fakeSdp('sendrecv', 1, 'answer'));
    expect(media.asked.slice(asked).map(({ name }) => name)).toEqual(['prepare', 'tone', 'voice']);
    expect(media.speaking()).toEqual([id]);
    await phone.telephony.hangUp(id);
  });

  it('leaves no peer when the caller gives up', async () => {
    const call = await ring();
    await media.until(isPrepared);
    call.send('CANCEL');
    await state('ended');
    expect(media.peers()).toEqual([]);
  });

  it.each(['open', 'accept', 'describe'] as const)(
    'leaves no peer when the caller gives up in the middle of %s',
    async (name) => {
      media.hold(name);
      const call = await ring();
      await media.until(() => media.named(name).length > 0);
      call.send('CANCEL');
      await state('ended');
      media.letGo();
      await call.response(487);
      expect(media.peers()).toEqual([]);
    },
  );

  it('is answered while its answer is still being made', async () => {
    media.hold('accept');
    const call = await ring();
    await media.until(() => media.named('accept').length > 0);
    const answered = phone.telephony.answer(phone.last().id);
    await state('answering');
    media.letGo();
    await call.answered();
    expect(await answered).toMatchObject({ ok: true });
    expect(media.named('describe')).toHaveLength(1);
    await phone.telephony.hangUp(phone.last().id);
  });

  it.each(['open', 'accept', 'describe'] as const)(
    'is answered all the same where %s had failed',
    async (name) => {
      media.broken.add(name);
      const call = await ring();
      await media.until(() => media.named(name).length > 0);
      media.broken.clear();
      const answered = phone.telephony.answer(phone.last().id);
      await call.answered();
      expect(await answered).toMatchObject({ ok: true });
      expect(media.speaking()).toEqual([phone.last().id]);
      await phone.telephony.hangUp(phone.last().id);
    },
  );

  it('has its answer made again by a media window that was started anew', async () => {
    const call = await ring();
    await media.until(isPrepared);
    media.restart();
    await media.until(() => media.named('describe').filter(({ type }) => type === 'answer').length === 2);
    const answered = phone.telephony.answer(phone.last().id);
    await call.answered();
    expect(await answered).toMatchObject({ ok: true });
    expect(media.speaking()).toEqual([phone.last().id]);
    await phone.telephony.hangUp(phone.last().id);
  });

  it('is answered with an offer where it came without one', async () => {
    const call = await ring({ body: '' });
    const answered = phone.telephony.answer(phone.last().id);
    const { body } = await call.response(200);
    expect(body).toContain('a=setup:actpass');
    call.send('ACK', [], fakeSdp('sendrecv', 1, 'answer'));
    expect(await answered).toMatchObject({ ok: true });
    await phone.telephony.hangUp(phone.last().id);
  });
});

describe('the offer for the next call out', () => {
  it('is sent before the microphone is open; then the desk is heard', async () => {
    await connect();
    media.holdPrepare();
    const dialled = phone.telephony.dial('600');
    const invite = await pbx.request('INVITE');
    expect(invite.body).toBe(fakeSdp('sendrecv', 1, 'offer'));
    expect(media.speaking()).toEqual([]);
    media.letGo();
    expect(await dialled).toMatchObject({ ok: true });
    expect(media.speaking()).toEqual([phone.last().id]);
    await phone.telephony.hangUp(phone.last().id);
  });

  it('is taken back by CANCEL where the microphone fails; the next call waits for the microphone', async () => {
    await connect();
    pbx.answers.set('INVITE', () => ({ status: 180 }));
    media.holdPrepare();
    const dialled = phone.telephony.dial('600');
    await pbx.request('INVITE');
    media.microphone = 'media.noMicrophone';
    media.letGo();
    expect(await dialled).toMatchObject({ ok: false, reason: 'media.noMicrophone' });
    expect(phone.last()).toMatchObject({ state: 'ended', ending: 'failed', failure: 'media.noMicrophone' });
    await pbx.request('CANCEL');
    expect(await phone.telephony.dial('600')).toMatchObject({ ok: false, reason: 'media.noMicrophone' });
    expect(pbx.count('INVITE')).toBe(1);
  });

  it('ends by BYE where somebody has answered before the microphone failed', async () => {
    await connect();
    media.holdPrepare();
    const dialled = phone.telephony.dial('600');
    pbx.reply(await pbx.request('INVITE'), { status: 200, body: fakeSdp('sendrecv', 1, 'answer') });
    await state('active');
    media.microphone = 'media.permissionDenied';
    media.letGo();
    expect(await dialled).toMatchObject({ ok: false, reason: 'media.permissionDenied' });
    await pbx.request('BYE');
    expect(phone.telephony.calls()).toEqual([]);
  });

  it('is given up where its peer is gone', async () => {
    await connect();
    pbx.answers.set('INVITE', () => ({ status: 180 }));
    media.broken.add('open');
    media.holdPrepare();
    const dialled = phone.telephony.dial('600');
    await pbx.request('INVITE');
    media.letGo();
    expect(await dialled).toMatchObject({ ok: false, reason: 'media.failed' });
    await pbx.request('CANCEL');
    media.broken.clear();
  });

  it('is another one for each call', async () => {
    await connect();
    const spares: (string | undefined)[] = [];
    for (let call = 0; call < 3; call += 1) {
      spares.push(media.spare());
      await phone.telephony.dial('600');
      pbx.reply(await pbx.request('INVITE'), { status: 486 });
      await state('ended');
      await settled();
    }
    expect(media.named('open').map(({ spare }) => spare)).toEqual(spares);
    expect(new Set(spares).size).toBe(3);
  });

  it('is made though the call was refused before the microphone was open, which is let go in its time', async () => {
    await connect();
    media.holdPrepare();
    const dialled = phone.telephony.dial('600');
    pbx.reply(await pbx.request('INVITE'), { status: 486 });
    await state('ended');
    media.letGo();
    await dialled;
    await settled();
    expect(media.spare()).toBeDefined();
    phone.clock.advance(minute);
    expect(media.named('release')).toHaveLength(1);
  });

  it('is made anew when the network changes, and by a media window that was started anew', async () => {
    await connect();
    const first = media.spare();
    phone.telephony.networkChanged('moved');
    await phone.registered();
    const second = media.spare();
    media.restart();
    const third = media.spare();
    expect(new Set([first, second, third, undefined]).size).toBe(4);
  });

  it('does not grow old', async () => {
    await connect();
    const first = media.spare();
    phone.clock.advance(10 * minute);
    expect(media.spare()).not.toBe(first);
  });

  it('holds no allocation of a TURN server for longer than ten minutes without a call', async () => {
    await connect(turn);
    expect(media.spare()).toBeDefined();
    phone.clock.advance(10 * minute);
    expect(media.spare()).toBeUndefined();
  });

  it('is not made where there is no microphone, and made when one is plugged in', async () => {
    media.microphone = 'media.noMicrophone';
    await connect();
    expect(media.spare()).toBeUndefined();
    media.microphone = 'there';
    media.tell({ name: 'devicesChanged' });
    expect(media.spare()).toBeDefined();
  });
});
