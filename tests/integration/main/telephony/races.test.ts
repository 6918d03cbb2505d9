import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeMediaPort, fakeSdp } from '../../../support/fake-media-port.ts';
import { ScriptedPbx, type ScriptedCall } from '../../../support/scripted-pbx.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

/** Messages that cross each other (RFC 3261 §9, §13, §14; RFC 5407). */

let pbx: ScriptedPbx;
let media: FakeMediaPort;
let phone: TestTelephone;

beforeEach(async () => {
  pbx = await ScriptedPbx.start();
  media = new FakeMediaPort();
  phone = createTestTelephone(media);
  phone.telephony.connect(sipAccount([pbx.url]));
  await phone.registered();
});
afterEach(async () => {
  await phone.stop();
  await pbx.close();
});

const answer = { status: 200, body: fakeSdp('sendrecv', 1, 'answer') };
const ended = () => phone.untilCall(({ state }) => state === 'ended');

/** Settles when all that was sent before has reached the telephone. */
async function heard(): Promise<void> {
  pbx.sendRaw('\r\n\r\n');
  await pbx.next(({ text }) => text === '\r\n');
}

/** A call in, answered. */
async function taken(options: { body?: string } = {}): Promise<ScriptedCall> {
  const call = pbx.call(options);
  await call.response(180);
  const answered = phone.telephony.answer(phone.last().id);
  await call.answered();
  await answered;
  await heard();
  return call;
}

