import { afterEach, describe, expect, it } from 'vitest';
import type { TelephoneSettings } from '../../../../src/contract/server/api.ts';
import { FakeMediaPort, fakeSdp } from '../../../support/fake-media-port.ts';
import { ScriptedPbx, type ScriptedCall } from '../../../support/scripted-pbx.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';
import { quiet, until } from '../../../support/until.ts';

type Way = NonNullable<TelephoneSettings['recording']>['by'];
const info: Way = {
  kind: 'info',
  contentType: 'application/x-recording',
  pause: 'pause\r\n',
  resume: 'resume\r\n',
};
const header: Way = { kind: 'header', name: 'Record', pause: 'pause', resume: 'on' };
const featureCode: Way = { kind: 'featureCode', pause: '*81', resume: '*82' };

let pbx: ScriptedPbx;
let media: FakeMediaPort;
let phone: TestTelephone;
let caller: ScriptedCall;
let id: string;

afterEach(async () => {
  await phone.stop();
  await pbx.close();
});

/** A talk at a PBX whose recording is paused so. */
async function talk(by: Way | undefined): Promise<void> {
  pbx = await ScriptedPbx.start();
  media = new FakeMediaPort();
  phone = createTestTelephone(media);
  const { telephone } = sipAccount([]);
  const recording = by && { by, longestPauseSeconds: 60 };
  phone.telephony.connect(sipAccount([pbx.url], { telephone: { ...telephone, recording } }));
  await phone.registered();
  pbx.answers.set('INVITE', ({ body }) => ({
    status: 200,
    body: fakeSdp(body.includes('a=sendonly') ? 'recvonly' : 'sendrecv', 2, 'answer'),
  }));
  caller = pbx.call();
  await caller.response(180);
  id = phone.last().id;
  expect(phone.last().recording).toBeUndefined();
  const answered = phone.telephony.answer(id);
  await caller.answered();
  await answered;
  media.connection('connected');
}
const pause = () => phone.telephony.setRecordingPaused(id, true);
const resume = () => phone.telephony.setRecordingPaused(id, false);
const status = () => phone.last().recording?.status;
const untilStatus = (wanted: string) => phone.untilCall((call) => call.recording?.status === wanted);
const infos = () => pbx.received.filter((each) => each.method === 'INFO' && each.status === undefined);
const tones = () => media.named('dtmf').map((command) => command.tones);
/** Lets time pass with signs of life in it, so that the connection stays. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 3000) {
    phone.clock.advance(Math.min(3000, left));
    pbx.sendRaw('\r\n\r\n');
    await pbx.next(({ text }) => text === '\r\n');
  }
}
const pausedUntil = () => {
  const { resumesAt } = phone.last().recording ?? {};
  return resumesAt === undefined ? undefined : Date.parse(resumesAt) - phone.clock.now();
};

describe('a recording', () => {
  it('is paused and continued by INFO with a body', async () => {
    await talk(info);
    expect(status()).toBe('running');
    expect(await pause()).toMatchObject({ ok: true });
    expect(status()).toBe('paused');
    expect(pausedUntil()).toBe(60_000);
    expect(await resume()).toMatchObject({ ok: true });
    expect(phone.last().recording).toEqual({ status: 'running' });
    expect(infos().map(({ body }) => body)).toEqual(['pause\r\n', 'resume\r\n']);
    expect(infos()[0]?.headers.get('content-type')).toBe('application/x-recording');
  });

  it('is paused and continued by a header of an INFO without a body', async () => {
    await talk(header);
    expect(await pause()).toMatchObject({ ok: true });
    expect(await resume()).toMatchObject({ ok: true });
    expect(infos().map(({ headers, body }) => [headers.get('record'), body])).toEqual([
      ['pause', ''],
      ['on', ''],
    ]);
  });

  it('is paused and continued by a feature code, in the media', async () => {
    await talk(featureCode);
    expect(await pause()).toMatchObject({ ok: true });
    expect(await resume()).toMatchObject({ ok: true });
    expect(tones()).toEqual(['*81', '*82']);
    expect(infos()).toEqual([]);
  });

  it('is paused by a feature code in INFOs where the PBX takes no tones in the media', async () => {
    await talk(featureCode);
    media.telephoneEvents = false;
    expect(await pause()).toMatchObject({ ok: true });
    expect(infos().map(({ body }) => /Signal=(.)/u.exec(body)?.[1])).toEqual(['*', '8', '1']);
  });

  it('counts as paused only when the last digit of the code is out, and the PBX has had time for it', async () => {
    await talk(featureCode);
    media.toneMs = 230;
    const asked = pause();
    await untilStatus('pausing');
    await until(() => tones().length === 1);
    await quiet();
    phone.clock.advance(3 * 230);
    await quiet();
    expect(status()).toBe('pausing');
    phone.clock.advance(300);
    expect(await asked).toMatchObject({ ok: true });
    expect(status()).toBe('paused');
  });

  it('has the code for going on sent out before the call is handed over', async () => {
    await talk(featureCode);
    pbx.answers.set('REFER', () => ({ status: 202 }));
    await pause();
    media.toneMs = 230;
    const asked = phone.telephony.transfer(id, { number: '600' });
    await until(() => tones().length === 2);
    await quiet();
    const refers = () => pbx.received.filter(({ method }) => method === 'REFER').length;
    expect(refers()).toBe(0);
    phone.clock.advance(3 * 230 + 300);
    expect(await asked).toMatchObject({ ok: true });
    expect(refers()).toBe(1);
  });

  it('says that it is being paused before it is', async () => {
    await talk(info);
    pbx.answers.delete('INFO');
    const asked = pause();
    const request = await pbx.request('INFO');
    expect(status()).toBe('pausing');
    expect(await pause()).toMatchObject({ reason: 'call.wrongState' });
    pbx.reply(request, { status: 200 });
    expect(await asked).toMatchObject({ ok: true });
    expect(status()).toBe('paused');
    expect(await pause()).toMatchObject({ ok: true });
    expect(infos()).toHaveLength(1);
  });

  it.each([undefined, { ...header, name: 'Record\r\nX' }, { ...featureCode, pause: 'eight' }])(
    'is not there where the account does not say how to pause it, or says nonsense (%#)',
    async (by) => {
      await talk(by);
      expect(phone.last().recording).toBeUndefined();
      expect(await pause()).toMatchObject({ reason: 'call.wrongState' });
      expect(infos()).toEqual([]);
    },
  );
});

describe('a recording that was paused and forgotten', () => {
  it.each([info, featureCode])('goes on by itself (%#)', async (by) => {
    await talk(by);
    await pause();
    await pass(59_000);
    expect(status()).toBe('paused');
    await pass(2000);
    await untilStatus('running');
    expect(by.kind === 'info' ? infos() : tones()).toHaveLength(2);
  });

  it('goes on also while the caller is on hold', async () => {
    await talk(featureCode);
    await pause();
    await phone.telephony.setHeld(id, true);
    await pass(60_000);
    await untilStatus('running');
    expect(tones()).toEqual(['*81', '*82']);
  });

  it('goes on before the call is handed over', async () => {
    await talk(info);
    pbx.answers.set('REFER', () => ({ status: 202 }));
    await pause();
    expect(await phone.telephony.transfer(id, { number: '600' })).toMatchObject({ ok: true });
    const order = pbx.received.filter((each) => each.status === undefined).map(({ method }) => method);
    expect(order.filter((method) => method === 'INFO')).toHaveLength(2);
    expect(order.lastIndexOf('INFO')).toBeLessThan(order.indexOf('REFER'));
    expect(status()).toBe('running');
  });

  it('does not keep a call that the PBX will not answer for from being handed over', async () => {
    await talk(info);
    pbx.answers.set('REFER', () => ({ status: 202 }));
    await pause();
    pbx.answers.delete('INFO');
    const asked = phone.telephony.transfer(id, { number: '600' });
    await pbx.request('INFO');
    await pbx.request('INFO');
    await pass(3000);
    expect(await asked).toMatchObject({ ok: true });
  });

  it('is nobody’s business once the call has ended', async () => {
    await talk(info);
    await pause();
    await phone.telephony.hangUp(id);
    expect(phone.last().recording).toBeUndefined();
    await pass(63_000);
    expect(infos()).toHaveLength(1);
  });

  it('goes on as soon as the PBX is back, where it was away', async () => {
    await talk(info);
    await pause();
    await pass(57_000);
    pbx.cut();
    await phone.untilRegistration((registration) => registration.status === 'waiting');
    // Not reachable when it is due: it is told as soon as it can be.
    phone.clock.advance(3500);
    await phone.registered();
    await untilStatus('running');
    expect(infos().at(-1)?.body).toBe('resume\r\n');
  });
});

describe('a PBX that does not pause', () => {
  it('and says so: the recording runs, and the operator knows', async () => {
    await talk(info);
    pbx.answers.set('INFO', () => ({ status: 415 }));
    expect(await pause()).toMatchObject({ reason: 'pbx.refused', detail: 'INFO 415' });
    expect(phone.last().recording).toEqual({ status: 'failed' });
    await pass(30_000);
    expect(infos()).toHaveLength(1);
    pbx.answers.set('INFO', () => ({ status: 200 }));
    expect(await pause()).toMatchObject({ ok: true });
    expect(status()).toBe('paused');
  });

  it('and whose answer is lost with the connection is told to go on, in case it has', async () => {
    await talk(info);
    pbx.answers.delete('INFO');
    const asked = pause();
    await pbx.request('INFO');
    pbx.answers.set('INFO', () => ({ status: 200 }));
    pbx.cut();
    expect(await asked).toMatchObject({ reason: 'pbx.unreachable' });
    expect(status()).toBe('failed');
    phone.telephony.retryNow();
    await untilStatus('running');
    expect(infos().at(-1)?.body).toBe('resume\r\n');
  });

  it('or does not continue is told again and again', async () => {
    await talk(info);
    await pause();
    pbx.answers.set('INFO', () => ({ status: 500 }));
    expect(await resume()).toMatchObject({ reason: 'pbx.refused' });
    expect(status()).toBe('failed');
    expect(pausedUntil()).toBe(10_000);
    await pass(27_000);
    expect(infos().length).toBeGreaterThanOrEqual(4);
    pbx.answers.set('INFO', () => ({ status: 200 }));
    await pass(15_000);
    await untilStatus('running');
  });

  it('by tones while the media path does not stand', async () => {
    await talk(featureCode);
    media.connection('disconnected');
    expect(await pause()).toMatchObject({ reason: 'pbx.unreachable' });
    expect(phone.last().recording).toEqual({ status: 'failed' });
    expect(tones()).toEqual([]);
  });
});
