// A caller is handed over to a colleague whom the operator has asked before: REFER with Replaces (RFC 3891, RFC 5589).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeMediaPort, fakeSdp } from '../../../support/fake-media-port.ts';
import { ScriptedPbx, type ScriptedCall, type Sip } from '../../../support/scripted-pbx.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

let pbx: ScriptedPbx;
let media: FakeMediaPort;
let phone: TestTelephone;
/** Who called first and is on hold, and with whom the operator talks now. */
let caller: ScriptedCall;
let colleague: ScriptedCall;

beforeEach(async () => {
  pbx = await ScriptedPbx.start();
  media = new FakeMediaPort();
  phone = createTestTelephone(media);
  phone.telephony.connect(sipAccount([pbx.url]));
  await phone.registered();
  pbx.answers.set('INVITE', ({ body }) => ({
    status: 200,
    body: fakeSdp(body.includes('a=sendonly') ? 'recvonly' : 'sendrecv', 2, 'answer'),
  }));
  pbx.answers.set('REFER', () => ({ status: 202 }));
  caller = await talk('"Nino" <sip:0599123456@pbx.example>');
  colleague = await talk('"Gio \\"G\\" <x>" <sip:200@pbx.example>');
});
afterEach(async () => {
  await phone.stop();
  await pbx.close();
});

async function talk(from: string): Promise<ScriptedCall> {
  const call = pbx.call({ from });
  await call.response(180);
  const answered = phone.telephony.answer(idOf(call));
  await call.answered();
  expect(await answered).toMatchObject({ ok: true });
  return call;
}
const newest = (call: ScriptedCall) => phone.events.findLast(({ sipCallId }) => sipCallId === call.id);
const idOf = (call: ScriptedCall) => newest(call)?.id ?? '';
const handOver = () => phone.telephony.transfer(idOf(caller), { callId: idOf(colleague) });
const backWithCaller = () =>
  phone.until(() => newest(caller)?.state === 'active' && newest(caller)?.pending === undefined);
async function tell(body: string, state = 'active;expires=60'): Promise<void> {
  caller.send(
    'NOTIFY',
    ['Event: refer', `Subscription-State: ${state}`, 'Content-Type: message/sipfrag;version=2.0'],
    body,
  );
  await pbx.next(({ status, method }) => status !== undefined && method === 'NOTIFY');
}
const over = 'terminated;reason=noresource';
const refer = (): Sip | undefined =>
  pbx.received.find(({ method, status }) => method === 'REFER' && status === undefined);
const byes = () =>
  pbx.received
    .filter(({ method, status }) => method === 'BYE' && status === undefined)
    .map(({ headers }) => headers.get('call-id'));

