import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FakeMediaPort } from '../../../support/fake-media-port.ts';
import { ScriptedPbx } from '../../../support/scripted-pbx.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

/**
 * The messages of RFC 4475, byte for byte, to a telephone with a live registration. What the RFC expects of a proxy, of
 * a registrar or over UDP is here what it means for a user agent behind WebSocket (RFC 7118):
 *
 * - A REGISTER is refused with 405 whatever is in it: a desk is no registrar, and the method is looked at before the
 *   header fields (RFC 3261 §8.2.1).
 * - A frame is one message (RFC 7118 §5): wrong lengths are handled as in a datagram.
 * - The answer goes back on the connection, so that a Via nobody can read does not keep it from being sent.
 * - What breaks the grammar in the request line or in an address is refused, also where the RFC would let us guess
 *   what was meant (lwsruri, lwsstart, trws, escruri, badaspec, baddn); a field that we do not read may be wrong.
 */
type Expected = 'rings' | 'silence' | number;
type Row = readonly [file: string, expected: Expected, why: string, user?: string];

const user = 'user@example.com';
const table: readonly Row[] = [
  // 3.1.1 valid messages
  [
    'wsinv',
    481,
    'valid, and its To has a tag: inside a dialog that we do not have',
    'vivekg@chair-dnrc.example.com',
  ],
  ['intmeth', 405, 'valid, with a method that nobody knows'],
  ['esc01', 404, 'valid; its user is `sips:user@example.com`, which is not our user'],
  ['escnull', 405, 'valid, a REGISTER'],
  ['esc02', 405, 'valid; an escaped method is another method, not REGISTER'],
  ['lwsdisp', 200, 'valid: a display name needs no space after it'],
  ['longreq', 'rings', 'valid, and long'],
  ['dblreq', 405, 'valid, a REGISTER; the INVITE behind its end is not looked at'],
  ['semiuri', 404, 'valid; `user;par=u@example.net` is another user than `user`'],
  ['transports', 200, 'valid: any transport may stand in a Via'],
  ['mpart01', 405, 'valid; the desk shows no messages, and says so', 'kumiko@example.org'],
  ['unreason', 'silence', 'a valid response to nothing that we sent'],
  ['noreason', 'silence', 'a valid response to nothing that we sent'],
  // 3.1.2 invalid messages
  ['badinv01', 400, 'separators with nothing between them in Via and Contact'],
  ['clerr', 400, 'Content-Length larger than the message'],
  ['ncl', 400, 'a negative Content-Length'],
  ['scalar02', 400, 'a CSeq of 2³¹ and more'],
  ['scalarlg', 'silence', 'a response with a CSeq of 2³¹ and more'],
  ['quotbal', 400, 'a quote that is not closed'],
  ['ltgtruri', 400, 'a Request-URI in brackets'],
  ['lwsruri', 400, 'a space in the Request-URI'],
  ['lwsstart', 400, 'two spaces in the request line'],
  ['trws', 400, 'spaces behind the request line'],
  ['escruri', 400, 'header fields in the Request-URI'],
  ['baddate', 'rings', 'a Date that is not GMT: may be refused, but nobody here reads it'],
  ['regbadct', 405, 'a REGISTER'],
  ['badaspec', 400, 'spaces within an address'],
  ['baddn', 400, 'a comma in a display name without quotes'],
  ['badvers', 505, 'SIP 7.0'],
  ['mismatch01', 400, 'another method in CSeq'],
  ['mismatch02', 400, 'another method in CSeq, and an unknown one in the request line'],
  ['bigcode', 'silence', 'a response with a status of ten digits'],
  // 3.2 transactions
  ['badbranch', 200, 'nothing behind the cookie of the branch: matched as before RFC 3261'],
  // 3.3 applications
  ['insuf', 400, 'no From, To and Call-ID; answered with what there is'],
  ['unkscm', 416, 'an unknown URI scheme'],
  ['novelsc', 416, 'a known URI scheme that is not for calls'],
  ['unksm2', 405, 'a REGISTER'],
  ['bext01', 420, 'requires extensions that nobody has; Proxy-Require is not for us'],
  ['invut', 415, 'a body of an unknown kind'],
  ['regaut01', 405, 'a REGISTER'],
  ['multi01', 400, 'fields twice that may be there once'],
  ['mcl01', 400, 'two Content-Lengths'],
  ['bcast', 'silence', 'a response that has another Via below ours'],
  ['zeromf', 200, 'Max-Forwards 0 stops a proxy; here it has arrived'],
  ['cparam01', 405, 'a REGISTER'],
  ['cparam02', 405, 'a REGISTER'],
  ['regescrt', 405, 'a REGISTER'],
  ['sdp01', 406, 'takes no SDP for an answer'],
  // 3.4 before RFC 3261
  ['inv2543', 'rings', 'valid before RFC 3261: no branch, no From tag, no Contact', 'UserB@example.com'],
];

const folder = new URL('../../../data/rfc4475/', import.meta.url);
const bytesOf = (file: string): Buffer => readFileSync(new URL(`${file}.dat`, folder));
const escaped: unknown[] = [];
const note = (error: unknown) => escaped.push(error);

