import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PRACTICE_DOMAIN, type PracticeLine } from '../../../../src/practice/practice-line.ts';
import { startAsterisk, whereIsAsterisk } from '../../../support/asterisk.ts';
import {
  openMediaBrowser,
  whereIsChromium,
  type MediaBrowser,
  type MediaPage,
} from '../../../support/media-page.ts';
import { passwordOf, startPracticeLine } from '../../../support/practice-line.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

describe.skipIf(whereIsChromium() === undefined)('the telephone with the media page (needs Chromium)', () => {
  let browser: MediaBrowser;
  let media: MediaPage;
  let phone: TestTelephone;

  beforeAll(async () => {
    browser = await openMediaBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });
  beforeEach(async () => {
    media = await browser.open();
    phone = createTestTelephone(media);
  });
  afterEach(async () => {
    const stopped = phone.telephony.disconnect();
    // The line may be gone already: the bound on the last words is the clock's.
    phone.clock.advance(5000);
    await stopped;
    await media.page.context().close();
  });

  const registered = () => phone.untilRegistration(({ status }) => status === 'registered');
  const state = (wanted: string) => phone.untilCall((call) => call.state === wanted);

  async function hears(id: string): Promise<void> {
    await phone.untilCall((call) => call.media === 'connected');
    const before = (await media.statistics(id)).packetsReceived;
    await expect.poll(async () => (await media.statistics(id)).packetsReceived).toBeGreaterThan(before + 20);
  }

  describe('at the practice line', () => {
    let line: PracticeLine;
    beforeEach(async () => {
      ({ line } = await startPracticeLine());
      phone.telephony.connect(
        sipAccount([line.url], {
          aor: `nino@${PRACTICE_DOMAIN}`,
          authorizationUsername: 'nino',
          password: passwordOf('nino'),
        }),
      );
      await registered();
    });
    afterEach(async () => {
      await line.close();
    });

    it('calls the echo, hears it, holds, resumes, presses digits and hangs up', async () => {
      expect(await phone.telephony.dial('*43')).toMatchObject({ ok: true });
      const { id } = await state('active');
      await hears(id);
      const call = line.calls()[0];
      expect(await phone.telephony.setHeld(id, true)).toMatchObject({ ok: true });
      expect(call?.held).toBe(true);
      expect(await phone.telephony.setHeld(id, false)).toMatchObject({ ok: true });
      await hears(id);
      expect(await phone.telephony.sendDtmf(id, '12#')).toMatchObject({ ok: true });
      await expect.poll(() => call?.digits()).toBe('12#');
      await phone.telephony.hangUp(id);
      await expect.poll(() => call?.state).toBe('ended');
      expect(media.violations).toEqual([]);
    });

    it('goes on with a new peer when the media page was loaded anew', async () => {
      await phone.telephony.dial('*43');
      const { id } = await state('active');
      await hears(id);
      await media.page.reload();
      await phone.untilCall((call) => call.media === 'interrupted');
      // A new peer is asked for at once, by a timer of the clock.
      phone.clock.advance(0);
      await hears(id);
      expect(phone.last().state).toBe('active');
    });
  });

  it.skipIf(whereIsAsterisk() === undefined)(
    'takes a call from a real Asterisk and hears its echo (needs asterisk)',
    async () => {
      const asterisk = await startAsterisk({ accounts: [{ username: 'nino', password: 'e2e' }] });
      try {
        phone.telephony.connect(
          sipAccount([asterisk.wsUrl], {
            aor: `nino@${asterisk.domain}`,
            authorizationUsername: 'nino',
            password: 'e2e',
          }),
        );
        await registered();
        await asterisk.originate({
          to: 'nino',
          callerNumber: '+995599123456',
          calledNumber: '+995322000111',
          application: 'Echo',
        });
        const { id } = await state('ringing');
        expect(await phone.telephony.answer(id)).toMatchObject({ ok: true });
        await hears(id);
        expect((await media.statistics(id)).codec?.toLowerCase()).toBe('audio/opus');
        expect(await phone.telephony.setHeld(id, true)).toMatchObject({ ok: true });
        expect(await phone.telephony.setHeld(id, false)).toMatchObject({ ok: true });
        await hears(id);
        await phone.telephony.hangUp(id);
      } finally {
        await asterisk.stop();
      }
    },
  );
});
