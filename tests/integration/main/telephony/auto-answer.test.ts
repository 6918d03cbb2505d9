// Calls that are answered by themselves: asked for by the PBX or the host, and whatever comes in between.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeMediaPort } from '../../../support/fake-media-port.ts';
import { ScriptedPbx, type ScriptedCall } from '../../../support/scripted-pbx.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

let pbx: ScriptedPbx;
let media: FakeMediaPort;
let phone: TestTelephone;

beforeEach(async () => {
  pbx = await ScriptedPbx.start();
  media = new FakeMediaPort();
  phone = createTestTelephone(media);
});
afterEach(async () => {
  await phone.stop();
  await pbx.close();
});

async function connect(obeysAutoAnswer = true): Promise<void> {
  const account = sipAccount([pbx.url]);
  phone.telephony.connect({ ...account, telephone: { ...account.telephone, obeysAutoAnswer } });
  await phone.registered();
}

async function ring(headers: readonly string[] = []): Promise<ScriptedCall> {
  const call = pbx.call({ headers });
  await call.response(180);
  return call;
}
const of = (call: ScriptedCall) => phone.telephony.calls().find(({ sipCallId }) => sipCallId === call.id);
const idOf = (call: ScriptedCall): string => of(call)?.id ?? 'gone';

describe('a PBX that wants a call to be answered by itself', () => {
  it('is heard where the account obeys it', async () => {
    await connect();
    expect(of(await ring(['Call-Info: <sip:pbx.example>;answer-after=2']))?.answerAfterSeconds).toBe(2);
    expect(of(await ring(['Alert-Info: <http://x>;info=alert-autoanswer']))?.answerAfterSeconds).toBe(0);
    expect(of(await ring())?.answerAfterSeconds).toBeUndefined();
  });

  it('is not heard where it does not', async () => {
    await connect(false);
    expect(
      of(await ring(['Call-Info: <sip:pbx.example>;answer-after=0']))?.answerAfterSeconds,
    ).toBeUndefined();
  });
});

describe('a call that is to be answered by itself', () => {
  it('says when, has a tone of its own, and is answered then', async () => {
    await connect();
    const call = await ring();
    expect(await phone.telephony.answerAfter(idOf(call), 5)).toMatchObject({ ok: true });
    expect(of(call)?.autoAnswerAt).toBe(new Date(phone.clock.now() + 5000).toISOString());
    expect(media.tones().at(-1)).toBe('autoAnswer');
    phone.clock.advance(4999);
    expect(of(call)?.state).toBe('ringing');
    phone.clock.advance(1);
    await call.answered();
    expect(await phone.untilCall(({ state }) => state === 'active')).not.toHaveProperty(
      'autoAnswerAt',
      expect.anything(),
    );
    expect(media.tones().at(-1)).toBe('none');
  });

  it('is never answered before the tone was heard', async () => {
    await connect();
    const call = await ring();
    await phone.telephony.answerAfter(idOf(call), 0);
    phone.clock.advance(999);
    expect(of(call)?.state).toBe('ringing');
    phone.clock.advance(1);
    await call.answered();
  });

  it('is answered by the operator before that', async () => {
    await connect();
    const call = await ring();
    await phone.telephony.answerAfter(idOf(call), 5);
    const answered = phone.telephony.answer(idOf(call));
    await call.answered();
    expect(await answered).toMatchObject({ ok: true });
    expect(of(call)?.autoAnswerAt).toBeUndefined();
    phone.clock.advance(10_000);
    expect(of(call)?.state).toBe('active');
  });

  it('rings on as usual where that is taken back, and is refused where the operator refuses it', async () => {
    await connect();
    const call = await ring();
    await phone.telephony.answerAfter(idOf(call), 5);
    await phone.telephony.answerAfter(idOf(call), undefined);
    expect(of(call)?.autoAnswerAt).toBeUndefined();
    expect(media.tones().at(-1)).toBe('ring');
    await phone.telephony.answerAfter(idOf(call), 5);
    const id = idOf(call);
    await phone.telephony.reject(id);
    await call.response(486);
    phone.clock.advance(10_000);
    expect(await phone.telephony.answerAfter(id, 1)).toMatchObject({ reason: 'call.gone' });
  });

  it('rings on and says why where there is no microphone', async () => {
    await connect();
    media.microphone = 'media.noMicrophone';
    const call = await ring();
    await phone.telephony.answerAfter(idOf(call), 1);
    phone.clock.advance(1000);
    expect(await phone.untilCall(({ failure }) => failure !== undefined)).toMatchObject({
      state: 'ringing',
      failure: 'media.noMicrophone',
    });
    expect(of(call)?.autoAnswerAt).toBeUndefined();
    expect(media.tones().at(-1)).toBe('ring');
  });

  it('is not, where the operator takes another one meanwhile', async () => {
    await connect();
    const call = await ring();
    await phone.telephony.answerAfter(idOf(call), 5);
    const other = await ring();
    const answered = phone.telephony.answer(idOf(other));
    await other.answered();
    await answered;
    expect(of(call)?.autoAnswerAt).toBeUndefined();
    expect(media.tones().at(-1)).toBe('waiting');
    phone.clock.advance(10_000);
    expect([of(call)?.state, of(other)?.state]).toEqual(['ringing', 'active']);
    expect(await phone.telephony.answerAfter(idOf(call), 1)).toMatchObject({ reason: 'call.otherActive' });
  });

  it('is missed where the caller gives up before', async () => {
    await connect();
    const call = await ring();
    await phone.telephony.answerAfter(idOf(call), 5);
    call.send('CANCEL');
    expect(await phone.untilCall(({ state }) => state === 'ended')).toMatchObject({ ending: 'missed' });
    phone.clock.advance(10_000);
    expect(media.speaking()).toEqual([]);
    expect(phone.events.filter(({ state }) => state === 'answering')).toEqual([]);
  });
});
