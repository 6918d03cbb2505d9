import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeMediaPort } from '../../../support/fake-media-port.ts';
import { ScriptedPbx, type ScriptedCall } from '../../../support/scripted-pbx.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

/** NOTIFYs that nobody asked for, too late, too early, or in another order. */

let pbx: ScriptedPbx;
let phone: TestTelephone;
let call: ScriptedCall;
const unhandled: unknown[] = [];
const note = (error: unknown) => unhandled.push(error);

beforeEach(async () => {
  process.on('unhandledRejection', note);
  pbx = await ScriptedPbx.start();
  phone = createTestTelephone(new FakeMediaPort());
  phone.telephony.connect(sipAccount([pbx.url]));
  await phone.registered();
  call = pbx.call();
  await call.response(180);
});
afterEach(async () => {
  await phone.stop();
  await pbx.close();
  process.off('unhandledRejection', note);
});

const refer = ['Event: refer', 'Subscription-State: active;expires=60', 'Content-Type: message/sipfrag'];
const answerToNotify = () => pbx.next(({ method, status }) => method === 'NOTIFY' && status !== undefined);

async function talk(): Promise<void> {
  const answered = phone.telephony.answer(phone.last().id);
  await call.answered();
  await answered;
}

async function isAsItWas(state: 'ringing' | 'active'): Promise<void> {
  pbx.sendRaw('\r\n\r\n');
  await pbx.next(({ text }) => text === '\r\n');
  expect(phone.last()).toMatchObject({ state });
  expect(phone.last().transfer).toBeUndefined();
  expect(phone.telephony.registration().status).toBe('registered');
  expect(unhandled).toEqual([]);
}

describe('a NOTIFY', () => {
  it('before the call is answered changes nothing', async () => {
    call.send('NOTIFY', refer, 'SIP/2.0 200 OK\r\n');
    await answerToNotify();
    await isAsItWas('ringing');
    await talk();
    await isAsItWas('active');
  });

  it('of a transfer that nobody asked for changes nothing', async () => {
    await talk();
    call.send('NOTIFY', refer, 'SIP/2.0 200 OK\r\n');
    await answerToNotify();
    await isAsItWas('active');
  });

  it.each([
    ['without Event', ['Subscription-State: active']],
    ['with an unknown Event', ['Event: weather', 'Subscription-State: active']],
    ['without Subscription-State', ['Event: refer']],
    ['with nonsense', ['Event: ;;', 'Subscription-State: =;=', 'Content-Type: message/sipfrag;version=2.0']],
    ['of the dialogs of somebody', ['Event: dialog;id=7', 'Content-Type: application/dialog-info+xml']],
  ])('%s is answered', async (_what, headers) => {
    await talk();
    call.send('NOTIFY', headers, 'SIP/2.0 999 \u0000<<<&&&');
    expect((await answerToNotify()).status).toBeGreaterThanOrEqual(200);
    await isAsItWas('active');
  });

  it('with an older number than the one before is refused (RFC 3261 §12.2.2)', async () => {
    await talk();
    call.send('INFO');
    call.send('INFO');
    const to = pbx.received.findLast(({ status }) => status === 200)?.headers.get('to') ?? '';
    pbx.sendRaw(
      [
        'NOTIFY sip:nino@pbx.example SIP/2.0',
        'Via: SIP/2.0/WS 127.0.0.1:5060;branch=z9hG4bK-late',
        `From: "Nino" <sip:0599123456@pbx.example>;tag=caller-${call.id}`,
        `To: ${to}`,
        `Call-ID: ${call.id}`,
        'CSeq: 1 NOTIFY',
        ...refer,
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    );
    expect((await answerToNotify()).status).toBe(500);
    await isAsItWas('active');
  });

  it('after the end of the call finds none', async () => {
    await talk();
    call.send('BYE');
    await pbx.response(200, 'BYE');
    call.send('NOTIFY', refer, 'SIP/2.0 200 OK\r\n');
    expect((await answerToNotify()).status).toBe(481);
    expect(phone.last()).toMatchObject({ state: 'ended', ending: 'other' });
    expect(unhandled).toEqual([]);
  });
});
