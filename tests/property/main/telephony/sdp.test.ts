import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdsUs } from '../../../../src/main/telephony/remote-hold.ts';
import { seededChance } from '../../../fuzz/mutator.ts';
import { sdpMutant } from '../../../fuzz/sdp-mutator.ts';
import { FakeMediaPort, fakeSdp } from '../../../support/fake-media-port.ts';
import { ScriptedPbx } from '../../../support/scripted-pbx.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

const rounds = 60;
const chance = seededChance(4566);
const unhandled: unknown[] = [];
const note = (error: unknown) => unhandled.push(error);

let pbx: ScriptedPbx;
let media: FakeMediaPort;
let phone: TestTelephone;

beforeEach(async () => {
  process.on('unhandledRejection', note);
  pbx = await ScriptedPbx.start();
  media = new FakeMediaPort();
  phone = createTestTelephone(media);
  phone.telephony.connect(sipAccount([pbx.url]));
  await phone.registered();
});
afterEach(async () => {
  await phone.stop();
  await pbx.close();
  process.off('unhandledRejection', note);
});

/** Settles when all that was sent before has reached the telephone. */
async function heard(): Promise<void> {
  pbx.sendRaw('\r\n\r\n');
  await pbx.next(({ text }) => text === '\r\n');
}

/** Nonsense that still looks like audio is taken by some media windows, and refused by others. */
function nonsense(type: 'offer' | 'answer'): string {
  if (chance(2) === 0) media.broken.add('accept');
  else media.broken.delete('accept');
  return sdpMutant(fakeSdp('sendrecv', 1, type), chance);
}

async function nextCallWorks(): Promise<void> {
  media.broken.clear();
  for (const { id } of phone.telephony.calls()) await phone.telephony.hangUp(id);
  await heard();
  expect(phone.telephony.calls()).toEqual([]);
  const call = pbx.call();
  await call.response(180);
  const answered = phone.telephony.answer(phone.last().id);
  await call.answered();
  expect(await answered).toMatchObject({ ok: true });
  await heard();
  await phone.telephony.hangUp(phone.last().id);
  await pbx.request('BYE');
  await heard();
  expect(media.peers()).toEqual([]);
  expect(phone.telephony.registration().status).toBe('registered');
  expect(unhandled).toEqual([]);
}

describe('a session description with mistakes', () => {
  it('in an INVITE is refused or answered, and costs no other call', async () => {
    let refused = 0;
    for (let round = 0; round < rounds; round++) {
      const call = pbx.call({ body: nonsense('offer') });
      const first = await call.next((status) => status > 100);
      if (first.status !== 180) continue;
      const answered = phone.telephony.answer(phone.last().id);
      const last = await call.next((status) => status >= 200);
      if (last.status !== 200) refused += 1;
      call.send('ACK');
      await answered;
      for (const { id } of phone.telephony.calls()) await phone.telephony.hangUp(id);
      await heard();
    }
    expect(refused).toBeGreaterThan(5);
    await nextCallWorks();
  });

  it('in early media and in the answer ends that call at most', async () => {
    for (let round = 0; round < rounds; round++) {
      expect(await phone.telephony.dial('0322123456')).toMatchObject({ ok: true });
      const invite = await pbx.request('INVITE');
      if (chance(2) === 0) pbx.reply(invite, { status: 183, body: nonsense('answer') });
      pbx.reply(invite, { status: 200, body: nonsense('answer') });
      await pbx.request('ACK');
      await heard();
      for (const { id } of phone.telephony.calls()) await phone.telephony.hangUp(id);
      await heard();
    }
    await nextCallWorks();
  });

  it('in re-INVITEs and UPDATEs leaves the call as it was', async () => {
    const call = pbx.call();
    await call.response(180);
    const answered = phone.telephony.answer(phone.last().id);
    await call.answered();
    await answered;
    for (let round = 0; round < rounds; round++) {
      const method = chance(2) === 0 ? 'INVITE' : 'UPDATE';
      call.send(method, [], nonsense('offer'));
      const final = await pbx.next((each) => each.method === method && (each.status ?? 0) >= 200);
      expect([200, 400, 415, 488]).toContain(final.status);
      if (method === 'INVITE') call.send('ACK');
      await heard();
      expect(phone.last().state).toBe('active');
    }
    await nextCallWorks();
  });

  it('says whether we are held, or not, and nothing else', () => {
    for (let round = 0; round < 2000; round++) {
      expect(typeof holdsUs(sdpMutant(fakeSdp('sendonly', 1, 'offer'), chance))).toBe('boolean');
    }
  });
});
