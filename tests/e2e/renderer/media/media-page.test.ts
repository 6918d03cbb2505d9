import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  openMediaBrowser,
  whereIsChromium,
  type MediaBrowser,
  type MediaPage,
} from '../../../support/media-page.ts';

describe.skipIf(whereIsChromium() === undefined)('the media page (needs Chromium)', () => {
  let browser: MediaBrowser;

  beforeAll(async () => {
    browser = await openMediaBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });

  async function talk(media: MediaPage): Promise<void> {
    expect(await media.request({ name: 'prepare' })).toEqual({ ok: true, value: {} });
    await media.talk('a', 'b');
  }

  it('connects two peers with Opus, and both hear', async () => {
    const media = await browser.open();
    await talk(media);
    await expect.poll(async () => (await media.statistics('b')).packetsReceived).toBeGreaterThan(10);
    expect((await media.statistics('a')).codec?.toLowerCase()).toBe('audio/opus');
    expect(media.violations).toEqual([]);
    await media.page.context().close();
  });

  it('prefers Opus, and gathers before it describes', async () => {
    const media = await browser.open();
    await media.request({ name: 'open', peer: 'a', iceServers: [] });
    const offer = await media.describe('a', 'offer');
    const first = /^m=audio \d+ \S+ (\d+)/mu.exec(offer)?.[1];
    expect(offer).toContain(`a=rtpmap:${first} opus/48000/2`);
    expect(offer).toMatch(/^a=candidate:/mu);
    expect(offer).toContain('telephone-event');
    await media.page.context().close();
  });

  it('holds, takes a refused hold back, and talks on', async () => {
    const media = await browser.open();
    await talk(media);
    expect(await media.describe('a', 'offer', 'sendonly')).toContain('a=sendonly');
    expect(await media.request({ name: 'rollback', peer: 'a' })).toMatchObject({ ok: true });
    const hold = await media.describe('a', 'offer', 'sendonly');
    await media.request({ name: 'accept', peer: 'b', type: 'offer', sdp: hold });
    const answer = await media.describe('b', 'answer');
    expect(answer).toContain('a=recvonly');
    expect(await media.request({ name: 'accept', peer: 'a', type: 'answer', sdp: answer })).toMatchObject({
      ok: true,
    });
    const back = await media.describe('a', 'offer');
    await media.request({ name: 'accept', peer: 'b', type: 'offer', sdp: back });
    expect(await media.describe('b', 'answer')).toContain('a=sendrecv');
    await media.page.context().close();
  });

  it('sends digits, mutes, sounds tones, and closes', async () => {
    const media = await browser.open();
    await talk(media);
    expect(await media.request({ name: 'dtmf', peer: 'a', tones: '12#' })).toEqual({
      ok: true,
      value: { sent: true, lastsMs: 690 },
    });
    expect(await media.request({ name: 'mute', peer: 'a', muted: true })).toMatchObject({ ok: true });
    // What a muted microphone sends is silence.
    await expect.poll(async () => (await media.statistics('b')).outputLevel ?? 0).toBeLessThan(0.001);
    for (const tone of ['ring', 'ringback', 'busy', 'none'] as const) {
      expect(await media.request({ name: 'tone', tone })).toEqual({ ok: true, value: {} });
    }
    await media.request({ name: 'close', peer: 'a' });
    await media.request({ name: 'close', peer: 'b' });
    await media.request({ name: 'release' });
    expect(await media.request({ name: 'mute', peer: 'a', muted: true })).toMatchObject({
      ok: false,
      reason: 'media.failed',
    });
    await media.page.context().close();
  });

  it('says that permission is denied, and that a description is of no use', async () => {
    const media = await browser.open();
    await media.request({ name: 'open', peer: 'a', iceServers: [] });
    expect(await media.request({ name: 'accept', peer: 'a', type: 'offer', sdp: 'v=0' })).toMatchObject({
      ok: false,
      reason: 'media.failed',
    });
    await media.page.evaluate(`navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException('no', 'NotAllowedError'))`);
    await media.request({ name: 'close', peer: 'a' });
    await media.request({ name: 'release' });
    expect(await media.request({ name: 'prepare' })).toMatchObject({
      ok: false,
      reason: 'media.permissionDenied',
    });
    await media.page.evaluate(`navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException('none', 'NotFoundError'))`);
    expect(await media.request({ name: 'prepare' })).toMatchObject({
      ok: false,
      reason: 'media.noMicrophone',
    });
    await media.page.context().close();
  });
});
