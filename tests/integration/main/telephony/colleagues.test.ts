import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SipAccount } from '../../../../src/contract/server/api.ts';
import type { Mailbox } from '../../../../src/contract/desk/telephone.ts';
import { FakeMediaPort } from '../../../support/fake-media-port.ts';
import { ScriptedPbx, type Sip } from '../../../support/scripted-pbx.ts';
import { ScriptedSubscription, aDialog, dialogInfo } from '../../../support/scripted-subscription.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

let pbx: ScriptedPbx;
let phone: TestTelephone;
/** What was told of colleagues, in order: `200 busy`. */
let told: string[];
let mailboxes: (Mailbox | undefined)[];
/** The SUBSCRIBEs that are answered with 200, in order. */
let subscriptions: ScriptedSubscription[];

beforeEach(async () => {
  pbx = await ScriptedPbx.start();
  phone = createTestTelephone(new FakeMediaPort());
  told = [];
  mailboxes = [];
  subscriptions = [];
  phone.telephony.on('colleague', ({ number, state }) => told.push(`${number} ${state}`));
  phone.telephony.on('mailbox', (mailbox) => mailboxes.push(mailbox));
  pbx.answers.set('SUBSCRIBE', accept);
});
afterEach(async () => {
  await phone.stop();
  await pbx.close();
});

function accept(request: Sip) {
  const isFirst = !/;tag=/u.test(request.headers.get('to') ?? '');
  if (isFirst) subscriptions.push(new ScriptedSubscription(pbx, request));
  return { status: 200, headers: ['Expires: 1800'] };
}

async function watch(numbers: readonly string[], settings: Partial<SipAccount['telephone']> = {}) {
  const colleagues = numbers.map((number, index) => ({
    id: `018f0000-0000-7000-8000-${String(index).padStart(12, '0')}`,
    name: `Colleague ${index}`,
    number,
  }));
  const { telephone } = sipAccount([]);
  const account = { colleagues, telephone: { ...telephone, dialogEvents: true, ...settings } };
  phone.telephony.connect(sipAccount([pbx.url], account));
  await phone.registered();
  await heard();
}
/** Settles when all that was sent before has reached the telephone, and its answers the PBX. */
async function heard(): Promise<void> {
  pbx.sendRaw('\r\n\r\n');
  await pbx.next(({ text }) => text === '\r\n');
}
/** Lets time pass with signs of life in it, so that the connection stays. */
async function pass(ms: number): Promise<void> {
  const step = 3000;
  for (let left = ms; left > 0; left -= step) {
    phone.clock.advance(Math.min(step, left));
    await heard();
  }
}
async function first(): Promise<ScriptedSubscription> {
  await expect.poll(() => subscriptions.length).toBeGreaterThan(0);
  const subscription = subscriptions.at(-1);
  if (subscription === undefined) throw new Error('there is no subscription');
  return subscription;
}
const asked = () =>
  pbx.received.filter(({ method, status }) => method === 'SUBSCRIBE' && status === undefined);

