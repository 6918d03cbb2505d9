// Holding in the first moment of a talk: a re-INVITE into the DTLS handshake can cost the media for good.
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
  pbx.answers.set('INVITE', () => ({ status: 200, body: fakeSdp('recvonly', 2, 'answer') }));
  call = pbx.call();
  await call.response(180);
  id = phone.last().id;
  const answered = phone.telephony.answer(id);
  await call.answered();
  await answered;
  media.connection('connecting');
});
afterEach(async () => {
  await phone.stop();
  await pbx.close();
});

/** All that was sent before has reached the other side, in both directions. */
async function heard(): Promise<void> {
  pbx.sendRaw('\r\n\r\n');
  await pbx.next(({ text }) => text === '\r\n');
}
/** The re-INVITE waits for its turn. */
async function waits(): Promise<void> {
  await expect.poll(() => phone.clock.waits()).toContain(3000);
}

describe('hold while the media path is being made', () => {
  it('is asked for as soon as the path stands', async () => {
    const held = phone.telephony.setHeld(id, true);
    await waits();
    await heard();
    expect(pbx.count('INVITE')).toBe(0);
    expect(phone.last()).toMatchObject({ state: 'active', pending: 'hold' });
    media.connection('connected');
    expect(await held).toMatchObject({ ok: true });
    expect(pbx.count('INVITE')).toBe(1);
    expect(phone.clock.waits()).not.toContain(3000);
  });

  it('is asked for when the path fails, or after 3 s without one', async () => {
    const held = phone.telephony.setHeld(id, true);
    await waits();
    phone.clock.advance(3000);
    expect(await held).toMatchObject({ ok: true });
    media.connection('failed');
    expect(await phone.telephony.setHeld(id, false)).toMatchObject({ ok: true });
  });

  it('is no more where the call ends meanwhile', async () => {
    const held = phone.telephony.setHeld(id, true);
    await waits();
    call.send('BYE');
    expect(await held).toMatchObject({ reason: 'call.gone' });
    expect(pbx.count('INVITE')).toBe(0);
  });
});