describe('an attended transfer', () => {
  it('has both on hold, names the consultation, and ends both calls as handed over', async () => {
    expect(await handOver()).toMatchObject({ ok: true });
    expect(newest(caller)).toMatchObject({
      state: 'held',
      transfer: { kind: 'attended', number: '200', status: 'trying' },
    });
    expect(newest(colleague)).toMatchObject({ state: 'held' });
    expect(refer()?.headers.get('call-id')).toBe(caller.id);
    const [, uri, replaces] =
      /^<([^?>]+)\?Replaces=([^>&]+)>$/u.exec(refer()?.headers.get('refer-to') ?? '') ?? [];
    expect(uri).toBe('sip:pbx@127.0.0.1;transport=ws');
    // As the colleague's side knows the tags (RFC 3891 §3): its own is our remote one.
    expect(decodeURIComponent(replaces ?? '')).toBe(
      `${colleague.id};to-tag=caller-${colleague.id};from-tag=${tagOf(colleague)}`,
    );
    await tell('SIP/2.0 200 OK', over);
    expect(newest(caller)).toMatchObject({ ending: 'transferred', transfer: { status: 'succeeded' } });
    expect(newest(colleague)).toMatchObject({
      ending: 'transferred',
      transfer: { number: newest(caller)?.remoteNumber, status: 'succeeded' },
    });
    await expect.poll(byes).toEqual([caller.id, colleague.id]);
  });

  it('whose calls the PBX ends itself needs no BYE of ours', async () => {
    await handOver();
    colleague.send('BYE');
    await phone.until(() => newest(colleague)?.state === 'ended');
    caller.send('BYE');
    await phone.until(() => newest(caller)?.state === 'ended');
    expect([newest(caller)?.ending, newest(colleague)?.ending]).toEqual(['transferred', 'transferred']);
    pbx.sendRaw('\r\n\r\n');
    await pbx.next(({ text }) => text === '\r\n');
    phone.clock.advance(3000);
    expect(byes()).toEqual([]);
  });

  it('whose consultation the PBX leaves standing has it ended by us', async () => {
    await handOver();
    caller.send('BYE');
    await phone.until(() => newest(caller)?.state === 'ended');
    await expect.poll(() => phone.clock.waits()).toContain(2000);
    phone.clock.advance(2000);
    expect(newest(colleague)).toMatchObject({ state: 'ended', ending: 'transferred' });
    await expect.poll(byes).toEqual([colleague.id]);
  });

  it('that is refused is back with the caller; the colleague stays on hold', async () => {
    pbx.answers.set('REFER', () => ({ status: 603 }));
    expect(await handOver()).toMatchObject({ reason: 'call.transferRefused', detail: '603' });
    await backWithCaller();
    expect(newest(caller)?.transfer).toMatchObject({ status: 'failed', sipStatus: 603 });
    expect(newest(colleague)).toMatchObject({ state: 'held' });
    expect(newest(colleague)?.transfer).toBeUndefined();
  });

  it('that fails at the other side is back with the caller, and can be asked for again', async () => {
    await handOver();
    await tell('SIP/2.0 481 Call/Transaction Does Not Exist', over);
    await backWithCaller();
    expect(newest(colleague)).toMatchObject({ state: 'held' });
    expect(await handOver()).toMatchObject({ ok: true });
    await tell('SIP/2.0 200 OK', over);
    expect(newest(colleague)?.ending).toBe('transferred');
  });

  it('during whose preparations the colleague hangs up is back with the caller', async () => {
    const agree = pbx.answers.get('INVITE');
    pbx.answers.set('INVITE', () => undefined);
    const asked = handOver();
    const hold = await pbx.request('INVITE');
    expect(hold.headers.get('call-id')).toBe(colleague.id);
    if (agree !== undefined) pbx.answers.set('INVITE', agree);
    colleague.send('BYE');
    expect(await asked).toMatchObject({ ok: false });
    await backWithCaller();
    expect(newest(colleague)).toMatchObject({ state: 'ended', ending: 'other' });
    expect(pbx.count('REFER')).toBe(0);
  });

  it('during which the caller gives up leaves the operator with the colleague', async () => {
    pbx.answers.set('REFER', () => undefined);
    const asked = handOver();
    await pbx.request('REFER');
    caller.send('BYE');
    expect(await asked).toMatchObject({ reason: 'call.gone' });
    expect(newest(caller)?.ending).toBe('other');
    await phone.until(() => newest(colleague)?.transfer === undefined);
    expect(await phone.telephony.setHeld(idOf(colleague), false)).toMatchObject({ ok: true });
    expect(newest(colleague)?.state).toBe('active');
  });

  it('does not tear the operator out of a talk when it fails', async () => {
    await handOver();
    const third = await talk('<sip:0599000000@pbx.example>');
    await tell('SIP/2.0 486 Busy Here', over);
    await phone.until(() => newest(caller)?.transfer?.status === 'failed');
    expect(newest(caller)?.state).toBe('held');
    expect(newest(third)?.state).toBe('active');
  });

  it('to oneself, to nobody, and out of a conference is none', async () => {
    const own = idOf(caller);
    expect(await phone.telephony.transfer(own, { callId: own })).toMatchObject({ reason: 'call.noOther' });
    expect(await phone.telephony.transfer(own, { callId: 'none' })).toMatchObject({ reason: 'call.noOther' });
    const ringing = pbx.call();
    await ringing.response(180);
    expect(await phone.telephony.transfer(own, { callId: idOf(ringing) })).toMatchObject({
      reason: 'call.wrongState',
    });
    expect(await phone.telephony.merge()).toMatchObject({ ok: true });
    expect(await handOver()).toMatchObject({ reason: 'call.wrongState' });
    expect(pbx.count('REFER')).toBe(0);
  });
});

/** The desk's tag in a call. */
function tagOf(call: ScriptedCall): string {
  const answer = pbx.received.find(
    ({ status, method, headers }) =>
      status === 200 && method === 'INVITE' && headers.get('call-id') === call.id,
  );
  return /;tag=([^;]+)/u.exec(answer?.headers.get('to') ?? '')?.[1] ?? '';
}
