// Whom a call out has reached: P-Asserted-Identity in its responses (RFC 3325).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeMediaPort, fakeSdp } from '../../../support/fake-media-port.ts';
import { ScriptedPbx, type Sip } from '../../../support/scripted-pbx.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

let pbx: ScriptedPbx;
let phone: TestTelephone;
let invite: Sip;

beforeEach(async () => {
  pbx = await ScriptedPbx.start();
  phone = createTestTelephone(new FakeMediaPort());
  phone.telephony.connect(sipAccount([pbx.url]));
  await phone.registered();
  void phone.telephony.dial('200');
  invite = await pbx.request('INVITE');
});
afterEach(async () => {
  await phone.stop();
  await pbx.close();
});

const levan = 'P-Asserted-Identity: "Levan" <sip:0577654321@pbx.example>';
const gio = 'P-Asserted-Identity: "Gio" <sip:103@pbx.example>';
const ring = (headers: readonly string[], tag = 'one') => pbx.reply(invite, { status: 180, headers }, tag);
const answer = (headers: readonly string[], tag = 'one') =>
  pbx.reply(invite, { status: 200, headers, body: fakeSdp('sendrecv', 1, 'answer') }, tag);
const isWith = (number: string, name?: string) =>
  phone.untilCall(({ remoteNumber, remoteName }) => remoteNumber === number && remoteName === name);
/** The call was answered, and all that its answer says is known. */
async function talking() {
  await phone.untilCall(({ state }) => state === 'active');
  pbx.sendRaw('\r\n\r\n');
  await pbx.next(({ text }) => text === '\r\n');
  return phone.last();
}

describe('a call out', () => {
  it('is with whoever rings and answers for the number that was dialled', async () => {
    ring([levan]);
    await isWith('+995577654321', 'Levan');
    expect(phone.last().state).toBe('dialling');
    answer([gio]);
    await isWith('103', 'Gio');
    expect(await talking()).toMatchObject({ state: 'active', remoteNumber: '103' });
  });

  it('is with whom its ringing has told of where the answer says nothing', async () => {
    ring([levan]);
    await isWith('+995577654321', 'Levan');
    answer([]);
    expect(await talking()).toMatchObject({ remoteNumber: '+995577654321', remoteName: 'Levan' });
  });

  it('that rings at several phones is with nobody of them before one answers', async () => {
    ring([levan], 'one');
    await isWith('+995577654321', 'Levan');
    ring([gio], 'two');
    await isWith('200');
    answer([], 'two');
    await isWith('103', 'Gio');
  });

  it.each([
    ['nobody', []],
    ['somebody who hides', [levan, 'Privacy: id']],
    ['what cannot be read', ['P-Asserted-Identity: ;']],
    ['the PBX itself', ['P-Asserted-Identity: <sip:pbx.example>']],
  ])('whose answer tells of %s is with the number that was dialled', async (_, headers) => {
    ring(headers);
    answer(headers);
    expect(await talking()).toMatchObject({ remoteNumber: '200' });
    expect(phone.last().remoteName).toBeUndefined();
  });
});
