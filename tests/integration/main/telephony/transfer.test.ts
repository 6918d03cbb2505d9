import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeMediaPort, fakeSdp } from '../../../support/fake-media-port.ts';
import { ScriptedPbx, type ScriptedCall, type Sip } from '../../../support/scripted-pbx.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

let pbx: ScriptedPbx;
let media: FakeMediaPort;
let phone: TestTelephone;
let caller: ScriptedCall;
let id: string;

beforeEach(async () => {
  pbx = await ScriptedPbx.start();
  media = new FakeMediaPort();
  phone = createTestTelephone(media);
  phone.telephony.connect(sipAccount([pbx.url]));
  await phone.registered();
  caller = pbx.call();
  await caller.response(180);
  id = phone.last().id;
  const answered = phone.telephony.answer(id);
  await caller.answered();
  await answered;
  media.connection('connected');
  pbx.answers.set('INVITE', agree);
  pbx.answers.set('REFER', () => ({ status: 202 }));
});
afterEach(async () => {
  await phone.stop();
  await pbx.close();
});

/** A re-INVITE is agreed to with the direction that fits. */
function agree(request: Sip) {
  const isHold = request.body.includes('a=sendonly');
  return { status: 200, body: fakeSdp(isHold ? 'recvonly' : 'sendrecv', 2, 'answer') };
}
const invites = () =>
  pbx.received
    .filter(({ status, method }) => status === undefined && (method === 'INVITE' || method === 'REFER'))
    .map(({ method, body }) =>
      method === 'REFER' ? method : body.includes('a=sendonly') ? 'hold' : 'resume',
    );
const ended = () => phone.untilCall((call) => call.state === 'ended');
const talking = () =>
  phone.untilCall(
    (call) => call.state === 'active' && call.pending === undefined && call.transfer !== undefined,
  );

