import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  openMediaBrowser,
  whereIsChromium,
  type MediaBrowser,
  type MediaPage,
} from '../../../support/media-page.ts';

const calls = 20;
const patience = { timeout: 20_000, interval: 200 };

describe.skipIf(whereIsChromium() === undefined)('what the browser keeps of calls (needs Chromium)', () => {
  let browser: MediaBrowser;
  let media: MediaPage;
  let left: (kind: 'RTCPeerConnection' | 'HTMLAudioElement' | 'PermissionStatus') => Promise<number>;

  beforeAll(async () => {
    browser = await openMediaBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    media = await browser.open();
    const session = await media.page.context().newCDPSession(media.page);
    // How many there are in the page's memory after a collection, whoever keeps them.
    left = async (kind) => {
      await session.send('HeapProfiler.collectGarbage');
      const { result } = await session.send('Runtime.evaluate', { expression: `${kind}.prototype` });
      const query = { prototypeObjectId: result.objectId ?? '', objectGroup: 'leftovers' };
      const { objects } = await session.send('Runtime.queryObjects', query);
      const count = await session.send('Runtime.callFunctionOn', {
        objectId: objects.objectId ?? '',
        functionDeclaration: 'function () { return this.length; }',
        returnByValue: true,
      });
      await session.send('Runtime.releaseObjectGroup', { objectGroup: 'leftovers' });
      return Number(count.result.value);
    };
  });
  afterEach(() => media.page.context().close());

  async function offered(): Promise<string> {
    await media.request({ name: 'open', peer: 'caller', iceServers: [] });
    return media.describe('caller', 'offer');
  }

  it('nothing of those that end while they are answered', async () => {
    const offer = await offered();
    for (let call = 0; call < calls; call += 1) {
      const peer = `desk ${call}`;
      await media.request({ name: 'open', peer, iceServers: [], silent: true });
      await media.request({ name: 'accept', peer, type: 'offer', sdp: offer });
      await media.describe(peer, 'answer');
      await Promise.all([media.request({ name: 'voice', peer }), media.request({ name: 'close', peer })]);
    }
    await expect.poll(() => left('RTCPeerConnection'), patience).toBe(1);
    await expect.poll(() => left('HTMLAudioElement'), patience).toBe(1);
  });

  it('nothing of those that end while they begin to ring', async () => {
    const offer = await offered();
    for (let call = 0; call < calls; call += 1) {
      const peer = `desk ${call}`;
      await media.request({ name: 'open', peer, iceServers: [], silent: true });
      await media.request({ name: 'accept', peer, type: 'offer', sdp: offer });
      await Promise.all([media.describe(peer, 'answer'), media.request({ name: 'close', peer })]);
    }
    await expect.poll(() => left('RTCPeerConnection'), patience).toBe(1);
    await expect.poll(() => left('HTMLAudioElement'), patience).toBe(1);
  });

  it('nothing of those that end while the other side tells of its voice', async () => {
    const offer = await offered();
    for (let call = 0; call < calls; call += 1) {
      const peer = `desk ${call}`;
      await media.request({ name: 'open', peer, iceServers: [], silent: true });
      await Promise.all([
        media.request({ name: 'accept', peer, type: 'offer', sdp: offer }),
        media.request({ name: 'close', peer }),
      ]);
    }
    await expect.poll(() => left('RTCPeerConnection'), patience).toBe(1);
    await expect.poll(() => left('HTMLAudioElement'), patience).toBe(1);
  });

  it('one word on whether the microphone is allowed, however often it is asked', async () => {
    for (let call = 0; call < calls; call += 1) {
      const warm = await media.request({ name: 'warm', spare: `spare ${call}`, iceServers: [] });
      expect(warm.ok).toBe(true);
    }
    await expect.poll(() => left('RTCPeerConnection'), patience).toBe(1);
    await expect.poll(() => left('PermissionStatus'), patience).toBe(1);
    // And it follows what is allowed.
    const session = await media.page.context().newCDPSession(media.page);
    const { targetInfo } = await session.send('Target.getTargetInfo');
    await session.send('Browser.setPermission', {
      permission: { name: 'microphone' },
      setting: 'denied',
      browserContextId: targetInfo.browserContextId ?? '',
    });
    await expect
      .poll(() => media.request({ name: 'warm', spare: 'refused', iceServers: [] }), patience)
      .toMatchObject({ ok: false, reason: 'media.permissionDenied' });
  });
});
