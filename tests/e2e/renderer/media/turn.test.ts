import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findTurnserver } from '../../../../scripts/environment.ts';
import { startAsterisk, whereIsAsterisk, type Asterisk } from '../../../support/asterisk.ts';
import { startCoturn, type Coturn } from '../../../support/coturn.ts';
import {
  openMediaBrowser,
  whereIsChromium,
  type MediaBrowser,
  type MediaPage,
} from '../../../support/media-page.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

const account = { username: 'nino', password: 'turn' };
const missing = [
  ...(findTurnserver() === undefined ? ['coturn'] : []),
  ...(whereIsAsterisk() === undefined ? ['asterisk'] : []),
  ...(whereIsChromium() === undefined ? ['Chromium'] : []),
];

describe.skipIf(missing.length > 0)(
  `media through coturn as the only way out (${missing.length === 0 ? 'all there' : `no ${missing.join(', no ')}`})`,
  () => {
    let asterisk: Asterisk;
    let coturn: Coturn;
    let browser: MediaBrowser;
    let media: MediaPage;
    let phone: TestTelephone;

    beforeAll(async () => {
      asterisk = await startAsterisk({ accounts: [account], mediaEverywhere: true });
      browser = await openMediaBrowser();
    });
    afterAll(async () => {
      await browser?.close();
      await asterisk?.stop();
    });
    beforeEach(async () => {
      coturn = await startCoturn();
      media = await browser.open();
      phone = createTestTelephone(media);
    });
    afterEach(async () => {
      await phone.stop();
      await media.page.context().close();
      await coturn.stop();
    });

    const markerAt = async (id: string) => (await media.statistics(id)).markerDb ?? -100;

    it.each(['udp', 'tcp'] as const)(
      'over %s: a marker comes back, and none without the relay',
      async (transport) => {
        phone.telephony.connect(
          sipAccount([asterisk.wsUrl], {
            aor: `${account.username}@${asterisk.domain}`,
            authorizationUsername: account.username,
            password: account.password,
            iceServers: [coturn.iceServer(transport)],
            telephone: { ...sipAccount([]).telephone, relayOnly: true },
          }),
        );
        await phone.registered();
        expect(await phone.telephony.dial('600')).toMatchObject({ ok: true });
        const { id } = await phone.untilCall(({ state }) => state === 'active');
        await media.request({ name: 'marker', peer: id, on: true });
        await expect.poll(() => markerAt(id), { timeout: 10_000 }).toBeGreaterThan(-25);
        expect(coturn.allocations()).toBeGreaterThan(0);
        // With the relay all sound is gone: there was no other way.
        await coturn.stop();
        await expect.poll(() => markerAt(id), { timeout: 10_000 }).toBeLessThan(-60);
        await phone.telephony.hangUp(id);
      },
    );
  },
);
