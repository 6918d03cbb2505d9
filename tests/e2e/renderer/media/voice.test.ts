import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  openMediaBrowser,
  whereIsChromium,
  type MediaBrowser,
  type MediaPage,
} from '../../../support/media-page.ts';
import { microphoneFile } from '../../../support/speech-file.ts';

describe.skipIf(whereIsChromium() === undefined)('the voice on its way (needs Chromium)', () => {
  let browser: MediaBrowser;
  let media: MediaPage;
  let microphone: Awaited<ReturnType<typeof microphoneFile>>;
  beforeAll(async () => {
    microphone = await microphoneFile('silence');
    browser = await openMediaBrowser({ microphone: microphone.path });
  });
  afterAll(async () => {
    await browser?.close();
    await microphone?.remove();
  });
  beforeEach(async () => {
    media = await browser.open();
    await media.page.evaluate(`{
      window.connections = [];
      window.RTCPeerConnection = class extends RTCPeerConnection {
        constructor(...given) {
          super(...given);
          window.connections.push(this);
        }
      };
    }`);
  });
  afterEach(async () => {
    await media.page.context().close();
  });

  /** `a` calls `b`; `said` changes what each hears of the other. */
  async function talk(said: (sdp: string) => string): Promise<{ offer: string; answer: string }> {
    for (const peer of ['a', 'b']) await media.request({ name: 'open', peer, iceServers: [] });
    const offer = await media.describe('a', 'offer');
    await media.request({ name: 'accept', peer: 'b', type: 'offer', sdp: said(offer) });
    const answer = await media.describe('b', 'answer');
    await media.request({ name: 'accept', peer: 'a', type: 'answer', sdp: said(answer) });
    return { offer, answer };
  }
  /** Packets that `a` sent in the third and fourth second of the call, when all has settled. */
  async function packetsInTwoSeconds(): Promise<number> {
    const sent: number[] = [];
    for (const seconds of [3, 5]) {
      await media.untilEvents(seconds, (event) => event.name === 'sample' && event.peer === 'a');
      sent.push((await media.statistics('a')).packetsSent);
    }
    return (sent[1] ?? 0) - (sent[0] ?? 0);
  }
  const codecs = (sdp: string) => {
    const [, types = ''] = /^m=audio \d+ \S+ (.*)$/mu.exec(sdp) ?? [];
    return types.split(' ').map((type) => new RegExp(`^a=rtpmap:${type} (\\S+?)/`, 'mu').exec(sdp)?.[1]);
  };

  it('is Opus, with RED where the other side offered it: each packet carries the one before', async () => {
    const { offer, answer } = await talk((sdp) => sdp);
    expect(codecs(offer).slice(0, 2)).toEqual(['opus', 'red']);
    expect(codecs(answer).slice(0, 2)).toEqual(['red', 'opus']);
    for (const peer of ['a', 'b']) await media.request({ name: 'marker', peer, on: true });
    // What came twice is discarded once (W3C webrtc-stats `packetsDiscarded`): nothing was lost.
    const redundant = () =>
      media.page.evaluate<number[]>(`Promise.all(window.connections.map(async (connection) =>
        [...(await connection.getStats()).values()].find(({ type }) => type === 'inbound-rtp').packetsDiscarded))`);
    const least = async () => Math.min(...(await redundant()));
    await expect.poll(least, { timeout: 10_000 }).toBeGreaterThan(50);
  });

  it('costs hardly a packet while nobody speaks, and sounds no worse for it', async () => {
    await talk((sdp) => sdp);
    expect(await packetsInTwoSeconds()).toBeLessThan(40);
    const before = (await media.statistics('b')).concealedSamples ?? 0;
    await media.untilEvents(6, (event) => event.name === 'sample' && event.peer === 'b');
    const { concealedSamples = 0, packetsLost } = await media.statistics('b');
    expect(packetsLost).toBe(0);
    // Of 48,000 a second; silence that was meant counts as none of them.
    expect(concealedSamples - before).toBeLessThan(10_000);
  });

  it('is sent without a gap to a side that did not ask for gaps', async () => {
    await talk((sdp) => sdp.replaceAll(';usedtx=1', ''));
    expect(await packetsInTwoSeconds()).toBeGreaterThan(60);
  });
});