let pbx: ScriptedPbx;
let phone: TestTelephone;

beforeAll(async () => {
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
  pbx = await ScriptedPbx.start();
});
afterEach(() => phone.stop());
afterAll(async () => {
  await pbx.close();
  process.off('unhandledRejection', note);
  process.off('uncaughtException', note);
});

async function signIn(aor: string): Promise<void> {
  phone = createTestTelephone(new FakeMediaPort());
  phone.telephony.connect(sipAccount([pbx.url], { aor }));
  await phone.registered();
}

/** Settles when all that was sent before has been dealt with. */
async function heard(): Promise<void> {
  pbx.sendRaw('\r\n\r\n');
  await pbx.next(({ text }) => text === '\r\n');
}

/** What the telephone sent since then: the statuses of its responses. */
const statusesSince = (count: number): readonly number[] =>
  pbx.received.slice(count).flatMap(({ status }) => (status === undefined ? [] : [status]));

async function nextCallWorks(): Promise<void> {
  expect(phone.telephony.registration().status).toBe('registered');
  expect(phone.telephony.calls()).toEqual([]);
  const call = pbx.call();
  await call.response(180);
  const answered = phone.telephony.answer(phone.last().id);
  await call.answered();
  expect(await answered).toMatchObject({ ok: true });
  await heard();
  call.send('BYE');
  await pbx.response(200, 'BYE');
  await phone.untilCall(({ state, ending }) => state === 'ended' && ending === 'other');
  expect(phone.telephony.calls()).toEqual([]);
  expect(phone.telephony.registration().status).toBe('registered');
}

async function endCalls(): Promise<void> {
  for (const { id } of phone.telephony.calls())
    expect(await phone.telephony.reject(id)).toMatchObject({ ok: true });
  await heard();
}

describe('the messages of RFC 4475', () => {
  it('are all in the table', () => {
    phone = createTestTelephone(new FakeMediaPort());
    const files = readdirSync(folder).filter((name) => name.endsWith('.dat'));
    expect(table.map(([file]) => `${file}.dat`).toSorted()).toEqual(files.toSorted());
    expect(files).toHaveLength(49);
  });

  it.each(table.map(([file, expected, why, aor = user]) => ({ file, expected, why, aor })))(
    '$file: $expected ($why)',
    async ({ file, expected, aor }) => {
      await signIn(aor);
      const before = pbx.received.length;
      pbx.sendBytes(bytesOf(file));
      await heard();
      await heard();
      const statuses = statusesSince(before);
      if (expected === 'rings') {
        expect(statuses).toEqual([100, 180]);
        expect(phone.last().state).toBe('ringing');
        await endCalls();
        expect(statusesSince(before)).toEqual([100, 180, 486]);
      } else {
        expect(statuses).toEqual(expected === 'silence' ? [] : [expected]);
        expect(phone.events).toEqual([]);
      }
      await nextCallWorks();
      expect(escaped).toEqual([]);
    },
  );

  it('leave the telephone well when they come one after the other, three times, and as binary frames', async () => {
    await signIn(user);
    for (let round = 0; round < 3; round++) {
      for (const [file, expected, , aor] of table) {
        pbx.sendBytes(bytesOf(file), round === 1);
        await heard();
        if (round === 0 && aor === undefined && expected === 'rings')
          expect(phone.last().state).toBe('ringing');
        await endCalls();
      }
    }
    await nextCallWorks();
    expect(escaped).toEqual([]);
  });

  it('answers the bad extension with its name, the bad method with the good ones, and keeps the Via as it came', async () => {
    await signIn(user);
    pbx.sendBytes(bytesOf('bext01'));
    const extension = await pbx.response(420, 'OPTIONS');
    expect(extension.headers.get('unsupported')).toBe('nothingSupportsThis, nothingSupportsThisEither');
    pbx.sendBytes(bytesOf('cparam01'));
    const method = await pbx.response(405, 'REGISTER');
    expect(method.headers.get('allow')).toContain('INVITE');
    expect(method.headers.get('allow')).not.toContain('REGISTER');
    pbx.sendBytes(bytesOf('badbranch'));
    expect((await pbx.response(200, 'OPTIONS')).headers.get('via')).toBe(
      'SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK',
    );
    pbx.sendBytes(bytesOf('transports'));
    const vias = (await pbx.response(200, 'OPTIONS')).text.match(/^Via: .*$/gmu)?.map((line) => line.trim());
    expect(vias).toEqual([
      'Via: SIP/2.0/UDP t1.example.com;branch=z9hG4bKkdjuw',
      'Via: SIP/2.0/SCTP t2.example.com;branch=z9hG4bKklasjdhf',
      'Via: SIP/2.0/TLS t3.example.com;branch=z9hG4bK2980unddj',
      'Via: SIP/2.0/UNKNOWN t4.example.com;branch=z9hG4bKasd0f3en',
      'Via: SIP/2.0/TCP t5.example.com;branch=z9hG4bK0a9idfnee',
    ]);
  });
});
