import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startBaresip, whyNoBaresip, type Baresip } from '../../../support/baresip.ts';
import { startKamailio, whyNoKamailio, type Kamailio } from '../../../support/kamailio.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';
import { markerHz, toneShare } from '../../../support/tone.ts';
import { WeriftMediaPort } from '../../../support/werift-media-port.ts';

const desk = { username: 'nino', password: 'interop' };
const other = { username: '210', password: 'plain' };
const otherHz = 750;
const why = whyNoKamailio() ?? whyNoBaresip();

describe.skipIf(why !== undefined)(
  `the telephone over wss at Kamailio, its media through rtpengine to baresip (${why ?? 'all there'})`,
  () => {
    let kamailio: Kamailio;
    let baresip: Baresip;
    let media: WeriftMediaPort;
    let phone: TestTelephone;
    /** Events of baresip from here on belong to the present test. */
    let from = 0;

    beforeAll(async () => {
      kamailio = await startKamailio({ accounts: [desk, other] });
      baresip = await startBaresip({
        ...other,
        domain: kamailio.domain,
        proxyPort: kamailio.udpPort,
        speaks: { tone: otherHz },
        answers: 'manual',
      });
    });
    afterAll(async () => {
      await baresip?.stop();
      await kamailio?.stop();
    });
    beforeEach(() => {
      from = baresip.events.length;
      media = new WeriftMediaPort();
      phone = createTestTelephone(media);
    });
    afterEach(async () => {
      await phone.stop();
      media.close();
    });

    const register = async (certificateAuthority: string | undefined = kamailio.authority) => {
      phone.telephony.connect(
        sipAccount([kamailio.wssUrl], {
          aor: `${desk.username}@${kamailio.domain}`,
          authorizationUsername: desk.username,
          password: desk.password,
          telephone: { ...sipAccount([]).telephone, certificateAuthority },
        }),
      );
      await phone.registered();
    };
    const state = (wanted: string) => phone.untilCall((call) => call.state === wanted);
    const otherSays = (type: string) => baresip.until((event) => event.type === type, from);

    /** Each end hears the other's tone. */
    async function bothHear(id: string): Promise<void> {
      await expect.poll(() => media.peer(id).connected, { timeout: 10_000 }).toBe(true);
      await media.sendMarker(id);
      await expect.poll(() => media.hears(id, otherHz), { timeout: 10_000 }).toBeGreaterThan(0.9);
      await expect
        .poll(async () => toneShare(await baresip.heard(), 48_000, markerHz), { timeout: 10_000 })
        .toBeGreaterThan(0.9);
    }

    async function callOut(): Promise<string> {
      await register();
      expect(await phone.telephony.dial(other.username)).toMatchObject({ ok: true });
      await otherSays('CALL_INCOMING');
      await baresip.command('accept');
      const { id } = await state('active');
      return id;
    }

    it('does not register where the authority is not known, and says so', async () => {
      phone.telephony.connect(sipAccount([kamailio.wssUrl], { aor: `${desk.username}@${kamailio.domain}` }));
      expect(await phone.untilRegistration(({ status }) => status === 'waiting')).toMatchObject({
        reason: 'pbx.certificate',
      });
    });

    it('calls out, and each end hears the other', async () => {
      const id = await callOut();
      await bothHear(id);
      await phone.telephony.hangUp(id);
      await otherSays('CALL_CLOSED');
      expect(phone.last()).toMatchObject({ state: 'ended', ending: 'operator' });
    });

    it('takes a call, and each end hears the other, until the caller hangs up', async () => {
      await register();
      await baresip.command('dial', `sip:${desk.username}@${kamailio.domain}`);
      const ringing = await state('ringing');
      expect(ringing.remoteNumber).toBe(other.username);
      await otherSays('CALL_RINGING');
      expect(await phone.telephony.answer(ringing.id)).toMatchObject({ ok: true });
      await otherSays('CALL_ESTABLISHED');
      await bothHear(ringing.id);
      await baresip.command('hangup');
      expect(await state('ended')).toMatchObject({ ending: 'other' });
    });

    it('holds and resumes', async () => {
      const id = await callOut();
      await bothHear(id);
      expect(await phone.telephony.setHeld(id, true)).toMatchObject({ ok: true });
      expect(await phone.telephony.setHeld(id, false)).toMatchObject({ ok: true });
      await bothHear(id);
      await phone.telephony.hangUp(id);
    });

    it('presses digits that the other end receives', async () => {
      const id = await callOut();
      await bothHear(id);
      media.peer(id).stopTalking();
      expect(await phone.telephony.sendDtmf(id, '12#')).toMatchObject({ ok: true });
      for (const digit of '12#') {
        await baresip.until(({ type, param }) => type === 'CALL_DTMF_START' && param === digit, from);
      }
      await phone.telephony.hangUp(id);
    });

    it('finds a number busy and another one unknown, and gives up a third that only rings', async () => {
      await register();
      await phone.telephony.dial('298');
      expect(await state('ended')).toMatchObject({ ending: 'busy' });
      await phone.telephony.dial('299');
      expect(await phone.untilCall(({ ending }) => ending === 'notFound')).toBeDefined();
      await phone.telephony.dial(other.username);
      await otherSays('CALL_INCOMING');
      await expect.poll(() => media.tones.at(-1)).toBe('ringback');
      await phone.telephony.hangUp(phone.last().id);
      await otherSays('CALL_CLOSED');
    });

    it('keeps the call while Kamailio is started anew, and hears on', async () => {
      const id = await callOut();
      await bothHear(id);
      await kamailio.restart();
      await phone.untilRegistration(({ status }) => status === 'waiting');
      phone.telephony.retryNow();
      await phone.registered();
      await bothHear(id);
      await phone.telephony.hangUp(id);
      await otherSays('CALL_CLOSED');
    });
  },
);
