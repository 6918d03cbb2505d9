import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeMediaPort, fakeSdp } from '../../../support/fake-media-port.ts';
import { ScriptedPbx, type ScriptedCall } from '../../../support/scripted-pbx.ts';
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

const state = (wanted: string) => phone.untilCall((call) => call.state === wanted);

async function ring(options: Parameters<ScriptedPbx['call']>[0] = {}): Promise<ScriptedCall> {
  const call = pbx.call(options);
  await call.response(180);
  return call;
}

async function talk(): Promise<ScriptedCall> {
  const call = await ring();
  const answered = phone.telephony.answer(phone.last().id);
  await call.answered();
  expect(await answered).toEqual({ ok: true, value: undefined });
  await state('active');
  return call;
}

describe('a call in', () => {
  it('rings at once, with the number that was called and the caller as the PBX vouches for them', async () => {
    await ring({
      headers: [
        'P-Called-Party-ID: <sip:+995322000111@pbx.example>',
        'P-Asserted-Identity: "ნინო \u202eბერიძე" <sip:+995599123456@pbx.example>',
      ],
    });
    expect(phone.last()).toMatchObject({
      state: 'ringing',
      direction: 'in',
      calledNumber: '+995322000111',
      remoteNumber: '+995599123456',
      remoteName: 'ნინო ბერიძე',
      sipCallId: 'call-1',
    });
    expect(media.tones()).toEqual(['ring']);
    expect(phone.telephony.calls()).toHaveLength(1);
    // Nobody hears the desk while it rings.
    expect(media.speaking()).toEqual([]);
  });

  it('is answered, talked and ended by the caller; a minute later the microphone is let go', async () => {
    const call = await talk();
    expect(media.tones()).toEqual(['ring', 'none']);
    media.connection('connected');
    expect(phone.last()).toMatchObject({ state: 'active', media: 'connected' });
    call.send('BYE');
    expect(await state('ended')).toMatchObject({ ending: 'other' });
    expect((await pbx.response(200, 'BYE')).status).toBe(200);
    expect(media.peers()).toEqual([]);
    phone.clock.advance(59_000);
    expect(media.named('release')).toEqual([]);
    phone.clock.advance(1000);
    expect(media.named('release')).toHaveLength(1);
    expect(phone.telephony.calls()).toEqual([]);
  });

  it('is hung up by the operator', async () => {
    await talk();
    expect(await phone.telephony.hangUp(phone.last().id)).toMatchObject({ ok: true });
    expect(phone.last()).toMatchObject({ state: 'ended', ending: 'operator' });
    await pbx.request('BYE');
  });

  it('is refused with 486, so that the queue tries the next desk', async () => {
    const call = await ring();
    await phone.telephony.reject(phone.last().id);
    await call.response(486);
    expect(phone.last()).toMatchObject({ state: 'ended', ending: 'rejected' });
    expect(media.tones().at(-1)).toBe('none');
  });

  it('is missed when the caller gives up', async () => {
    const call = await ring();
    call.send('CANCEL');
    expect(await state('ended')).toMatchObject({ ending: 'missed' });
    await call.response(487);
    expect(await phone.telephony.answer(phone.last().id)).toMatchObject({ ok: false, reason: 'call.gone' });
  });

  it('is missed when the caller gives up while the microphone opens', async () => {
    media.holdPrepare();
    const call = await ring();
    const { id } = phone.last();
    const answered = phone.telephony.answer(id);
    await media.until(() => media.named('prepare').length > 0);
    call.send('CANCEL');
    await state('ended');
    media.letGo();
    expect(await answered).toMatchObject({ ok: false, reason: 'call.gone' });
    expect(media.peers()).toEqual([]);
    expect(pbx.received.filter(({ status }) => status === 200 && status !== undefined)).not.toContainEqual(
      expect.objectContaining({ method: 'INVITE' }),
    );
  });

  it('goes on ringing without a microphone, says why, and is answered when there is one', async () => {
    media.microphone = 'media.noMicrophone';
    const call = await ring();
    const { id } = phone.last();
    expect(await phone.telephony.answer(id)).toMatchObject({ ok: false, reason: 'media.noMicrophone' });
    expect(phone.last()).toMatchObject({ state: 'ringing', failure: 'media.noMicrophone' });
    expect(media.tones()).toEqual(['ring']);
    media.microphone = 'there';
    const answered = phone.telephony.answer(id);
    await call.answered();
    expect(await answered).toMatchObject({ ok: true });
    expect(phone.last().failure).toBeUndefined();
  });

  it('is answered once, however often the key is pressed', async () => {
    const call = await ring();
    const { id } = phone.last();
    const results = await Promise.all([
      phone.telephony.answer(id),
      phone.telephony.answer(id),
      call.answered(),
    ]);
    expect(results[0]).toMatchObject({ ok: true });
    expect(results[1]).toMatchObject({ ok: false, reason: 'call.wrongState' });
  });

  it('fails, and says so, where its offer is of no use', async () => {
    const call = await ring({ body: 'v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nm=video 9 RTP/AVP 0\r\n' });
    expect(await phone.telephony.answer(phone.last().id)).toMatchObject({
      ok: false,
      reason: 'media.failed',
    });
    expect(phone.last()).toMatchObject({ state: 'ended', ending: 'failed', failure: 'media.failed' });
    await pbx.next(({ status, method }) => method === 'INVITE' && (status ?? 0) >= 400);
    expect(call.id).toBe(phone.last().sipCallId);
  });

  it('without an offer gets ours in the 200, and its answer comes in the ACK', async () => {
    const call = await ring({ body: '' });
    // An empty body means "make the offer" (RFC 3261 §13.2.1).
    const answered = phone.telephony.answer(phone.last().id);
    const ok = await call.response(200);
    expect(ok.body).toContain('a=setup:actpass');
    call.send('ACK', [], fakeSdp('sendrecv', 1, 'answer'));
    expect(await answered).toMatchObject({ ok: true });
    await media.until(() => media.named('accept').some(({ type }) => type === 'answer'));
  });

  it('that only rings is gone when the connection is', async () => {
    await ring();
    pbx.cut();
    expect(await state('ended')).toMatchObject({ ending: 'missed' });
  });

  it('is not transferred by the other side', async () => {
    const call = await talk();
    call.send('REFER', ['Refer-To: <sip:+19005550100@elsewhere.example>']);
    await pbx.response(603, 'REFER');
    expect(pbx.count('INVITE')).toBe(0);
  });
});