describe('a CANCEL of the caller', () => {
  it('that crosses our 200 changes nothing: the call is answered', async () => {
    const call = pbx.call();
    await call.response(180);
    const answered = phone.telephony.answer(phone.last().id);
    await call.response(200);
    call.send('CANCEL');
    await pbx.response(200, 'CANCEL');
    call.send('ACK');
    expect(await answered).toMatchObject({ ok: true });
    await heard();
    expect(phone.last().state).toBe('active');
    call.send('BYE');
    await pbx.response(200, 'BYE');
    expect(await ended()).toMatchObject({ ending: 'other' });
  });

  it('that comes while the answer is being made ends the call with 487, and no 200', async () => {
    media.holdPrepare();
    const call = pbx.call();
    await call.response(180);
    const answered = phone.telephony.answer(phone.last().id);
    call.send('CANCEL');
    await call.response(487);
    call.send('ACK');
    media.letGo();
    expect(await answered).toMatchObject({ ok: false, reason: 'call.gone' });
    await heard();
    expect(phone.last()).toMatchObject({ state: 'ended', ending: 'missed' });
    expect(pbx.received.filter(({ status, method }) => status === 200 && method === 'INVITE')).toEqual([]);
  });

  it('without an INVITE is told so', async () => {
    const call = pbx.call();
    await call.response(180);
    call.send('CANCEL');
    await call.response(487);
    call.send('ACK');
    await ended();
    const other = pbx.call();
    await other.response(180);
    pbx.sendRaw(
      [
        'CANCEL sip:nino@pbx.example SIP/2.0',
        'Via: SIP/2.0/WS 127.0.0.1:5060;branch=z9hG4bK-nothing',
        'From: <sip:1@pbx.example>;tag=1',
        'To: <sip:nino@pbx.example>',
        'Call-ID: nothing',
        'CSeq: 1 CANCEL',
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    );
    await pbx.response(481, 'CANCEL');
    expect(phone.last().state).toBe('ringing');
  });
});

describe('a CANCEL of ours', () => {
  async function dial() {
    expect(await phone.telephony.dial('0322123456')).toMatchObject({ ok: true });
    return pbx.request('INVITE');
  }

  it('waits for a provisional response (RFC 3261 §9.1)', async () => {
    const invite = await dial();
    await phone.telephony.hangUp(phone.last().id);
    await heard();
    expect(pbx.count('CANCEL')).toBe(0);
    pbx.reply(invite, { status: 180 });
    await pbx.request('CANCEL');
    pbx.reply(invite, { status: 487 });
    await pbx.request('ACK');
  });

  it('that was not sent yet makes way for ACK and BYE where the answer comes first', async () => {
    const invite = await dial();
    await phone.telephony.hangUp(phone.last().id);
    pbx.reply(invite, answer);
    await pbx.request('ACK');
    await pbx.request('BYE');
    expect(pbx.count('CANCEL')).toBe(0);
  });

  it('stops a call that was only just asked for credentials: it is not sent again', async () => {
    const invite = await dial();
    await phone.telephony.hangUp(phone.last().id);
    pbx.reply(invite, {
      status: 407,
      headers: ['Proxy-Authenticate: Digest realm="pbx", nonce="n", algorithm=MD5, qop="auth"'],
    });
    await pbx.request('ACK');
    await heard();
    expect(pbx.count('INVITE')).toBe(1);
    expect(phone.last()).toMatchObject({ state: 'ended', ending: 'operator' });
  });
});

describe('an offer that we are to make', () => {
  it('in the 200 to an INVITE without one: the answer comes in the ACK', async () => {
    const call = pbx.call({ body: '' });
    await call.response(180);
    const answered = phone.telephony.answer(phone.last().id);
    const ok = await call.response(200);
    expect(ok.body).toContain('a=setup:actpass');
    call.send('ACK', [], answer.body);
    expect(await answered).toMatchObject({ ok: true });
    await media.until(() => media.named('accept').at(-1)?.type === 'answer');
    const held = phone.telephony.setHeld(phone.last().id, true);
    pbx.reply(await pbx.request('INVITE'), answer);
    expect(await held).toMatchObject({ ok: true });
  });

  it('whose ACK brings no answer ends the call', async () => {
    const call = pbx.call({ body: '' });
    await call.response(180);
    void phone.telephony.answer(phone.last().id);
    await call.response(200);
    call.send('ACK');
    await pbx.request('BYE');
    expect(await ended()).toMatchObject({ ending: 'lost' });
  });

  it.each(['active', 'held'])('in the 200 to a re-INVITE without one, as the call is: %s', async (state) => {
    const call = await taken();
    if (state === 'held') {
      const held = phone.telephony.setHeld(phone.last().id, true);
      pbx.reply(await pbx.request('INVITE'), answer);
      await held;
    }
    call.send('INVITE');
    const ok = await call.response(200);
    expect(ok.body).toContain(state === 'held' ? 'a=sendonly' : 'a=sendrecv');
    expect(ok.body).toContain('a=setup:actpass');
    call.send('ACK', [], answer.body);
    await media.until(() => media.named('accept').at(-1)?.type === 'answer');
    await heard();
    expect(phone.last().state).toBe(state);
  });

  it('and cannot, is refused; the call goes on', async () => {
    const call = await taken();
    media.broken.add('describe');
    call.send('INVITE');
    await call.response(488);
    call.send('ACK');
    media.broken.clear();
    await heard();
    expect(phone.last().state).toBe('active');
    call.send('INVITE', [], fakeSdp('sendrecv', 3, 'offer'));
    await call.response(200);
    call.send('ACK');
  });
});

describe('re-INVITEs of both sides', () => {
  it('that cross: theirs meets 491 from the moment that ours begins to be made', async () => {
    const call = await taken();
    const { promise: letGo, resolve: describe } = Promise.withResolvers<void>();
    const request = media.request.bind(media);
    media.request = async (command) => {
      if (command.name === 'describe') await letGo;
      return request(command);
    };
    const held = phone.telephony.setHeld(phone.last().id, true);
    await heard();
    call.send('INVITE', [], fakeSdp('sendrecv', 2, 'offer'));
    await call.response(491);
    call.send('ACK');
    describe();
    pbx.reply(await pbx.request('INVITE'), answer);
    expect(await held).toMatchObject({ ok: true });
    call.send('INVITE', [], fakeSdp('sendrecv', 2, 'offer'));
    await call.response(200);
    call.send('ACK');
    await heard();
    expect(phone.last().state).toBe('held');
  });

  it('that cross: ours waits while theirs is being answered', async () => {
    const call = await taken();
    const { promise: letGo, resolve: describe } = Promise.withResolvers<void>();
    const request = media.request.bind(media);
    media.request = async (command) => {
      if (command.name === 'describe') await letGo;
      return request(command);
    };
    call.send('INVITE', [], fakeSdp('sendrecv', 2, 'offer'));
    await media.until(() => media.named('accept').length === 2);
    const held = phone.telephony.setHeld(phone.last().id, true);
    await heard();
    describe();
    expect((await call.response(200)).body).toContain('a=setup:active');
    call.send('ACK');
    await heard();
    pbx.answers.set('INVITE', () => answer);
    for (let tries = 0; phone.last().state !== 'held' && tries < 100; tries++) {
      phone.clock.advance(100);
      await heard();
    }
    expect(await held).toMatchObject({ ok: true });
    expect(media.named('describe').map(({ type }) => type)).toEqual(['answer', 'answer', 'offer']);
  });

  it('of theirs that comes while the one before has no ACK is asked to wait', async () => {
    const call = await taken();
    call.send('INVITE', [], fakeSdp('sendrecv', 2, 'offer'));
    await call.response(200);
    call.send('INVITE', [], fakeSdp('sendrecv', 3, 'offer'));
    expect((await call.response(500)).headers.has('retry-after')).toBe(true);
  });
});

describe('a BYE', () => {
  it('that crosses ours is answered, or told that there is no such call', async () => {
    const call = await taken();
    pbx.answers.set('BYE', () => undefined);
    await phone.telephony.hangUp(phone.last().id);
    call.send('BYE');
    await pbx.next(({ method, status }) => method === 'BYE' && (status === 200 || status === 481));
    expect(phone.last()).toMatchObject({ state: 'ended', ending: 'operator' });
  });
});
