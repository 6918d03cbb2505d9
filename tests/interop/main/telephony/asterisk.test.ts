import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startAsterisk, whereIsAsterisk, type Asterisk } from '../../../support/asterisk.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';
import { WeriftMediaPort } from '../../../support/werift-media-port.ts';

const account = { username: 'nino', password: 'interop' };

describe.skipIf(whereIsAsterisk() === undefined)('the telephone at a real Asterisk (needs asterisk)', () => {
  let asterisk: Asterisk;
  let media: WeriftMediaPort;
  let phone: TestTelephone;

  beforeAll(async () => {
    asterisk = await startAsterisk({ accounts: [account] });
  });
  afterAll(async () => {
    await asterisk?.stop();
  });
  beforeEach(() => {
    media = new WeriftMediaPort();
    phone = createTestTelephone(media);
  });
  afterEach(async () => {
    await phone.telephony.disconnect();
    media.close();
  });

  const connect = (password = account.password) =>
    phone.telephony.connect(
      sipAccount([asterisk.wsUrl], {
        aor: `${account.username}@${asterisk.domain}`,
        authorizationUsername: account.username,
        password,
      }),
    );
  const state = (wanted: string) => phone.untilCall((call) => call.state === wanted);

  /** Talks until the own words come back. */
  async function hearEcho(id: string): Promise<void> {
    const peer = media.peer(id);
    const before = peer.heard.length;
    await peer.until(() => peer.connected);
    media.talk(id);
    await peer.until(() => peer.heard.length >= before + 20);
    peer.stopTalking();
  }

  async function takeCall(application: 'Echo' | 'HangUpSoon' = 'Echo'): Promise<string> {
    connect();
    await phone.registered();
    await asterisk.originate({
      to: account.username,
      callerNumber: '+995599123456',
      callerName: 'Nino Beridze',
      calledNumber: '+995322000111',
      application,
    });
    const { id } = await state('ringing');
    expect(await phone.telephony.answer(id)).toMatchObject({ ok: true });
    await state('active');
    return id;
  }

  it('is refused with a wrong password, and says so', async () => {
    connect('wrong');
    const refused = await phone.untilRegistration(({ status }) => status === 'waiting');
    expect(refused).toMatchObject({ reason: 'pbx.refused', sipStatus: 401 });
  });

  it('takes a call, knows who calls which number, and hears its echo', async () => {
    const id = await takeCall();
    expect(phone.last()).toMatchObject({
      direction: 'in',
      remoteNumber: '+995599123456',
      remoteName: 'Nino Beridze',
      calledNumber: '+995322000111',
    });
    await hearEcho(id);
    await phone.untilCall((call) => call.media === 'connected');
    expect(await phone.telephony.hangUp(id)).toMatchObject({ ok: true });
    expect(phone.last()).toMatchObject({ state: 'ended', ending: 'operator' });
    await expect.poll(() => asterisk.command('core show channels count')).toMatch(/0 active channels/u);
  });

  it('holds and resumes, and hears the echo again', async () => {
    const id = await takeCall();
    await hearEcho(id);
    expect(await phone.telephony.setHeld(id, true)).toMatchObject({ ok: true });
    expect(phone.last()).toMatchObject({ state: 'held' });
    expect(await phone.telephony.setHeld(id, false)).toMatchObject({ ok: true });
    expect(phone.last()).toMatchObject({ state: 'active' });
    await hearEcho(id);
    await phone.telephony.hangUp(id);
  });

  it('is hung up on by the caller', async () => {
    await takeCall('HangUpSoon');
    expect(await state('ended')).toMatchObject({ ending: 'other' });
  });

  it('calls out, hears its echo, and presses digits', async () => {
    connect();
    await phone.registered();
    const dialled = await phone.telephony.dial('*43');
    expect(dialled).toMatchObject({ ok: true });
    const { id } = await state('active');
    await hearEcho(id);
    expect(await phone.telephony.sendDtmf(id, '12#')).toMatchObject({ ok: true });
    await phone.telephony.hangUp(id);
    expect(phone.last()).toMatchObject({ ending: 'operator' });
  });

  it('finds a number busy, another one unknown, and gives up a third that only rings', async () => {
    connect();
    await phone.registered();
    await phone.telephony.dial('601');
    expect(await state('ended')).toMatchObject({ ending: 'busy' });
    await phone.telephony.dial('999');
    expect(await phone.untilCall((call) => call.ending === 'notFound')).toBeDefined();
    await phone.telephony.dial('602');
    await expect.poll(() => media.tones.at(-1)).toBe('ringback');
    await phone.telephony.hangUp(phone.last().id);
    expect(phone.last()).toMatchObject({ state: 'ended', ending: 'operator' });
    await expect.poll(() => asterisk.command('core show channels count')).toMatch(/0 active channels/u);
  });

  it('keeps the call while the connection is cut, and finds it again', async () => {
    const id = await takeCall();
    await hearEcho(id);
    // No time for a pong: the connection counts as dead, and is made anew.
    phone.clock.advance(10_000);
    await phone.untilRegistration(({ status }) => status === 'waiting');
    expect(phone.telephony.calls()).toHaveLength(1);
    phone.telephony.retryNow();
    await phone.registered();
    await expect.poll(() => phone.logLines.filter((line) => line.includes('re-INVITE'))).toHaveLength(1);
    expect(phone.last().state).toBe('active');
    await hearEcho(id);
    await phone.telephony.hangUp(id);
  });
});
