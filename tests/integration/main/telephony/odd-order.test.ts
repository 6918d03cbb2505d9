// Messages in an order that no well-made PBX has: SIP.js throws at them where nobody stands before it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeMediaPort, fakeSdp } from '../../../support/fake-media-port.ts';
import { ScriptedPbx, type Sip } from '../../../support/scripted-pbx.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

let pbx: ScriptedPbx;
let phone: TestTelephone;

beforeEach(async () => {
  pbx = await ScriptedPbx.start();
  phone = createTestTelephone(new FakeMediaPort());
  phone.telephony.connect(sipAccount([pbx.url]));
  await phone.registered();
});
afterEach(async () => {
  await phone.stop();
  await pbx.close();
});

/** What the transport caught so that it cost no call. */
const exceptions = () => phone.logLines.filter((line) => line.includes('"exception"'));
const answer = (invite: Sip, tag: string) =>
  pbx.reply(invite, { status: 200, body: fakeSdp('sendrecv', 1, 'answer') }, tag);
/** The tag of the other side that a request of ours within a call has. */
const toTag = ({ headers }: Sip) => /;tag=([^;]+)/u.exec(headers.get('to') ?? '')?.[1];

describe('a call that was given up', () => {
  it('and is answered by several phones all the same ends at each of them', async () => {
    void phone.telephony.dial('600');
    const invite = await pbx.request('INVITE');
    pbx.reply(invite, { status: 180 }, 'one');
    const { id } = phone.last();
    await phone.telephony.hangUp(id);
    await pbx.request('CANCEL');
    for (const tag of ['one', 'two', 'three']) answer(invite, tag);
    const ended = [];
    for (let at = 0; at < 3; at++) ended.push(toTag(await pbx.request('BYE')));
    expect(ended).toEqual(['one', 'two', 'three']);
    expect(exceptions()).toEqual([]);
    expect(phone.telephony.calls()).toEqual([]);
  });
});

describe('a hold that is agreed to after the call was hung up', () => {
  it.each([
    ['without a description', ''],
    ['with one', fakeSdp('recvonly', 2, 'answer')],
  ])('%s is acknowledged, and nothing more', async (_, body) => {
    void phone.telephony.dial('600');
    answer(await pbx.request('INVITE'), 'one');
    const { id } = await phone.untilCall(({ state }) => state === 'active');
    void phone.telephony.setHeld(id, true);
    const hold = await pbx.request('INVITE');
    const cseq = hold.headers.get('cseq')?.replace('INVITE', 'ACK');
    await phone.telephony.hangUp(id);
    await pbx.request('BYE');
    pbx.reply(hold, { status: 200, body });
    await pbx.next(({ method, headers }) => method === 'ACK' && headers.get('cseq') === cseq);
    expect(exceptions()).toEqual([]);
    expect(pbx.count('BYE')).toBe(1);
  });
});

describe('a request within a call whose tag stands where it is none', () => {
  it.each(['PRACK', 'UPDATE', 'BYE', 'INFO'])('%s belongs to no call: 481', async (method) => {
    const contact = /<([^>]+)>/u.exec((await pbx.request('REGISTER')).headers.get('contact') ?? '')?.[1];
    pbx.sendRaw(
      [
        `${method} ${contact} SIP/2.0`,
        'Via: SIP/2.0/WS 127.0.0.1:5060;branch=z9hG4bK-odd',
        'Max-Forwards: 70',
        'From: <sip:1@pbx.example>;tag=1',
        'To: <sip:nino@pbx.example;tag=2>',
        'Call-ID: odd',
        `CSeq: 2 ${method}`,
        'RAck: 1 1 INVITE',
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    );
    await pbx.response(481, method);
    expect(exceptions()).toEqual([]);
  });
});
