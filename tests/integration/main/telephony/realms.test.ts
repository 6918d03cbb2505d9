// Who may ask for our digest: the account's servers, not whoever is at the other side of a call.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeMediaPort, fakeSdp } from '../../../support/fake-media-port.ts';
import { ScriptedPbx, type Sip } from '../../../support/scripted-pbx.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

let pbx: ScriptedPbx;
let phone: TestTelephone;
let id: string;
/** The realm of the registrar, and that of whoever answers within the call. */
let atRegistration: string | undefined;
let withinCall: string;

const challenged = (realm: string) => ({
  status: 401,
  headers: [`WWW-Authenticate: Digest realm="${realm}", nonce="n-${realm}", algorithm=MD5, qop="auth"`],
});
const isWithin = ({ headers }: Sip) => /;tag=/u.test(headers.get('to') ?? '');
const asksFor = (request: Sip, realm: string) =>
  request.headers.get('authorization')?.includes(`realm="${realm}"`) === true;

beforeEach(async () => {
  pbx = await ScriptedPbx.start();
  phone = createTestTelephone(new FakeMediaPort());
  atRegistration = 'asterisk';
  const register = pbx.answers.get('REGISTER');
  pbx.answers.set('REGISTER', (request) =>
    atRegistration === undefined || asksFor(request, atRegistration)
      ? register?.(request)
      : challenged(atRegistration),
  );
  pbx.answers.set('INVITE', (request) =>
    !isWithin(request) || asksFor(request, withinCall)
      ? {
          status: 200,
          body: fakeSdp(request.body.includes('a=sendonly') ? 'recvonly' : 'sendrecv', 2, 'answer'),
        }
      : challenged(withinCall),
  );
});
afterEach(async () => {
  await phone.stop();
  await pbx.close();
});

async function talk(): Promise<void> {
  phone.telephony.connect(sipAccount([pbx.url]));
  await phone.registered();
  const dialled = await phone.telephony.dial('600');
  if (!dialled.ok) throw new Error(dialled.reason);
  id = dialled.value.callId;
  await phone.untilCall(({ state }) => state === 'active');
}
/** All that says something of our password for a realm. */
const digests = (realm: string) => pbx.received.filter((each) => asksFor(each, realm));

describe('a challenge within a call', () => {
  it('of a realm that nobody of the account has is not answered, then or later', async () => {
    withinCall = 'elsewhere';
    await talk();
    expect(await phone.telephony.setHeld(id, true)).toMatchObject({ reason: 'pbx.refused', detail: '401' });
    await phone.telephony.hangUp(id);
    await pbx.request('BYE');
    await phone.telephony.dial('601');
    await phone.untilCall(({ state }) => state === 'active');
    expect(digests('elsewhere')).toEqual([]);
  });

  it.each(['asterisk', 'pbx.example'])('of the realm %j is answered', async (realm) => {
    withinCall = realm;
    await talk();
    expect(await phone.telephony.setHeld(id, true)).toMatchObject({ ok: true });
    expect(digests(realm).map(({ method }) => method)).toContain('INVITE');
  });

  it('is answered where nobody has challenged before', async () => {
    atRegistration = undefined;
    withinCall = 'late';
    await talk();
    expect(await phone.telephony.setHeld(id, true)).toMatchObject({ ok: true });
  });
});
