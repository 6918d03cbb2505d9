// A call that takes the place of another (RFC 3891): a colleague hands a caller over whom the operator was asked about.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeMediaPort, fakeSdp } from '../../../support/fake-media-port.ts';
import { ScriptedPbx, type ScriptedCall } from '../../../support/scripted-pbx.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

let pbx: ScriptedPbx;
let media: FakeMediaPort;
let phone: TestTelephone;
let colleague: ScriptedCall;
/** The desk's tag in the call with the colleague. */
let ownTag: string;

beforeEach(async () => {
  pbx = await ScriptedPbx.start();
  media = new FakeMediaPort();
  phone = createTestTelephone(media);
  phone.telephony.connect(sipAccount([pbx.url]));
  await phone.registered();
  pbx.answers.set('INVITE', ({ body }) => ({
    status: 200,
    body: fakeSdp(body.includes('a=sendonly') ? 'recvonly' : 'sendrecv', 2, 'answer'),
  }));
  colleague = pbx.call({ from: '"Gio" <sip:200@pbx.example>' });
  await colleague.response(180);
  const answered = phone.telephony.answer(idOf(colleague));
  const ok = await colleague.answered();
  await answered;
  ownTag = /;tag=([^;]+)/u.exec(ok.headers.get('to') ?? '')?.[1] ?? '';
});
afterEach(async () => {
  await phone.stop();
  await pbx.close();
});

const newest = (call: ScriptedCall) => phone.events.findLast(({ sipCallId }) => sipCallId === call.id);
const idOf = (call: ScriptedCall) => newest(call)?.id ?? '';
const replacing = (change: Partial<{ id: string; to: string; from: string; more: string }> = {}) => {
  const { id = colleague.id, to = ownTag, from = `caller-${colleague.id}`, more = '' } = change;
  return pbx.call({
    from: '"Nino" <sip:0599123456@pbx.example>',
    headers: ['Require: replaces', `Replaces: ${id};to-tag=${to};from-tag=${from}${more}`],
  });
};
const matches = (one: object, wanted: object): boolean =>
  Object.entries(wanted).every(([name, value]) => Reflect.get(one, name) === value);
const talksWith = (call: ScriptedCall) => phone.until(() => newest(call)?.state === 'active');

describe('an INVITE with Replaces', () => {
  it('is answered at once, in the place of the call that it names', async () => {
    const tonesBefore = media.tones().length;
    const caller = replacing();
    await caller.answered();
    await talksWith(caller);
    expect(newest(caller)).toMatchObject({ remoteNumber: '+995599123456', remoteName: 'Nino' });
    await pbx.request('BYE').then((bye) => expect(bye.headers.get('call-id')).toBe(colleague.id));
    expect(newest(colleague)).toMatchObject({
      state: 'ended',
      ending: 'transferred',
      transfer: { number: '+995599123456' },
    });
    expect(media.tones().slice(tonesBefore)).not.toContain('ring');
    expect(media.tones().at(-1) ?? 'none').toBe('none');
    expect(phone.telephony.calls()).toHaveLength(1);
    expect(media.peers()).toEqual([idOf(caller)]);
  });

  it('of a call on hold is on hold as that was, and does not disturb another talk', async () => {
    const other = pbx.call();
    await other.response(180);
    const answered = phone.telephony.answer(idOf(other));
    await other.answered();
    await answered;
    expect(newest(colleague)?.state).toBe('held');
    const caller = replacing();
    await caller.answered();
    await phone.until(() => newest(caller)?.state === 'held');
    expect(newest(colleague)?.ending).toBe('transferred');
    expect(newest(other)?.state).toBe('active');
  });

  it('does not make an operator heard who is muted', async () => {
    await phone.telephony.setMuted(idOf(colleague), true);
    const caller = replacing();
    await caller.answered();
    await talksWith(caller);
    await phone.until(() => newest(colleague)?.state === 'ended');
    expect(newest(caller)?.muted).toBe(true);
    // Before the peer has a microphone at all.
    const said = media.asked.filter((command) => 'peer' in command && command.peer === idOf(caller));
    const names = said.map(({ name }) => name);
    expect(names.indexOf('mute')).toBeLessThan(names.indexOf('voice'));
    expect(said).not.toContainEqual(expect.objectContaining({ name: 'mute', muted: false }));
  });

  it('of a call on hold lets nobody hear the operator, who talks with another', async () => {
    const other = pbx.call();
    await other.response(180);
    const answered = phone.telephony.answer(idOf(other));
    await other.answered();
    await answered;
    const caller = replacing();
    await caller.answered();
    await phone.until(() => newest(caller)?.state === 'held' && newest(caller)?.muted === false);
    const said = media.asked.filter((command) => 'peer' in command && command.peer === idOf(caller));
    const at = (wanted: object) => said.findIndex((each) => matches(each, wanted));
    expect(at({ name: 'mute', muted: true })).toBeLessThan(at({ name: 'voice' }));
    expect(at({ name: 'describe', direction: 'sendonly' })).toBeLessThan(at({ name: 'mute', muted: false }));
  });

  it('takes the place of a call once: a second one at the same time finds none', async () => {
    media.hold('voice');
    const first = replacing();
    const second = replacing();
    await second.response(481);
    await first.answered();
    media.letGo();
    await talksWith(first);
    await phone.until(() => newest(colleague)?.state === 'ended');
    expect(phone.telephony.calls()).toHaveLength(1);
  });

  it('that knows no call of ours is refused, whatever it guesses', async () => {
    await replacing({ id: 'another' }).response(481);
    await replacing({ to: 'guess' }).response(481);
    await replacing({ from: 'guess' }).response(481);
    await replacing({ to: `caller-${colleague.id}`, from: ownTag }).response(481);
    expect(newest(colleague)?.state).toBe('active');
    expect(phone.telephony.calls()).toHaveLength(1);
  });

  it('that is malformed, or asks for an early call only, is refused', async () => {
    await replacing({ more: ';to-tag=again' }).response(400);
    await pbx.call({ headers: ['Replaces: nonsense'] }).response(400);
    await replacing({ more: ';early-only' }).response(486);
    expect(newest(colleague)?.state).toBe('active');
  });

  it('does not take the place of a call that only rings', async () => {
    const ringing = pbx.call();
    const answer = await ringing.response(180);
    const tag = /;tag=([^;]+)/u.exec(answer.headers.get('to') ?? '')?.[1] ?? '';
    await replacing({ id: ringing.id, to: tag, from: `caller-${ringing.id}` }).response(481);
    expect(newest(ringing)?.state).toBe('ringing');
  });

  it('that cannot be answered leaves the call that it would have replaced', async () => {
    media.broken.add('describe');
    const caller = replacing();
    await phone.until(() => newest(caller)?.state === 'ended');
    expect(newest(caller)?.ending).toBe('failed');
    expect(newest(colleague)?.state).toBe('active');
  });
});
