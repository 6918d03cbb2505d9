// Calls in that the operator does not take: refused, sent on, answered by a colleague.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeMediaPort } from '../../../support/fake-media-port.ts';
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
});
afterEach(async () => {
  await phone.stop();
  await pbx.close();
});

describe('a call in that is not taken', () => {
  it('goes to the next desk with 486, and to nobody with 603', async () => {
    expect(await phone.telephony.reject(id, 'decline')).toMatchObject({ ok: true });
    await call.response(603);
    expect(phone.last()).toMatchObject({ state: 'ended', ending: 'rejected' });
    const second = pbx.call();
    await second.response(180);
    expect(await phone.telephony.reject(phone.last().id, 'busy')).toMatchObject({ ok: true });
    await second.response(486);
  });

  it('is sent on with 302 and the number as it is dialled', async () => {
    expect(await phone.telephony.divert(id, '599 12 34 56')).toMatchObject({ ok: true });
    const moved = await call.response(302);
    expect(moved.headers.get('contact')).toBe('<sip:+995599123456@pbx.example>');
    expect(phone.last()).toMatchObject({ state: 'ended', ending: 'diverted' });
    expect(media.tones().at(-1)).toBe('none');
    expect(await phone.telephony.divert(id, '600')).toMatchObject({ reason: 'call.gone' });
  });

  it('is not sent on to what is no number, nor to another domain, and goes on ringing', async () => {
    for (const target of ['', 'x y', 'sip:nino@elsewhere.example', 'sip:1>,<sip:2@pbx.example']) {
      expect(await phone.telephony.divert(id, target)).toMatchObject({ reason: 'call.invalidNumber' });
    }
    expect(phone.last()).toMatchObject({ state: 'ringing' });
  });

  it('cannot be sent on once it is answered', async () => {
    const answered = phone.telephony.answer(id);
    await call.answered();
    await answered;
    expect(await phone.telephony.divert(id, '600')).toMatchObject({ reason: 'call.wrongState' });
    expect(phone.last().state).toBe('active');
  });

  it.each(['SIP;cause=200;text="Call completed elsewhere"', 'Q.850;cause=26'])(
    'was taken by a colleague: %s',
    async (reason) => {
      call.send('CANCEL', [`Reason: ${reason}`]);
      expect(await phone.untilCall(({ state }) => state === 'ended')).toMatchObject({ ending: 'elsewhere' });
    },
  );

  it('is missed where the caller gave up', async () => {
    call.send('CANCEL', ['Reason: SIP;cause=487;text="ORIGINATOR_CANCEL"']);
    expect(await phone.untilCall(({ state }) => state === 'ended')).toMatchObject({ ending: 'missed' });
  });
});
