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
  call = pbx.call();
  await call.response(180);
  id = phone.last().id;
});
afterEach(async () => {
  await phone.stop();
  await pbx.close();
});

const offer = (direction: 'sendrecv' | 'sendonly' = 'sendrecv') => fakeSdp(direction, 2, 'offer');
const answer = { status: 200, body: fakeSdp('sendrecv', 2, 'answer') };

/** Settles when all that was sent before has reached the telephone. */
async function heard(): Promise<void> {
  pbx.sendRaw('\r\n\r\n');
  await pbx.next(({ text }) => text === '\r\n');
}

async function talk(): Promise<void> {
  const answered = phone.telephony.answer(id);
  const ok = await call.answered();
  expect(ok.headers.get('allow')).toMatch(/\bUPDATE\b/u);
  await answered;
  await heard();
}

describe('an UPDATE in a call', () => {
  beforeEach(talk);

  it('without an offer is answered, and changes nothing', async () => {
    const asked = media.asked.length;
    call.send('UPDATE');
    const ok = await pbx.response(200, 'UPDATE');
    expect(ok.body).toBe('');
    expect(ok.headers.get('contact')).toMatch(/^</u);
    expect(ok.headers.get('allow')).toMatch(/\bUPDATE\b/u);
    expect(media.asked).toHaveLength(asked);
    expect(phone.last().state).toBe('active');
  });

  it('with an offer is answered with ours, and puts us on hold and back', async () => {
    call.send('UPDATE', [], offer('sendonly'));
    const ok = await pbx.response(200, 'UPDATE');
    expect(ok.body).toContain('a=setup:active');
    expect(ok.headers.get('content-type')).toBe('application/sdp');
    expect(phone.last()).toMatchObject({ state: 'active', heldByOther: true });
    call.send('UPDATE', [], offer());
    await pbx.response(200, 'UPDATE');
    expect(phone.last().heldByOther).toBe(false);
    // Offers of ours go on from there.
    const held = phone.telephony.setHeld(id, true);
    pbx.reply(await pbx.request('INVITE'), answer);
    expect(await held).toMatchObject({ ok: true });
  });

  it('moves the dialog to another address of the other side', async () => {
    call.send('UPDATE', ['Contact: <sip:moved@127.0.0.1:5099;transport=ws>']);
    await pbx.response(200, 'UPDATE');
    await phone.telephony.hangUp(id);
    expect((await pbx.request('BYE')).text).toMatch(/^BYE sip:moved@127\.0\.0\.1:5099/u);
  });

  it('whose offer cannot be used is refused, and the call goes on', async () => {
    media.broken.add('accept');
    call.send('UPDATE', [], offer());
    await pbx.response(488, 'UPDATE');
    media.broken.clear();
    call.send('UPDATE', [], offer());
    await pbx.response(200, 'UPDATE');
    expect(phone.last().state).toBe('active');
  });

  it('whose answer cannot be made is refused, and the offer is taken back', async () => {
    media.broken.add('describe');
    call.send('UPDATE', [], offer());
    await pbx.response(488, 'UPDATE');
    expect(media.named('rollback')).toHaveLength(1);
    media.broken.clear();
    call.send('UPDATE', [], offer());
    await pbx.response(200, 'UPDATE');
  });

  it('with an offer that crosses one of ours meets 491; without one it is answered', async () => {
    const held = phone.telephony.setHeld(id, true);
    const hold = await pbx.request('INVITE');
    call.send('UPDATE', [], offer());
    await pbx.response(491, 'UPDATE');
    call.send('UPDATE');
    await pbx.response(200, 'UPDATE');
    pbx.reply(hold, answer);
    expect(await held).toMatchObject({ ok: true });
    call.send('UPDATE', [], offer());
    await pbx.response(200, 'UPDATE');
  });

  it('that comes while the one before is being answered is asked to wait', async () => {
    call.send('UPDATE', [], offer());
    call.send('UPDATE', [], offer());
    const late = await pbx.next(({ method, status }) => method === 'UPDATE' && status !== undefined);
    expect(late.status).toBe(500);
    expect(Number(late.headers.get('retry-after'))).toBeLessThanOrEqual(10);
    expect(late.headers.get('cseq')).toBe('3 UPDATE');
    expect((await pbx.response(200, 'UPDATE')).headers.get('cseq')).toBe('2 UPDATE');
  });

  it('that crosses a hold which is only just being asked holds that up', async () => {
    call.send('UPDATE', [], offer());
    const held = phone.telephony.setHeld(id, true);
    const first = await pbx.next(
      ({ method, status }) => method === 'INVITE' || (method === 'UPDATE' && status !== undefined),
    );
    // Whoever came first, neither offer was taken for an answer.
    if (first.method === 'INVITE') await pbx.response(491, 'UPDATE');
    else expect(first.status).toBe(200);
    pbx.answers.set('INVITE', () => answer);
    if (first.method === 'INVITE') pbx.reply(first, answer);
    while (phone.last().state !== 'held') {
      phone.clock.advance(100);
      await heard();
    }
    expect(await held).toMatchObject({ ok: true });
    expect(media.named('describe').map(({ type }) => type)).toContain('offer');
  });

  it('of an older CSeq, without a known dialog or outside any is refused', async () => {
    const ask = (cseq: number, to: string, callId = call.id) =>
      pbx.sendRaw(
        [
          `UPDATE sip:nino@pbx.example SIP/2.0`,
          `Via: SIP/2.0/WS 127.0.0.1:5060;branch=z9hG4bK-${callId}-u${cseq}${to.length}`,
          'Max-Forwards: 70',
          `From: "Nino" <sip:0599123456@pbx.example>;tag=caller-${call.id}`,
          `To: ${to}`,
          `Call-ID: ${callId}`,
          `CSeq: ${cseq} UPDATE`,
          'Contact: <sip:pbx@127.0.0.1;transport=ws>',
          'Content-Length: 0',
          '',
          '',
        ].join('\r\n'),
      );
    ask(7, '<sip:nino@pbx.example>');
    await pbx.response(481, 'UPDATE');
    ask(8, '<sip:nino@pbx.example>;tag=nobody');
    await pbx.response(481, 'UPDATE');
    const tag = /;tag=([^;]+)/u.exec((await heardTo()) ?? '')?.[1] ?? '';
    ask(1, `<sip:nino@pbx.example>;tag=${tag}`);
    await pbx.response(500, 'UPDATE');
    expect(phone.last().state).toBe('active');
  });

  it('with a body that is no SDP is refused with what would be', async () => {
    call.send('UPDATE', ['Content-Type: text/plain'], 'hello');
    expect((await pbx.response(415, 'UPDATE')).headers.get('accept')).toBe('application/sdp');
  });
});

/** The To of the desk's newest response that has a tag. */
async function heardTo(): Promise<string | undefined> {
  return pbx.received
    .findLast(({ status, method }) => status === 200 && method === 'INVITE')
    ?.headers.get('to');
}

describe('an UPDATE of a call that still rings', () => {
  it('is answered without an offer; with one it is asked to wait, as we owe an answer already', async () => {
    call.send('UPDATE');
    await pbx.response(200, 'UPDATE');
    call.send('UPDATE', [], offer());
    expect((await pbx.response(500, 'UPDATE')).headers.has('retry-after')).toBe(true);
    await talk();
    expect(phone.last().state).toBe('active');
  });
});