describe('tones and mute', () => {
  it('reach the media window', async () => {
    await talk();
    const { id } = phone.last();
    expect(await phone.telephony.sendDtmf(id, '12#')).toMatchObject({ ok: true });
    expect(media.named('dtmf')).toEqual([{ name: 'dtmf', peer: id, tones: '12#' }]);
    expect(await phone.telephony.setMuted(id, true)).toMatchObject({ ok: true });
    expect(phone.last().muted).toBe(true);
    expect(media.named('mute')).toEqual([{ name: 'mute', peer: id, muted: true }]);
    expect(await phone.telephony.sendDtmf(id, 'x')).toMatchObject({ ok: false, reason: 'input.invalid' });
  });

  it('go as INFO where the other side takes no telephone-event', async () => {
    media.telephoneEvents = false;
    await talk();
    const sent = phone.telephony.sendDtmf(phone.last().id, '5*');
    expect((await pbx.request('INFO')).body).toMatch(/^Signal=5\r\nDuration=\d+/u);
    expect((await pbx.request('INFO')).body).toMatch(/^Signal=\*/u);
    expect(await sent).toMatchObject({ ok: true });
  });
});

describe('what no PBX should send', () => {
  const oddities: readonly (readonly [string, string])[] = [
    ['nonsense', 'hello\r\nthere\r\n\r\n'],
    ['no line end at all', 'INVITE sip:nino@pbx.example SIP/2.0'],
    ['a response without CSeq', 'SIP/2.0 200 OK\r\nVia: SIP/2.0/WS x;branch=z9\r\nCall-ID: 1\r\n\r\n'],
    ['a CSeq that is none', 'SIP/2.0 200 OK\r\nCSeq: nonsense\r\n\r\n'],
    ['a number too large', `SIP/2.0 ${'9'.repeat(400)} OK\r\n\r\n`],
    ['control characters', `\u0000\u0001\u0002\r\n\r\n`],
    ['a very long header', `OPTIONS sip:x SIP/2.0\r\nSubject: ${'a'.repeat(100_000)}\r\n\r\n`],
  ];

  it('is dropped, counted, and logged without its content; the next call is answered', async () => {
    for (const [, text] of oddities) pbx.sendRaw(text);
    const call = await talk();
    expect(call.id).toBe(phone.last().sipCallId);
    expect(phone.telephony.registration().status).toBe('registered');
    const logged = phone.logLines.join('\n');
    expect(logged).toContain('malformed');
    expect(logged).not.toMatch(/hello|nonsense|599123456|Nino/u);
  });

  it('breaks nothing: a body without a type, a BYE for no call, a re-INVITE without Contact', async () => {
    const call = await talk();
    pbx.sendRaw(
      [
        'INVITE sip:nino@pbx.example SIP/2.0',
        'Via: SIP/2.0/WS 127.0.0.1:5060;branch=z9hG4bK-untyped',
        'Max-Forwards: 70',
        'From: <sip:1@pbx.example>;tag=1',
        'To: <sip:nino@pbx.example>',
        'Call-ID: untyped',
        'CSeq: 1 INVITE',
        'Contact: <sip:pbx@127.0.0.1>',
        'Content-Length: 5',
        '',
        'hello',
      ].join('\r\n'),
    );
    pbx.sendRaw(
      [
        'BYE sip:nino@pbx.example SIP/2.0',
        'Via: SIP/2.0/WS 127.0.0.1:5060;branch=z9hG4bK-stray',
        'From: <sip:1@pbx.example>;tag=1',
        'To: <sip:nino@pbx.example>;tag=2',
        'Call-ID: stray',
        'CSeq: 1 BYE',
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    );
    await pbx.response(481, 'BYE');
    expect(phone.last()).toMatchObject({ state: 'active', sipCallId: call.id });
    call.send('BYE');
    await state('ended');
    await talk();
    expect(phone.telephony.registration().status).toBe('registered');
  });
});
