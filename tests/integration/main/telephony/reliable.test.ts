import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeMediaPort, fakeSdp } from '../../../support/fake-media-port.ts';
import { ScriptedPbx, type ScriptedCall, type Sip } from '../../../support/scripted-pbx.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

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
const reliable = (rseq: number | string) => ['Require: 100rel', `RSeq: ${rseq}`];

/** Settles when all that was sent before has reached the telephone. */
async function heard(): Promise<void> {
  pbx.sendRaw('\r\n\r\n');
  await pbx.next(({ text }) => text === '\r\n');
}

/** Lets time pass in steps that leave the connection its signs of life. */
async function pass(seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 2) {
    phone.clock.advance(2000);
    await heard();
  }
}

/** What the telephone has said to the INVITE of a call so far. */
const said = (call: ScriptedCall): readonly (number | undefined)[] =>
  pbx.received
    .filter((each) => each.headers.get('call-id') === call.id && each.method === 'INVITE')
    .map(({ status }) => status);

describe('a caller that knows reliable provisional responses', () => {
  it.each(['Supported: timer, 100rel', 'Require: 100rel'])(
    '(%s) gets one, without our answer',
    async (header) => {
      const call = pbx.call({ headers: [header] });
      const ringing = await call.response(180);
      expect(ringing.headers.get('require')).toBe('100rel');
      expect(Number(ringing.headers.get('rseq'))).toBeGreaterThan(0);
      expect(ringing.body).toBe('');
      expect(media.speaking()).toEqual([]);
      call.send('PRACK', [`RAck: ${ringing.headers.get('rseq')} 1 INVITE`]);
      await pbx.response(200, 'PRACK');
      await pass(60);
      expect(said(call)).toEqual([100, 180]);
      expect(phone.last().state).toBe('ringing');
      const answered = phone.telephony.answer(phone.last().id);
      expect((await call.answered()).body).toContain('a=setup:active');
      expect(await answered).toMatchObject({ ok: true });
    },
  );

  it('gets it again, each time after twice the time, until its PRACK comes', async () => {
    const call = pbx.call({ headers: ['Supported: 100rel'] });
    const ringing = await call.response(180);
    for (const wait of [500, 1000, 2000]) {
      phone.clock.advance(wait - 1);
      await heard();
      phone.clock.advance(1);
      const again = await call.response(180);
      expect(again.headers.get('rseq')).toBe(ringing.headers.get('rseq'));
      expect(again.headers.get('to')).toBe(ringing.headers.get('to'));
    }
    call.send('PRACK', [`RAck: ${ringing.headers.get('rseq')} 1 INVITE`]);
    await pbx.response(200, 'PRACK');
    expect(said(call)).toEqual([100, 180, 180, 180, 180]);
    phone.clock.advance(4000);
    await heard();
    expect(said(call)).toHaveLength(5);
  });

  it('and whose PRACK never comes is refused, and has called', async () => {
    const call = pbx.call({ headers: ['Supported: 100rel'] });
    await call.response(180);
    await pass(32);
    // After 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s.
    expect(said(call)).toEqual([100, 180, 180, 180, 180, 180, 180, 180, 504]);
    expect(phone.last()).toMatchObject({ state: 'ended', ending: 'missed' });
  });

  it('may be answered before its PRACK, which is taken then', async () => {
    const call = pbx.call({ headers: ['Supported: 100rel'] });
    const ringing = await call.response(180);
    const answered = phone.telephony.answer(phone.last().id);
    await call.answered();
    await answered;
    phone.clock.advance(2000);
    call.send('PRACK', [`RAck: ${ringing.headers.get('rseq')} 1 INVITE`]);
    await pbx.response(200, 'PRACK');
    expect(said(call)).toEqual([100, 180, 200]);
    expect(phone.last().state).toBe('active');
  });

  it.each(['RAck: 1 1 INVITE', 'RAck: nonsense', 'X-Nothing: here', 'RAck: 99999999999999999999 1 INVITE'])(
    'and says %j hears that nobody waits for that',
    async (header) => {
      const call = pbx.call({ headers: ['Supported: 100rel'] });
      const ringing = await call.response(180);
      call.send('PRACK', [header]);
      await pbx.response(481, 'PRACK');
      call.send('PRACK', [`RAck: ${ringing.headers.get('rseq')} 1 INVITE`]);
      await pbx.response(200, 'PRACK');
      // Once is enough.
      call.send('PRACK', [`RAck: ${ringing.headers.get('rseq')} 1 INVITE`]);
      await pbx.response(481, 'PRACK');
      expect(phone.last().state).toBe('ringing');
    },
  );

  it('and hangs up by BYE while it rings is gone', async () => {
    const call = pbx.call({ headers: ['Supported: 100rel'] });
    await call.response(180);
    call.send('BYE');
    await pbx.response(200, 'BYE');
    await phone.untilCall(({ state, ending }) => state === 'ended' && ending === 'missed');
    expect(said(call)).toEqual([100, 180, 487]);
  });

  it('and brings no offer gets its 180 the old way, or none where it will not have that', async () => {
    const old = pbx.call({ headers: ['Supported: 100rel'], body: '' });
    expect((await old.response(180)).headers.has('rseq')).toBe(false);
    old.send('CANCEL');
    await old.response(487);
    const strict = pbx.call({ headers: ['Require: 100rel'], body: '' });
    await phone.untilCall(({ state }) => state === 'ringing');
    await heard();
    expect(said(strict)).toEqual([100]);
    const answered = phone.telephony.answer(phone.last().id);
    const offer = await strict.response(200);
    expect(offer.body).toContain('a=setup:actpass');
    strict.send('ACK', [], answer.body);
    expect(await answered).toMatchObject({ ok: true });
  });
});