describe('a colleague who is watched', () => {
  it('is asked for by an event of dialogs, and is free, ringing and busy as the PBX tells', async () => {
    await watch(['200']);
    const subscription = await first();
    expect(subscription).toMatchObject({ user: '200', event: 'dialog' });
    expect(asked()[0]?.headers.get('accept')).toBe('application/dialog-info+xml');
    expect((await subscription.notify(dialogInfo(0, []))).status).toBe(200);
    await subscription.notify(dialogInfo(1, [aDialog('a', 'early', 'recipient')]));
    await subscription.notify(dialogInfo(2, [aDialog('a', 'confirmed', 'recipient')]));
    await subscription.notify(dialogInfo(3, [aDialog('a', 'terminated')]));
    expect(told).toEqual(['200 free', '200 ringing', '200 busy', '200 free']);
  });

  it('is busy while they call somebody, and while one of several calls is on', async () => {
    await watch(['200']);
    const subscription = await first();
    await subscription.notify(dialogInfo(0, [aDialog('a', 'trying', 'initiator')]));
    await subscription.notify(dialogInfo(1, [aDialog('b', 'early', 'recipient')], { state: 'partial' }));
    await subscription.notify(dialogInfo(2, [aDialog('a', 'terminated')], { state: 'partial' }));
    await subscription.notify(dialogInfo(3, [aDialog('b', 'terminated')], { state: 'partial' }));
    expect(told).toEqual(['200 busy', '200 ringing', '200 free']);
  });

  it('is told of by nothing but a notification of dialogs', async () => {
    await watch(['200']);
    const subscription = await first();
    await subscription.notify(dialogInfo(0, []));
    for (const body of [
      '',
      'not xml',
      '<dialog-info version="1" state="full" entity="x"><dialog',
      '<!DOCTYPE x [<!ENTITY a "aaaa">]><dialog-info version="1" state="full" entity="x"/>',
      dialogInfo(1, [aDialog('a', 'juggling')]),
      dialogInfo(1, ['<dialog id="a">&unknown;<state>confirmed</state></dialog>']),
      '<dialog-info>'.repeat(5000),
    ]) {
      const answer = await subscription.notify(body);
      expect(answer.status).toBe(200);
    }
    await subscription.notify(dialogInfo(9, [aDialog('a', 'confirmed')]), { type: 'text/plain' });
    expect(told).toEqual(['200 free']);
    expect((await subscription.notify(dialogInfo(9, []), { event: 'presence' })).status).toBe(489);
  });

  it('is what the newest notification says: one that comes late is refused', async () => {
    await watch(['200']);
    const subscription = await first();
    await subscription.notify(dialogInfo(0, []), { cseq: 10 });
    await subscription.notify(dialogInfo(2, [aDialog('a', 'confirmed')]), { cseq: 12 });
    expect((await subscription.notify(dialogInfo(1, []), { cseq: 11 })).status).toBe(500);
    expect(told).toEqual(['200 free', '200 busy']);
  });

  it('is asked for anew, and not often, where a partial state was missed', async () => {
    await watch(['200']);
    const subscription = await first();
    await subscription.notify(dialogInfo(0, []));
    for (let version = 2; version < 30; version += 2) {
      await subscription.notify(dialogInfo(version, [aDialog('a', 'confirmed')], { state: 'partial' }));
    }
    await heard();
    expect(asked()).toHaveLength(2);
    await subscription.notify(dialogInfo(40, []));
    expect(told).toEqual(['200 free', '200 busy', '200 free']);
  });

  it('is not known any more while the PBX is away, and asked for again when it is back', async () => {
    await watch(['200']);
    const before = await first();
    await before.notify(dialogInfo(0, []));
    pbx.cut();
    await phone.untilRegistration(({ status }) => status === 'waiting');
    expect(told.at(-1)).toBe('200 unknown');
    phone.telephony.retryNow();
    await phone.registered();
    await expect.poll(() => subscriptions.length).toBe(2);
    expect((await before.notify(dialogInfo(1, [aDialog('a', 'confirmed')]))).status).toBe(481);
    await subscriptions[1]?.notify(dialogInfo(0, [aDialog('a', 'confirmed')]));
    expect(told.slice(1)).toEqual(['200 unknown', '200 busy']);
  });

  it('is asked for again before the subscription expires, in the same dialog', async () => {
    await watch(['200']);
    const subscription = await first();
    await subscription.notify(dialogInfo(0, []), { state: 'active;expires=60' });
    await pass(60_000);
    expect(asked()).toHaveLength(2);
    expect(asked()[1]?.headers.get('call-id')).toBe(asked()[0]?.headers.get('call-id'));
    expect(told).toEqual(['200 free']);
  });

  it('whose subscription the PBX ends is unknown, and asked for again with growing waits', async () => {
    pbx.answers.set('SUBSCRIBE', (request) => {
      const answer = accept(request);
      const subscription = subscriptions.at(-1);
      setImmediate(() => void subscription?.notify('', { state: 'terminated;reason=deactivated' }));
      return answer;
    });
    await watch(['200']);
    await pass(120_000);
    // 5, 10, 20, 40 s, a quarter of it taken off by chance.
    expect(asked().length).toBeGreaterThanOrEqual(4);
    expect(asked().length).toBeLessThanOrEqual(6);
  });

  it('who is gone at the PBX is not asked for again soon', async () => {
    await watch(['200']);
    const subscription = await first();
    await subscription.notify(dialogInfo(0, []));
    await subscription.notify('', { state: 'terminated;reason=noresource' });
    expect(told).toEqual(['200 free', '200 unknown']);
    await pass(60_000);
    expect(asked()).toHaveLength(1);
  });
});

