// What happens while the operator signs out: nothing of it may go on afterwards, least of all an open microphone.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeMediaPort } from '../../../support/fake-media-port.ts';
import { ScriptedPbx } from '../../../support/scripted-pbx.ts';
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

/** Whether the microphone was let go after it was asked for the last time. */
const isLetGo = (): boolean => {
  const names = media.asked.map(({ name }) => name);
  return names.lastIndexOf('release') > names.lastIndexOf('prepare');
};

describe('a sign-out', () => {
  it('takes no call any more: the queue tries the next desk, and the microphone stays closed', async () => {
    await pbx.request('REGISTER');
    const register = pbx.answers.get('REGISTER');
    pbx.answers.set('REGISTER', () => undefined);
    const gone = phone.telephony.disconnect();
    const goodbye = await pbx.request('REGISTER');
    const call = pbx.call();
    await call.response(480);
    const answer = register?.(goodbye);
    if (answer !== undefined) pbx.reply(goodbye, answer);
    await gone;
    expect(phone.events).toEqual([]);
    expect(media.named('prepare')).toEqual([]);
  });

  it('while a call out is being made lets the microphone go as soon as it was opened', async () => {
    // No offer is ready, so that the call waits for the microphone.
    media.broken.add('warm');
    phone.telephony.networkChanged('grown');
    media.holdPrepare();
    const dialled = phone.telephony.dial('0322123456');
    const gone = phone.telephony.disconnect();
    media.letGo();
    expect(await dialled).toMatchObject({ ok: false, reason: 'call.notRegistered' });
    await gone;
    expect(isLetGo()).toBe(true);
    expect(media.peers()).toEqual([]);
  });

  it('while somebody rings leaves no microphone open behind it', async () => {
    const call = pbx.call();
    await call.response(180);
    await phone.telephony.disconnect();
    expect(isLetGo()).toBe(true);
    expect(media.peers()).toEqual([]);
    expect(phone.last()).toMatchObject({ state: 'ended' });
  });
});
