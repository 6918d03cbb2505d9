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
});
afterEach(async () => {
  await phone.stop();
  await pbx.close();
});

const offer = (direction: 'sendrecv' | 'sendonly' = 'sendrecv') => fakeSdp(direction, 2, 'offer');
const answer = { status: 200, body: fakeSdp('sendrecv', 2, 'answer') };
const customer = 'P-Asserted-Identity: "Levan" <sip:0577654321@pbx.example>';
const before = { remoteNumber: '+995599123456', remoteName: 'Nino' };
const after = { remoteNumber: '+995577654321', remoteName: 'Levan' };

/** Settles when all that was sent before has reached the telephone. */
async function heard(): Promise<void> {
  pbx.sendRaw('\r\n\r\n');
  await pbx.next(({ text }) => text === '\r\n');
}

/** A call in that rings. */
async function ring(from?: string, headers: readonly string[] = []): Promise<void> {
  call = pbx.call({ headers, ...(from === undefined ? {} : { from }) });
  await call.response(180);
  id = phone.last().id;
}

async function talk(from?: string, headers: readonly string[] = []): Promise<void> {
  await ring(from, headers);
  const answered = phone.telephony.answer(id);
  await call.answered();
  await answered;
  await heard();
}

async function reinvite(headers: readonly string[], body = offer()): Promise<void> {
  call.send('INVITE', headers, body);
  await call.answered();
  await heard();
}

async function update(headers: readonly string[], body = ''): Promise<void> {
  call.send('UPDATE', headers, body);
  await pbx.response(200, 'UPDATE');
}

const party = () => {
  const { remoteNumber, remoteName } = phone.last();
  return { remoteNumber, remoteName };
};