describe('a PBX that does not tell of colleagues', () => {
  it.each([403, 404])('refuses with %i and is left alone, also after a new registration', async (status) => {
    pbx.answers.set('SUBSCRIBE', () => ({ status }));
    await watch(['200', '201']);
    await heard();
    expect(asked()).toHaveLength(2);
    pbx.cut();
    await phone.untilRegistration(({ status: now }) => now === 'waiting');
    phone.telephony.retryNow();
    await phone.registered();
    await pass(60_000);
    expect(asked()).toHaveLength(2);
    expect(told).toEqual([]);
    expect(phone.telephony.registration().status).toBe('registered');
  });

  it('has no such event (489): nobody else is asked for', async () => {
    pbx.answers.set('SUBSCRIBE', () => ({ status: 489 }));
    await watch(Array.from({ length: 100 }, (_, index) => `${200 + index}`));
    await pass(6000);
    expect(asked().length).toBeLessThanOrEqual(8);
  });

  it('is busy (503), and is asked again when it said', async () => {
    pbx.answers.set('SUBSCRIBE', () => ({ status: 503, headers: ['Retry-After: 30'] }));
    await watch(['200']);
    await pass(29_000);
    expect(asked()).toHaveLength(1);
    pbx.answers.set('SUBSCRIBE', accept);
    await pass(6000);
    await (await first()).notify(dialogInfo(0, []));
    expect(told).toEqual(['200 free']);
  });

  it('wants longer subscriptions (423), and gets them', async () => {
    pbx.answers.set('SUBSCRIBE', (request) =>
      request.headers.get('expires') === '7200'
        ? accept(request)
        : { status: 423, headers: ['Min-Expires: 7200'] },
    );
    await watch(['200']);
    await pass(10_000);
    await (await first()).notify(dialogInfo(0, []));
    expect(told).toEqual(['200 free']);
  });

  it('is not asked where the account says so', async () => {
    await watch(['200'], { dialogEvents: false });
    await pass(6000);
    expect(asked()).toEqual([]);
  });
});

describe('many colleagues', () => {
  it('are asked for eight at a time', async () => {
    const waiting: Sip[] = [];
    pbx.answers.set('SUBSCRIBE', (request) => {
      waiting.push(request);
      return undefined;
    });
    await watch(Array.from({ length: 50 }, (_, index) => `${200 + index}`));
    await heard();
    expect(waiting).toHaveLength(8);
    for (let answered = 0; answered < 50; answered++) {
      await expect.poll(() => waiting.length).toBeGreaterThan(answered);
      const request = waiting[answered];
      if (request !== undefined) pbx.reply(request, { status: 200, headers: ['Expires: 1800'] });
      await heard();
      expect(waiting.length).toBeLessThanOrEqual(answered + 9);
    }
    expect(waiting).toHaveLength(50);
  });

  it('that are the same number are asked for once, and both told of', async () => {
    await watch(['0322000111', '+995322000111', 'not a number']);
    const subscription = await first();
    await subscription.notify(dialogInfo(0, []));
    expect(asked()).toHaveLength(1);
    expect(told).toEqual(['0322000111 free', '+995322000111 free']);
  });

  it('are let go of at sign-out', async () => {
    await watch(['200']);
    const subscription = await first();
    await subscription.notify(dialogInfo(0, []));
    await phone.stop();
    expect(asked().at(-1)?.headers.get('expires')).toBe('0');
    expect(told.at(-1)).toBe('200 unknown');
  });
});