/** What the PBX tells of a REFER; a status line, or whatever else the test likes. */
async function tell(
  body: string,
  { state = 'active;expires=60', event = 'refer', type = 'message/sipfrag;version=2.0' } = {},
): Promise<Sip> {
  caller.send('NOTIFY', [`Event: ${event}`, `Subscription-State: ${state}`, `Content-Type: ${type}`], body);
  return pbx.next(({ status, method }) => status !== undefined && method === 'NOTIFY');
}
const over = { state: 'terminated;reason=noresource' };
/** Lets time pass with signs of life in it: only what is waited for falls due, not the connection. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 3000) {
    phone.clock.advance(Math.min(3000, left));
    pbx.sendRaw('\r\n\r\n');
    await pbx.next(({ text }) => text === '\r\n');
  }
}
const blind = (number = '600') => phone.telephony.transfer(id, { number });

describe('a blind transfer', () => {
  it('holds first, asks then, and follows what the PBX tells to the end', async () => {
    expect(await blind('0599 12 34 56')).toMatchObject({ ok: true });
    expect(invites()).toEqual(['hold', 'REFER']);
    const refer = pbx.received.find(({ method }) => method === 'REFER');
    expect(refer?.headers.get('refer-to')).toBe('<sip:+995599123456@pbx.example>');
    expect(refer?.headers.get('referred-by')).toBe('<sip:nino@pbx.example>');
    expect(refer?.headers.get('call-id')).toBe(caller.id);
    expect(phone.last()).toMatchObject({
      state: 'held',
      transfer: { kind: 'blind', number: '+995599123456', status: 'trying' },
    });
    await tell('SIP/2.0 100 Trying');
    await tell('SIP/2.0 180 Ringing\r\n');
    expect(phone.last().transfer?.status).toBe('ringing');
    await tell('SIP/2.0 200 OK', over);
    expect(phone.last()).toMatchObject({
      state: 'ended',
      ending: 'transferred',
      transfer: { status: 'succeeded' },
    });
    await pbx.request('BYE');
  });

  it('of a call on hold asks at once', async () => {
    await phone.telephony.setHeld(id, true);
    expect(await blind()).toMatchObject({ ok: true });
    expect(invites()).toEqual(['hold', 'REFER']);
  });

  it('waits for the 200 of the hold', async () => {
    pbx.answers.set('INVITE', () => undefined);
    const asked = blind();
    const hold = await pbx.request('INVITE');
    expect(phone.last().transfer?.status).toBe('asking');
    expect(pbx.count('REFER')).toBe(0);
    pbx.reply(hold, agree(hold));
    expect(await asked).toMatchObject({ ok: true });
    expect(pbx.count('REFER')).toBe(1);
  });

  it('is not tried where the caller cannot be held', async () => {
    pbx.answers.set('INVITE', () => ({ status: 488 }));
    expect(await blind()).toMatchObject({ ok: false, reason: 'pbx.refused' });
    expect(phone.last()).toMatchObject({
      state: 'active',
      transfer: { status: 'failed', failure: 'pbx.refused' },
    });
    expect(pbx.count('REFER')).toBe(0);
  });

  it.each([403, 404, 405, 488, 603])('refused with %i is back with the caller', async (status) => {
    pbx.answers.set('REFER', () => ({ status }));
    expect(await blind()).toMatchObject({
      ok: false,
      reason: 'call.transferRefused',
      detail: `${status}`,
    });
    await talking();
    expect(phone.last().transfer).toMatchObject({ status: 'failed', sipStatus: status });
    expect(invites()).toEqual(['hold', 'REFER', 'resume']);
  });

  it.each([486, 404, 480, 603])('to somebody who answers %i is back with the caller', async (status) => {
    await blind();
    await tell('SIP/2.0 180 Ringing');
    await tell(`SIP/2.0 ${status} Said`, over);
    await talking();
    expect(phone.last().transfer).toMatchObject({
      status: 'failed',
      failure: 'call.transferRefused',
      sipStatus: status,
    });
    expect(invites()).toEqual(['hold', 'REFER', 'resume']);
  });

  it('answers the challenge of a PBX that wants to know who asks', async () => {
    pbx.answers.set('REFER', (request) =>
      request.headers.has('authorization')
        ? { status: 202 }
        : { status: 401, headers: ['WWW-Authenticate: Digest realm="pbx.example", nonce="n1"'] },
    );
    expect(await blind()).toMatchObject({ ok: true });
    expect(pbx.count('REFER')).toBe(2);
    await tell('SIP/2.0 200 OK', { ...over, event: `refer;id=${lastCseq('REFER')}` });
    expect((await ended()).ending).toBe('transferred');
  });

  it('can be asked for again after a failure, and what is told of the first no longer counts', async () => {
    await blind('601');
    const first = lastCseq('REFER');
    await tell('SIP/2.0 486 Busy', over);
    await talking();
    expect(await blind('600')).toMatchObject({ ok: true });
    const answer = await tell('SIP/2.0 200 OK', { ...over, event: `refer;id=${first}` });
    expect(answer.status).toBe(200);
    expect(phone.last()).toMatchObject({ state: 'held', transfer: { number: '600', status: 'trying' } });
    await tell('SIP/2.0 200 OK', { ...over, event: `refer;id=${lastCseq('REFER')}` });
    expect(phone.last()).toMatchObject({ ending: 'transferred', transfer: { number: '600' } });
  });

  it('is refused for a number that is none, for a call that only rings, and twice at once', async () => {
    expect(await blind('sip:eve@elsewhere.example')).toMatchObject({ reason: 'call.invalidNumber' });
    expect(await phone.telephony.transfer('none', { number: '600' })).toMatchObject({ reason: 'call.gone' });
    const [first, second] = await Promise.all([blind('600'), blind('601')]);
    expect(first).toMatchObject({ ok: true });
    expect(second).toMatchObject({ reason: 'call.wrongState' });
    expect(pbx.count('REFER')).toBe(1);
  });
});

function lastCseq(method: string): string {
  const last = pbx.received.findLast((each) => each.status === undefined && each.method === method);
  return last?.headers.get('cseq')?.split(' ')[0] ?? '';
}

describe('what the PBX tells of a transfer', () => {
  it('before it answers the REFER counts', async () => {
    pbx.answers.set('REFER', () => undefined);
    const asked = blind();
    const refer = await pbx.request('REFER');
    await tell('SIP/2.0 180 Ringing');
    expect(phone.last().transfer?.status).toBe('ringing');
    pbx.reply(refer, { status: 202 });
    expect(await asked).toMatchObject({ ok: true });
    expect(phone.last().transfer?.status).toBe('ringing');
    await tell('SIP/2.0 200 OK', over);
    expect(phone.last().ending).toBe('transferred');
  });

  it('may be the end before the REFER is answered', async () => {
    pbx.answers.set('REFER', () => undefined);
    const asked = blind();
    await pbx.request('REFER');
    await tell('SIP/2.0 200 OK', over);
    expect(phone.last().ending).toBe('transferred');
    expect(await asked).toMatchObject({ ok: true });
  });

  it('out of order, twice and after the end changes nothing', async () => {
    await blind();
    await tell('SIP/2.0 180 Ringing');
    await tell('SIP/2.0 100 Trying');
    await tell('SIP/2.0 180 Ringing');
    expect(phone.last().transfer?.status).toBe('ringing');
    await tell('SIP/2.0 486 Busy Here', over);
    await tell('SIP/2.0 486 Busy Here', over);
    await tell('SIP/2.0 200 OK', over);
    await tell('SIP/2.0 180 Ringing');
    await talking();
    expect(phone.last()).toMatchObject({ state: 'active', transfer: { status: 'failed', sipStatus: 486 } });
    expect(invites()).toEqual(['hold', 'REFER', 'resume']);
  });

  it.each([
    '',
    'SIP/2.0',
    'SIP/2.0 999 Odd',
    'SIP/2.0 2000 OK',
    'HTTP/1.1 200 OK',
    '\u0000\u0000',
    'x'.repeat(60_000),
  ])('with nonsense in it is answered and means nothing (%#)', async (body) => {
    await blind();
    const answer = await tell(body, { type: 'application/octet-stream' });
    expect(answer.status).toBe(200);
    expect(phone.last()).toMatchObject({ state: 'held', transfer: { status: 'trying' } });
    await tell('SIP/2.0 200 OK', over);
    expect(phone.last().ending).toBe('transferred');
  });

  it('of another event is refused', async () => {
    await blind();
    expect((await tell('SIP/2.0 200 OK', { event: 'talk' })).status).toBe(489);
    expect(phone.last().transfer?.status).toBe('trying');
  });

  it('is over without an outcome: a BYE may still tell it, else the caller is taken back', async () => {
    await blind();
    await tell('SIP/2.0 100 Trying', { state: 'terminated;reason=timeout' });
    expect(phone.last().transfer?.status).toBe('trying');
    phone.clock.advance(3000);
    await talking();
    expect(phone.last().transfer).toMatchObject({ status: 'failed', sipStatus: 408 });
  });

  it('is nothing, ever: the caller is taken back after 35 s', async () => {
    await blind();
    await pass(34_000);
    expect(phone.last().transfer?.status).toBe('trying');
    await pass(1000);
    await talking();
    expect(phone.last().transfer).toMatchObject({ status: 'failed', sipStatus: 408 });
  });

  it('lets a phone ring for three minutes', async () => {
    await blind();
    await tell('SIP/2.0 180 Ringing');
    await pass(179_000);
    expect(phone.last()).toMatchObject({ state: 'held', transfer: { status: 'ringing' } });
    await pass(1000);
    await talking();
    expect(phone.last().transfer?.status).toBe('failed');
  });

  it('comes too late, and is success all the same', async () => {
    await blind();
    await pass(35_000);
    await talking();
    await tell('SIP/2.0 200 OK', over);
    expect(phone.last()).toMatchObject({ ending: 'transferred', transfer: { status: 'succeeded' } });
    await pbx.request('BYE');
  });

  it('will be nothing where it said so (RFC 4488): the call is with the other side', async () => {
    pbx.answers.set('REFER', () => ({ status: 200, headers: ['Refer-Sub: false'] }));
    expect(await blind()).toMatchObject({ ok: true });
    expect(phone.last()).toMatchObject({ state: 'ended', ending: 'transferred' });
    await pbx.request('BYE');
  });

  it('is told after a 200 as after a 202', async () => {
    pbx.answers.set('REFER', () => ({ status: 200 }));
    expect(await blind()).toMatchObject({ ok: true });
    expect(phone.last()).toMatchObject({ state: 'held', transfer: { status: 'trying' } });
    await tell('SIP/2.0 200 OK', over);
    expect(phone.last().ending).toBe('transferred');
  });
});

describe('the end of a call that is handed over', () => {
  it('by the PBX before its last word means that it has the call', async () => {
    await blind();
    caller.send('BYE');
    expect(await ended()).toMatchObject({ ending: 'transferred', transfer: { status: 'succeeded' } });
    expect(pbx.count('BYE')).toBe(0);
  });

  it('by the caller before the PBX has taken it on is just that', async () => {
    pbx.answers.set('REFER', () => undefined);
    const asked = blind();
    await pbx.request('REFER');
    caller.send('BYE');
    expect(await asked).toMatchObject({ ok: false, reason: 'call.gone' });
    expect(phone.last()).toMatchObject({ ending: 'other' });
    expect(phone.last().transfer).toBeUndefined();
  });

  it('by the operator leaves the rest to the PBX', async () => {
    await blind();
    await phone.telephony.hangUp(id);
    expect(phone.last()).toMatchObject({ ending: 'transferred', transfer: { number: '600' } });
    await pbx.request('BYE');
  });

  it('that a 481 tells of is one of the PBX', async () => {
    pbx.answers.set('REFER', () => ({ status: 481 }));
    expect(await blind()).toMatchObject({ reason: 'call.gone' });
    expect(phone.last()).toMatchObject({ state: 'ended', ending: 'lost' });
  });
});

describe('the connection lost in a transfer', () => {
  it('before the REFER is answered: the caller is taken back when the PBX is', async () => {
    pbx.answers.set('REFER', () => undefined);
    const asked = blind();
    await pbx.request('REFER');
    pbx.cut();
    expect(await asked).toMatchObject({ ok: false, reason: 'pbx.unreachable' });
    expect(phone.last()).toMatchObject({
      state: 'held',
      transfer: { status: 'failed', failure: 'pbx.unreachable' },
    });
    phone.telephony.retryNow();
    await talking();
  });

  it('after it: a PBX that has the call no more has handed it over', async () => {
    await blind();
    pbx.answers.set('INVITE', () => ({ status: 481 }));
    pbx.cut();
    await phone.untilRegistration(({ status }) => status === 'waiting');
    phone.telephony.retryNow();
    expect(await ended()).toMatchObject({ ending: 'transferred' });
  });

  it('is asked for in vain while it is away, and nothing changes', async () => {
    pbx.cut();
    await phone.untilRegistration(({ status }) => status === 'waiting');
    expect(await blind()).toMatchObject({ reason: 'call.notRegistered' });
    expect(phone.last()).toMatchObject({ state: 'active' });
    expect(phone.last().transfer).toBeUndefined();
    expect(phone.events.every(({ transfer }) => transfer === undefined)).toBe(true);
  });
});
