// A caller is handed over to a colleague who was called, but has not answered yet (RFC 5589 §7.6).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeMediaPort, fakeSdp } from '../../../support/fake-media-port.ts';
import { ScriptedPbx, type ScriptedCall, type Sip } from '../../../support/scripted-pbx.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

let pbx: ScriptedPbx;
let phone: TestTelephone;
/** Who called and is on hold, by its call and its id. */
let caller: ScriptedCall;
let callerId: string;
/** The call to the colleague: its INVITE, and its id. */
let invite: Sip;
let consultation: string;

beforeEach(async () => {
  pbx = await ScriptedPbx.start();
  phone = createTestTelephone(new FakeMediaPort());
  phone.telephony.connect(
    sipAccount([pbx.url], {
      colleagues: [{ id: '018f0000-0000-7000-8000-000000000001', name: 'Gio', number: '200' }],
    }),
  );
  await phone.registered();
  // Who is talked with agrees to be held and taken back; the colleague's phone rings.
  pbx.answers.set('INVITE', ({ headers, body }) =>
    /;tag=/u.test(headers.get('to') ?? '')
      ? { status: 200, body: fakeSdp(body.includes('a=sendonly') ? 'recvonly' : 'sendrecv', 2, 'answer') }
      : { status: 180 },
  );
  pbx.answers.set('REFER', () => ({ status: 202 }));
  caller = pbx.call();
  await caller.response(180);
  callerId = phone.last().id;
  void phone.telephony.answer(callerId);
  await caller.answered();
  await phone.until(() => newest(callerId)?.state === 'active');
  const dialled = await phone.telephony.dial('200');
  if (!dialled.ok) throw new Error(dialled.reason);
  consultation = dialled.value.callId;
  invite = await pbx.next(
    ({ method, status, headers }) =>
      method === 'INVITE' && status === undefined && !/;tag=/u.test(headers.get('to') ?? ''),
  );
  await phone.until(() => newest(callerId)?.state === 'held');
});
afterEach(async () => {
  await phone.stop();
  await pbx.close();
});

const newest = (id: string) => phone.events.findLast((event) => event.id === id);
const handOver = () => phone.telephony.transfer(callerId, { callId: consultation });
const tell = (body: string) =>
  caller.send(
    'NOTIFY',
    ['Event: refer', 'Subscription-State: terminated;reason=noresource', 'Content-Type: message/sipfrag'],
    body,
  );
const sent = (method: string) =>
  pbx.received.findIndex((each) => each.method === method && each.status === undefined);

describe('a caller handed over while the colleague still rings', () => {
  it('goes to the number of the colleague once that phone has been let go', async () => {
    const asked = handOver();
    await pbx.request('CANCEL');
    expect(pbx.count('REFER')).toBe(0);
    pbx.reply(invite, { status: 487 });
    const refer = await pbx.request('REFER');
    expect(refer.headers.get('call-id')).toBe(caller.id);
    expect(refer.headers.get('refer-to')).toBe('<sip:200@pbx.example>');
    expect(await asked).toMatchObject({ ok: true });
    expect(newest(consultation)).toMatchObject({ state: 'ended', ending: 'operator' });
    expect(newest(callerId)?.transfer).toEqual({
      kind: 'blind',
      number: '200',
      name: 'Gio',
      status: 'trying',
    });
    tell('SIP/2.0 200 OK');
    await phone.until(() => newest(callerId)?.state === 'ended');
    expect(newest(callerId)).toMatchObject({ ending: 'transferred', transfer: { status: 'succeeded' } });
  });

  it('comes back to the operator when the colleague does not answer the caller either', async () => {
    const asked = handOver();
    await pbx.request('CANCEL');
    pbx.reply(invite, { status: 487 });
    await asked;
    tell('SIP/2.0 480 Temporarily Unavailable');
    await phone.until(() => newest(callerId)?.state === 'active' && newest(callerId)?.pending === undefined);
    expect(newest(callerId)?.transfer).toMatchObject({ status: 'failed', sipStatus: 480 });
  });

  it('does not wait for ever for a PBX that ends the call to the colleague without a word', async () => {
    const asked = handOver();
    await pbx.request('CANCEL');
    await expect.poll(() => phone.clock.waits()).toContain(2000);
    phone.clock.advance(2000);
    expect(await asked).toMatchObject({ ok: true });
    expect(sent('CANCEL')).toBeLessThan(sent('REFER'));
  });

  it('whose colleague answers at that very moment lets the phone go, and rings for the caller', async () => {
    const asked = handOver();
    await pbx.request('CANCEL');
    pbx.reply(invite, { status: 200, body: fakeSdp('sendrecv', 1, 'answer') });
    await pbx.request('BYE');
    await pbx.request('REFER');
    expect(await asked).toMatchObject({ ok: true });
  });
});