describe('messages that wait', () => {
  const summary = (fresh: number, old: number) =>
    `Messages-Waiting: ${fresh > 0 ? 'yes' : 'no'}\r\nMessage-Account: sip:nino@pbx.example\r\nVoice-Message: ${fresh}/${old} (0/0)\r\n`;
  /** A NOTIFY that nobody asked for, as Asterisk sends it. */
  async function tellUnasked(body: string, event = 'message-summary'): Promise<number | undefined> {
    const callId = `unasked-${Math.floor(performance.now() * 1000)}`;
    pbx.sendRaw(
      [
        'NOTIFY sip:nino@pbx.example SIP/2.0',
        `Via: SIP/2.0/WS 127.0.0.1:5060;branch=z9hG4bK-${callId}`,
        'Max-Forwards: 70',
        'From: <sip:asterisk@pbx.example>;tag=a',
        'To: <sip:nino@pbx.example>',
        `Call-ID: ${callId}`,
        'CSeq: 1 NOTIFY',
        'Contact: <sip:pbx@127.0.0.1;transport=ws>',
        `Event: ${event}`,
        'Subscription-State: active',
        'Content-Type: application/simple-message-summary',
        `Content-Length: ${Buffer.byteLength(body)}`,
        '',
        body,
      ].join('\r\n'),
    );
    const answer = await pbx.next(
      ({ headers, status }) => headers.get('call-id') === callId && status !== undefined,
    );
    return answer.status;
  }

  it('are asked for at the own address', async () => {
    await watch([], { messageWaiting: true });
    const subscription = await first();
    expect(subscription).toMatchObject({ user: 'nino', event: 'message-summary' });
    await subscription.notify(summary(2, 8));
    await subscription.notify(summary(2, 8));
    await subscription.notify('Messages-Waiting: perhaps');
    await subscription.notify(summary(0, 10));
    expect(mailboxes).toEqual([
      { waiting: true, fresh: 2, old: 8 },
      { waiting: false, fresh: 0, old: 10 },
    ]);
  });

  it('are heard at the number of the account, whatever the PBX says', async () => {
    await watch([], { messageWaiting: true, mailboxNumber: '*98' });
    await (await first()).notify(summary(2, 8).replace('sip:nino@', 'sip:*97@'));
    expect(mailboxes).toEqual([{ waiting: true, fresh: 2, old: 8, number: '*98' }]);
  });

  it('are told of unasked, also where the PBX takes no subscription', async () => {
    pbx.answers.set('SUBSCRIBE', () => ({ status: 489 }));
    await watch([], { messageWaiting: true });
    expect(await tellUnasked(summary(1, 0))).toBe(200);
    expect(mailboxes).toEqual([{ waiting: true, fresh: 1, old: 0 }]);
    pbx.cut();
    await phone.untilRegistration(({ status }) => status === 'waiting');
    expect(mailboxes.at(-1)).toBeUndefined();
  });

  it('are nobody’s business where the account has no mailbox', async () => {
    await watch([], { dialogEvents: false });
    expect(await tellUnasked(summary(1, 0))).toBe(481);
    expect(mailboxes).toEqual([]);
  });

  it('come in floods, and all is answered', async () => {
    await watch(['200'], { messageWaiting: true });
    await expect.poll(() => subscriptions.length).toBe(2);
    const mine = subscriptions.find(({ event }) => event === 'message-summary');
    for (let at = 0; at < 300; at++) expect((await mine?.notify(summary(at % 7, 0)))?.status).toBe(200);
    expect(mailboxes).toHaveLength(300);
    expect(await tellUnasked('x'.repeat(200_000))).toBe(200);
    expect(await tellUnasked(dialogInfo(0, [aDialog('a', 'confirmed')]), 'dialog')).toBe(200);
    expect(told).toEqual(['200 busy']);
    expect(phone.telephony.registration().status).toBe('registered');
  });
});
