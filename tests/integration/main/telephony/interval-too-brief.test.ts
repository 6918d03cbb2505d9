// A registrar that wants a registration to stand for longer than we ask: 423 (RFC 3261 §10.2.8).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeMediaPort } from '../../../support/fake-media-port.ts';
import { ScriptedPbx, type Sip } from '../../../support/scripted-pbx.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

let pbx: ScriptedPbx;
let phone: TestTelephone;
let register: ((request: Sip) => ReturnType<NonNullable<ReturnType<typeof pbx.answers.get>>>) | undefined;

beforeEach(async () => {
  pbx = await ScriptedPbx.start();
  phone = createTestTelephone(new FakeMediaPort());
  register = pbx.answers.get('REGISTER');
});
afterEach(async () => {
  await phone.stop();
  await pbx.close();
});

const asked = (request: Sip) => Number(/expires=(\d+)/u.exec(request.headers.get('contact') ?? '')?.[1]);
const allAsked = () =>
  pbx.received.filter(({ method, status }) => method === 'REGISTER' && status === undefined).map(asked);
/** Refuses what is asked for less than `seconds`. */
const wants = (seconds: () => number | string) => (request: Sip) => {
  const least = seconds();
  return asked(request) > 0 && !(asked(request) >= Number(least))
    ? { status: 423, headers: [`Min-Expires: ${least}`] }
    : register?.(request);
};
const refused = () => phone.untilRegistration(({ status }) => status === 'waiting');

describe('a registrar that finds the time too short', () => {
  it('is asked at once for the time that it wants, and is not refused again by that', async () => {
    pbx.answers.set(
      'REGISTER',
      wants(() => 300),
    );
    phone.telephony.connect(sipAccount([pbx.url]));
    await phone.registered();
    expect(allAsked()).toEqual([60, 300]);
    expect(phone.registrations.map(({ status }) => status)).not.toContain('waiting');
    pbx.cut();
    await refused();
    phone.telephony.retryNow();
    await phone.registered();
    expect(allAsked()).toEqual([60, 300, 300]);
  });

  it('and wants more each time is refused after a few tries, and asked again later', async () => {
    let least = 60;
    pbx.answers.set(
      'REGISTER',
      wants(() => (least += 60)),
    );
    phone.telephony.connect(sipAccount([pbx.url]));
    expect(await refused()).toMatchObject({ reason: 'pbx.refused', sipStatus: 423 });
    expect(allAsked()).toEqual([60, 120, 180, 240]);
    least = 120;
    pbx.answers.set(
      'REGISTER',
      wants(() => 240),
    );
    phone.telephony.retryNow();
    await phone.registered();
  });

  it.each(['60', '7200', 'soon', ''])(
    'and wants %j is refused once, with a pause before the next try',
    async (least) => {
      pbx.answers.set('REGISTER', () => ({
        status: 423,
        headers: least === '' ? [] : [`Min-Expires: ${least}`],
      }));
      phone.telephony.connect(sipAccount([pbx.url]));
      expect(await refused()).toMatchObject({ reason: 'pbx.refused', sipStatus: 423 });
      expect(allAsked()).toEqual([60]);
      expect(Math.min(...phone.clock.waits().filter((wait) => wait > 10_000))).toBeGreaterThanOrEqual(30_000);
    },
  );
});
