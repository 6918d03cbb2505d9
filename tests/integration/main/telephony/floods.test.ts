import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mostCalls } from '../../../../src/domain/call/call-set.ts';
import { FakeMediaPort } from '../../../support/fake-media-port.ts';
import { ScriptedPbx } from '../../../support/scripted-pbx.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

const many = 500;
let pbx: ScriptedPbx;
let phone: TestTelephone;
let media: FakeMediaPort;

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

const count = (status: number, method: string): number =>
  pbx.received.filter((message) => message.status === status && message.method === method).length;

async function heard(): Promise<void> {
  pbx.sendRaw('\r\n\r\n');
  await pbx.next(({ text }) => text === '\r\n');
}

function flood(method: string): void {
  for (let at = 0; at < many; at++) {
    pbx.sendRaw(
      [
        `${method} sip:nino@pbx.example SIP/2.0`,
        `Via: SIP/2.0/WS 127.0.0.1:5060;branch=z9hG4bK-${method}-${at}`,
        'Max-Forwards: 70',
        `From: <sip:flood@pbx.example>;tag=${at}`,
        'To: <sip:nino@pbx.example>',
        `Call-ID: ${method}-${at}`,
        `CSeq: 1 ${method}`,
        'Contact: <sip:pbx@127.0.0.1;transport=ws>',
        'Event: presence',
        'Subscription-State: active',
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    );
  }
}

describe('a flood', () => {
  it('of INVITEs rings as often as there is room for, and every other caller hears busy', async () => {
    const [first] = Array.from({ length: many }, () => pbx.call());
    await heard();
    expect(phone.telephony.calls()).toHaveLength(mostCalls);
    expect(count(180, 'INVITE')).toBe(mostCalls);
    expect(count(486, 'INVITE')).toBe(many - mostCalls);
    expect(new Set(phone.events.map(({ id }) => id)).size).toBe(mostCalls);
    expect(media.peers().length).toBeLessThanOrEqual(mostCalls);
    const answered = phone.telephony.answer(phone.events[0]?.id ?? '');
    await first?.answered();
    expect(await answered).toMatchObject({ ok: true });
    await heard();
    for (const { id } of phone.telephony.calls()) await phone.telephony.hangUp(id);
    await pbx.request('BYE');
    await heard();
    expect(media.peers()).toEqual([]);
    expect(phone.telephony.registration().status).toBe('registered');
  });

  it.each(['OPTIONS', 'NOTIFY'])(
    'of %s is answered, each once, while a call rings and is answered',
    async (method) => {
      const call = pbx.call();
      await call.response(180);
      flood(method);
      await heard();
      const replies = pbx.received.filter(
        (message) => message.status !== undefined && message.method === method,
      );
      expect(replies).toHaveLength(many);
      expect(new Set(replies.map(({ status }) => status))).toEqual(
        new Set([method === 'OPTIONS' ? 200 : 481]),
      );
      const answered = phone.telephony.answer(phone.last().id);
      await call.answered();
      expect(await answered).toMatchObject({ ok: true });
      expect(phone.telephony.registration().status).toBe('registered');
    },
  );

  it('of UPDATEs within a call and of responses to nothing leaves the call as it is', async () => {
    const call = pbx.call();
    await call.response(180);
    const answered = phone.telephony.answer(phone.last().id);
    const ok = await call.answered();
    await answered;
    for (let at = 0; at < many; at++) {
      call.send('UPDATE');
      pbx.sendRaw(ok.text.replace(/branch=[^;\r\n]+/u, `branch=z9hG4bK-nothing-${at}`));
    }
    await heard();
    expect(count(200, 'UPDATE')).toBe(many);
    expect(phone.last().state).toBe('active');
    expect(phone.telephony.registration().status).toBe('registered');
  });
});
