import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededChance } from '../../../fuzz/mutator.ts';
import { sdpMutant } from '../../../fuzz/sdp-mutator.ts';
import {
  openMediaBrowser,
  whereIsChromium,
  type MediaBrowser,
  type MediaPage,
} from '../../../support/media-page.ts';

const rounds = 80;

describe.skipIf(whereIsChromium() === undefined)('session descriptions with mistakes (need Chromium)', () => {
  let browser: MediaBrowser;
  let media: MediaPage;
  beforeAll(async () => {
    browser = await openMediaBrowser();
    media = await browser.open();
  });
  afterAll(() => browser?.close());

  it('are taken or refused by the media page, offers and answers, and the next call connects', async () => {
    const chance = seededChance(8866);
    const outcomes = { taken: 0, refused: 0 };
    const count = ({ ok }: { ok: boolean }) => (outcomes[ok ? 'taken' : 'refused'] += 1);
    await media.request({ name: 'open', peer: 'model', iceServers: [] });
    const offer = await media.describe('model', 'offer');
    for (let round = 0; round < rounds; round++) {
      const peer = `peer-${round}`;
      await media.request({ name: 'open', peer, iceServers: [] });
      if (round % 2 === 0) {
        const taken = await media.request({
          name: 'accept',
          peer,
          type: 'offer',
          sdp: sdpMutant(offer, chance),
        });
        count(taken);
        const answer = await media.request({ name: 'describe', peer, type: 'answer', direction: 'sendrecv' });
        // Nothing is answered that was not taken.
        if (!taken.ok) expect(answer.ok).toBe(false);
      } else {
        await media.describe(peer, 'offer');
        const sdp = sdpMutant(offer.replace('setup:actpass', 'setup:active'), chance);
        count(await media.request({ name: 'accept', peer, type: 'answer', sdp }));
      }
      expect(await media.request({ name: 'close', peer })).toMatchObject({ ok: true });
    }
    expect(outcomes.taken).toBeGreaterThan(5);
    expect(outcomes.refused).toBeGreaterThan(5);
    await media.talk('caller', 'callee');
    expect(media.violations).toEqual([]);
  }, 120_000);
});
