import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeMediaPort, fakeSdp } from '../../../support/fake-media-port.ts';
import { ScriptedPbx } from '../../../support/scripted-pbx.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

let pbx: ScriptedPbx;
let phone: TestTelephone;
const unhandled: unknown[] = [];
const note = (error: unknown) => unhandled.push(error);

beforeAll(async () => {
  process.on('unhandledRejection', note);
  pbx = await ScriptedPbx.start();
  phone = createTestTelephone(new FakeMediaPort());
  phone.telephony.connect(sipAccount([pbx.url]));
  await phone.registered();
});
afterAll(async () => {
  process.off('unhandledRejection', note);
  await phone.stop();
  await pbx.close();
});

let number = 0;
/** Messages that are right, of every kind that a PBX sends. */
function rightMessage(kind: number, contact: string): string {
  number += 1;
  const body = fakeSdp('sendrecv', 1, 'offer');
  const method =
    ['INVITE', 'BYE', 'OPTIONS', 'NOTIFY', 'CANCEL', 'ACK', 'UPDATE', 'MESSAGE', 'REFER'][kind % 9] ?? '';
  const first = kind % 10 === 9 ? 'SIP/2.0 200 OK' : `${method} ${contact} SIP/2.0`;
  const withBody = kind % 9 === 0;
  return [
    first,
    `Via: SIP/2.0/WS 127.0.0.1:5060;branch=z9hG4bK-m${number}`,
    'Max-Forwards: 70',
    `From: "Nino" <sip:0599123456@pbx.example>;tag=f${number}`,
    'To: <sip:nino@pbx.example>',
    `Call-ID: m${number}`,
    `CSeq: 1 ${method}`,
    'Contact: <sip:pbx@127.0.0.1;transport=ws>',
    'P-Asserted-Identity: "Nino" <sip:+995599123456@pbx.example>',
    ...(withBody ? ['Content-Type: application/sdp'] : []),
    `Content-Length: ${withBody ? Buffer.byteLength(body) : 0}`,
    '',
    withBody ? body : '',
  ].join('\r\n');
}

const mutation = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(1500) }),
  fc.record({ kind: fc.constant('insert' as const), at: fc.nat(1500), text: fc.string({ maxLength: 20 }) }),
  fc.record({
    kind: fc.constant('swap' as const),
    at: fc.nat(1500),
    text: fc.string({ minLength: 1, maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('dropLine' as const), at: fc.nat(14) }),
  fc.record({ kind: fc.constant('doubleLine' as const), at: fc.nat(14) }),
  fc.record({ kind: fc.constant('emptyValue' as const), at: fc.nat(14) }),
);
type Mutation = typeof mutation extends fc.Arbitrary<infer M> ? M : never;

function mutate(text: string, change: Mutation): string {
  const lines = text.split('\r\n');
  switch (change.kind) {
    case 'cut':
      return text.slice(0, change.at);
    case 'insert':
      return text.slice(0, change.at) + change.text + text.slice(change.at);
    case 'swap':
      return text.slice(0, change.at) + change.text + text.slice(change.at + change.text.length);
    case 'dropLine':
      return lines.filter((_, index) => index !== change.at).join('\r\n');
    case 'doubleLine':
      return lines.flatMap((line, index) => (index === change.at ? [line, line] : [line])).join('\r\n');
    case 'emptyValue':
      return lines
        .map((line, index) => (index === change.at ? line.replace(/:.*/u, ':') : line))
        .join('\r\n');
  }
}

/** Settles when all that was sent before has reached the telephone. */
async function heard(): Promise<void> {
  pbx.sendRaw('\r\n\r\n');
  await pbx.next(({ text }) => text === '\r\n');
}

describe('messages with mistakes', () => {
  it('cost neither the registration nor the next call', async () => {
    const register = await pbx.request('REGISTER');
    const contact = /<([^>]+)>/u.exec(register.headers.get('contact') ?? '')?.[1] ?? '';
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(90), fc.array(mutation, { maxLength: 3 })), { minLength: 5, maxLength: 20 }),
        async (messages) => {
          for (const [kind, mutations] of messages) {
            pbx.sendRaw(mutations.reduce(mutate, rightMessage(kind, contact)));
          }
          await heard();
          for (const { id } of phone.telephony.calls()) await phone.telephony.hangUp(id);
          const call = pbx.call();
          await call.response(180);
          const answered = phone.telephony.answer(phone.last().id);
          await call.answered();
          expect(await answered).toMatchObject({ ok: true });
          await heard();
          await phone.telephony.hangUp(phone.last().id);
          await pbx.request('BYE');
          expect(phone.telephony.registration().status).toBe('registered');
        },
      ),
      { numRuns: 40 },
    );
    expect(unhandled).toEqual([]);
    // Some mistakes still make a call, and others are seen as mistakes.
    expect(phone.events.filter(({ state }) => state === 'ringing').length).toBeGreaterThan(40);
    expect(phone.logLines.join('\n')).toContain('malformed');
    expect(phone.logLines.join('\n')).not.toMatch(/599123456|Nino/u);
  });
});