describe('a reliable provisional response to us', () => {
  async function dial(): Promise<Sip> {
    expect(await phone.telephony.dial('0322123456')).toMatchObject({ ok: true });
    return pbx.request('INVITE');
  }

  it('is acknowledged once, whoever repeats it, and the next one by its own number', async () => {
    pbx.answers.set('PRACK', () => ({ status: 200 }));
    const invite = await dial();
    expect(invite.headers.get('supported')).toMatch(/\b100rel\b/u);
    expect(invite.text).toMatch(/^Allow: .*\bPRACK\b.*\bUPDATE\b/mu);
    pbx.reply(invite, { status: 180, headers: reliable(41) });
    expect((await pbx.request('PRACK')).headers.get('rack')).toBe('41 1 INVITE');
    pbx.reply(invite, { status: 180, headers: reliable(41) });
    // Out of order: the one between is missing, and comes again.
    pbx.reply(invite, { status: 183, headers: reliable(43) });
    pbx.reply(invite, { status: 183, headers: reliable(42) });
    const second = await pbx.request('PRACK');
    expect(second.headers.get('rack')).toBe('42 1 INVITE');
    expect(second.headers.get('cseq')).toBe('3 PRACK');
    await heard();
    expect(pbx.count('PRACK')).toBe(2);
    pbx.reply(invite, answer);
    expect((await pbx.request('ACK')).headers.get('cseq')).toBe('1 ACK');
    await phone.untilCall(({ state }) => state === 'active');
    await phone.telephony.hangUp(phone.last().id);
    expect((await pbx.request('BYE')).headers.get('cseq')).toBe('4 BYE');
  });

  it('of each fork is acknowledged in its own dialog; the fork that answers second is let go', async () => {
    pbx.answers.set('PRACK', () => ({ status: 200 }));
    const invite = await dial();
    for (const fork of ['one', 'two']) {
      pbx.reply(invite, { status: 180, headers: reliable(7) }, fork);
      expect((await pbx.request('PRACK')).headers.get('to')).toContain(`tag=${fork}`);
    }
    pbx.reply(invite, answer, 'two');
    expect((await pbx.request('ACK')).headers.get('to')).toContain('tag=two');
    await phone.untilCall(({ state }) => state === 'active');
    pbx.reply(invite, { ...answer, body: fakeSdp('sendrecv', 9, 'answer') }, 'one');
    expect((await pbx.request('ACK')).headers.get('to')).toContain('tag=one');
    expect((await pbx.request('BYE')).headers.get('to')).toContain('tag=one');
    await heard();
    expect(phone.last().state).toBe('active');
    expect(pbx.count('BYE')).toBe(1);
  });

  it.each(['', 'x', '0', '-1', '4294967296999'])('with RSeq %j harms nothing', async (rseq) => {
    pbx.answers.set('PRACK', () => ({ status: 200 }));
    const invite = await dial();
    pbx.reply(invite, { status: 180, headers: reliable(rseq) });
    pbx.reply(invite, answer);
    await phone.untilCall(({ state }) => state === 'active');
  });
});