describe('another party in the middle of a call', () => {
  it.each([
    ['a re-INVITE', () => reinvite([customer])],
    ['a re-INVITE that holds us', () => reinvite([customer], offer('sendonly'))],
    ['an UPDATE', () => update([customer])],
    ['an UPDATE with an offer', () => update([customer], offer())],
  ])('is told by %s', async (_, tell) => {
    await talk();
    expect(party()).toEqual(before);
    const startedAt = phone.last().startedAt;
    await tell();
    expect(party()).toEqual(after);
    expect(phone.last()).toMatchObject({ id, state: 'active', startedAt });
    // Neither name nor number of theirs is in the log.
    expect(phone.logLines.join('\n')).not.toMatch(/577654321|Levan/u);
  });

  it('is told while it rings', async () => {
    await ring();
    await update([customer]);
    expect(phone.last()).toMatchObject({ state: 'ringing', ...after });
    const answered = phone.telephony.answer(id);
    await call.answered();
    expect(await answered).toMatchObject({ ok: true });
    expect(party()).toEqual(after);
    await update(['P-Asserted-Identity: <sip:102@pbx.example>']);
    expect(party()).toEqual({ remoteNumber: '102', remoteName: undefined });
  });

  it('is told of a call out, too; the dialled number was the first one', async () => {
    const dialled = phone.telephony.dial('102');
    const invite = await pbx.request('INVITE');
    expect(invite.headers.get('supported')).toMatch(/\bfrom-change\b/u);
    pbx.reply(invite, answer);
    const ack = await pbx.request('ACK');
    await dialled;
    const contact = /<([^>]+)>/u.exec(invite.headers.get('contact') ?? '')?.[1] ?? '';
    const to = ack.headers.get('to') ?? '';
    pbx.sendRaw(
      [
        `UPDATE ${contact} SIP/2.0`,
        'Via: SIP/2.0/WS 127.0.0.1:5060;branch=z9hG4bK-update-out',
        'Max-Forwards: 70',
        `From: ${to}`,
        `To: ${invite.headers.get('from') ?? ''}`,
        `Call-ID: ${invite.headers.get('call-id') ?? ''}`,
        'CSeq: 1 UPDATE',
        customer,
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    );
    await pbx.response(200, 'UPDATE');
    expect(party()).toEqual(after);
  });

  it('is told while our hold is asked for, and the hold stands', async () => {
    await talk();
    const held = phone.telephony.setHeld(id, true);
    const hold = await pbx.request('INVITE');
    await update([customer]);
    expect(phone.last()).toMatchObject({ ...after, state: 'active', pending: 'hold' });
    // An offer that crosses ours is refused, and what it says with it.
    call.send('INVITE', ['P-Asserted-Identity: <sip:103@pbx.example>'], offer());
    await call.response(491);
    call.send('ACK');
    await heard();
    expect(party()).toEqual(after);
    pbx.reply(hold, answer);
    expect(await held).toMatchObject({ ok: true });
    await update(['P-Asserted-Identity: <sip:103@pbx.example>']);
    expect(phone.last()).toMatchObject({ state: 'held', remoteNumber: '103' });
  });

  it('who is anonymous is nobody: no number of the one before stays', async () => {
    await talk();
    await update([customer, 'Privacy: id']);
    expect(party()).toEqual({ remoteNumber: undefined, remoteName: undefined });
    await update([customer]);
    expect(party()).toEqual(after);
    await reinvite(['P-Asserted-Identity: "Anonymous" <sip:anonymous@anonymous.invalid>']);
    expect(party()).toEqual({ remoteNumber: undefined, remoteName: undefined });
  });

  it('who is the same one in other words changes nothing', async () => {
    await talk();
    const events = phone.events.length;
    await update(['P-Asserted-Identity: <sip:+995599123456@pbx.example>']);
    await update(['P-Asserted-Identity: "599123456" <tel:+995599123456>']);
    await update(['Privacy: none']);
    await update([]);
    expect(phone.events).toHaveLength(events);
    await update(['P-Asserted-Identity: "Nino B." <sip:0599123456@pbx.example>']);
    expect(party()).toEqual({ ...before, remoteName: 'Nino B.' });
  });

  it.each([
    'P-Asserted-Identity: ;',
    'P-Asserted-Identity: <>',
    'P-Asserted-Identity: <<<sip:@@@>>',
    'P-Asserted-Identity: "Levan',
    'P-Asserted-Identity: <http://pbx.example/levan>',
    'P-Asserted-Identity: <sip:pbx.example>',
    `P-Asserted-Identity: <sip:${'9'.repeat(3000)}@pbx.example>`,
    'Privacy: nonsense;;',
  ])('that cannot be read changes nothing: %s', async (header) => {
    await talk();
    const events = phone.events.length;
    await update([header]);
    await reinvite([header]);
    expect(phone.events).toHaveLength(events);
    expect(party()).toEqual(before);
  });

  it('is cleaned of what must not be shown', async () => {
    await talk();
    await update(['P-Asserted-Identity: "Le\u202Evan \u0007" <sip:057%37654321@pbx.example>']);
    expect(party()).toEqual({ ...after, remoteName: 'Le van' });
  });

  it('of a request that is refused is nobody’s', async () => {
    await talk();
    media.broken.add('accept');
    call.send('UPDATE', [customer], offer());
    await pbx.response(488, 'UPDATE');
    expect(party()).toEqual(before);
  });
});

describe('another From in the middle of a call (RFC 4916)', () => {
  const from = '"Nino" <sip:0599123456@pbx.example>;tag=caller-call-1';

  /** An UPDATE of the same dialog whose From says `next`. */
  async function updateFrom(next: string, headers: readonly string[] = []): Promise<void> {
    const send = pbx.sendRaw.bind(pbx);
    pbx.sendRaw = (text) => send(text.replace(/^From: .*$/mu, `From: ${next};tag=caller-call-1`));
    call.send('UPDATE', headers);
    pbx.sendRaw = send;
    await pbx.response(200, 'UPDATE');
  }
  const next = '"Levan" <sip:0577654321@pbx.example>';

  it('is another party where the PBX said so when it called', async () => {
    await talk(from.replace(/;tag.*/u, ''), ['Supported: timer, from-change']);
    await updateFrom(next);
    expect(party()).toEqual(after);
    // From now on this is whom our requests are to.
    await phone.telephony.hangUp(id);
    expect((await pbx.request('BYE')).headers.get('to')).toContain('0577654321');
  });

  it('is nothing where the PBX did not', async () => {
    await talk(from.replace(/;tag.*/u, ''));
    await updateFrom(next);
    expect(party()).toEqual(before);
    await updateFrom(next, ['Supported: from-change']);
    expect(party()).toEqual(after);
  });

  it('that is what it was says nothing of whom P-Asserted-Identity named', async () => {
    await talk(from.replace(/;tag.*/u, ''), ['Supported: from-change', customer]);
    expect(party()).toEqual(after);
    await update([]);
    expect(party()).toEqual(after);
  });
});
