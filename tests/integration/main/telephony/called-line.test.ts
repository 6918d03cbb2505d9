import { afterEach, beforeEach, expect, it } from 'vitest';
import { FakeMediaPort } from '../../../support/fake-media-port.ts';
import { ScriptedPbx } from '../../../support/scripted-pbx.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

let pbx: ScriptedPbx;
let phone: TestTelephone;

beforeEach(async () => {
  pbx = await ScriptedPbx.start();
  phone = createTestTelephone(new FakeMediaPort());
  const { telephone } = sipAccount([pbx.url]);
  phone.telephony.connect(
    sipAccount([pbx.url], { telephone: { ...telephone, calledNumberHeader: 'X-Called-Number' } }),
  );
  await phone.registered();
});
afterEach(async () => {
  await phone.stop();
  await pbx.close();
});

it('a call that was sent on says which number was dialled first, also over several header fields', async () => {
  const call = pbx.call({
    headers: [
      'Diversion: <sip:101@pbx.example>;reason=no-answer',
      'Diversion: "Shop" <sip:0322123456@pbx.example>;reason=unconditional',
    ],
  });
  await call.response(180);
  expect(phone.last()).toMatchObject({ divertedFrom: '+995322123456', calledNumber: '+995322123456' });
});

it('a call that the PBX marks with its own header is of that line', async () => {
  const call = pbx.call({
    headers: ['X-Called-Number: 0322 99 99 99', 'P-Called-Party-ID: <sip:nino@pbx.example>'],
  });
  await call.response(180);
  expect(phone.last()).toMatchObject({ calledNumber: '+995322999999' });
  expect(phone.last().divertedFrom).toBeUndefined();
});

it('a call to nobody but our own made-up contact is of no line that is known', async () => {
  const contact = (await pbx.request('REGISTER')).headers.get('contact') ?? '';
  const call = pbx.call({ to: /<[^>]+>/u.exec(contact)?.[0] ?? '' });
  await call.response(180);
  expect(phone.last().calledNumber).toBeUndefined();
});
