import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  openMediaBrowser,
  whereIsChromium,
  type MediaBrowser,
  type MediaPage,
} from '../../../support/media-page.ts';
import { microphoneFile } from '../../../support/speech-file.ts';

/** Above the one, in dB, the marker is there, below the other it is not. It is sent at -12. */
const heardDb = -25;
const unheardDb = -60;

const patience = { timeout: 10_000 };

describe.skipIf(whereIsChromium() === undefined)('conferences and markers (needs Chromium)', () => {
  const parties = ['keti', 'levan', 'maka'] as const;
  let browser: MediaBrowser;
  let media: MediaPage;
  let microphone: Awaited<ReturnType<typeof microphoneFile>>;

  beforeAll(async () => {
    microphone = await microphoneFile('speech');
    browser = await openMediaBrowser({ microphone: microphone.path });
  });
  afterAll(async () => {
    await browser?.close();
    await microphone?.remove();
  });
  /** Three calls: the desk's own peers are called after the parties, those of the other sides `… far`. */
  beforeEach(async () => {
    media = await browser.open();
    for (const party of parties) await media.talk(party, far(party));
    for (const party of parties) await ok({ name: 'mute', peer: far(party), muted: true });
  });
  afterEach(async () => {
    await media.page.context().close();
  });

  const far = (party: string) => `${party} far`;
  const ok = async (command: Parameters<MediaPage['request']>[0]) =>
    expect(await media.request(command)).toMatchObject({ ok: true });
  const markerAt = async (peer: string) => (await media.statistics(peer)).markerDb;
  const hearsMarker = async (peer: string) => {
    await expect.poll(() => markerAt(peer), patience).toBeGreaterThan(heardDb);
  };
  const hearsNoMarker = async (peer: string) => {
    await expect.poll(() => markerAt(peer), patience).toBeLessThan(unheardDb);
  };
  /** The loudest in more than a second of the call: whoever speaks makes pauses. */
  async function loudest(peer: string): Promise<number> {
    const now = () => media.page.evaluate(() => performance.now());
    const until = (await now()) + 1200;
    let most = 0;
    while ((await now()) < until) most = Math.max(most, (await media.statistics(peer)).outputLevel ?? 0);
    return most;
  }
  const hearsVoice = async (peer: string) => {
    await expect.poll(() => loudest(peer), patience).toBeGreaterThan(0.05);
  };
  const hearsNobody = async (peer: string) => {
    await expect.poll(() => loudest(peer), patience).toBeLessThan(0.01);
  };

  it('a marker is heard at the other end, instead of the microphone, until it ends', async () => {
    await ok({ name: 'marker', peer: 'keti', on: true });
    await hearsMarker(far('keti'));
    await hearsNoMarker(far('levan'));
    await ok({ name: 'marker', peer: 'keti', on: false });
    expect((await media.statistics(far('keti'))).markerDb).toBeUndefined();
    await hearsVoice(far('keti'));
    expect(media.violations).toEqual([]);
  });

  it('that one cannot join goes on as it was', async () => {
    await ok({ name: 'conference', peers: ['keti', 'levan'] });
    // It has no microphone yet, and nothing comes from it.
    await ok({ name: 'open', peer: 'silent', iceServers: [], silent: true });
    const joined = await media.request({ name: 'conference', peers: ['keti', 'levan', 'silent'] });
    expect(joined).toMatchObject({ ok: false, reason: 'media.failed' });
    await ok({ name: 'marker', peer: far('keti'), on: true });
    await hearsMarker(far('levan'));
    await hearsVoice(far('levan'));
  });

  it('each hears the others and the operator, and nobody hears itself', async () => {
    await ok({ name: 'conference', peers: [...parties] });
    await ok({ name: 'marker', peer: far('keti'), on: true });
    await hearsMarker(far('levan'));
    await hearsMarker(far('maka'));
    await hearsNoMarker(far('keti'));
    for (const party of parties) await hearsVoice(far(party));
  });

  it('muting silences the operator for all of them, and leaves them to each other', async () => {
    await ok({ name: 'conference', peers: [...parties] });
    for (const party of parties) await hearsVoice(far(party));
    await ok({ name: 'mute', peer: 'keti', muted: true });
    for (const party of parties) await hearsNobody(far(party));
    await ok({ name: 'marker', peer: far('maka'), on: true });
    await hearsMarker(far('levan'));
    await hearsMarker(far('keti'));
    await hearsNoMarker(far('maka'));
  });

  it('whoever is held neither hears nor is heard; the others go on', async () => {
    await ok({ name: 'conference', peers: [...parties] });
    const hold = await media.describe('maka', 'offer', 'sendonly');
    await ok({ name: 'accept', peer: far('maka'), type: 'offer', sdp: hold });
    await ok({
      name: 'accept',
      peer: 'maka',
      type: 'answer',
      sdp: await media.describe(far('maka'), 'answer'),
    });
    await ok({ name: 'marker', peer: far('keti'), on: true });
    await hearsMarker(far('levan'));
    await hearsNoMarker(far('maka'));
  });

  it('one that leaves is no loss to the others; of two, the last is alone with the operator', async () => {
    await ok({ name: 'conference', peers: [...parties] });
    await ok({ name: 'marker', peer: far('keti'), on: true });
    await hearsMarker(far('maka'));
    await ok({ name: 'close', peer: 'maka' });
    await hearsMarker(far('levan'));
    await ok({ name: 'close', peer: 'keti' });
    await hearsNoMarker(far('levan'));
    await hearsVoice(far('levan'));
  });

  it('dissolved, each is alone with the operator again', async () => {
    await ok({ name: 'conference', peers: [...parties] });
    await ok({ name: 'marker', peer: far('keti'), on: true });
    await hearsMarker(far('levan'));
    await ok({ name: 'conference', peers: [] });
    for (const party of ['levan', 'maka']) {
      await hearsNoMarker(far(party));
      await hearsVoice(far(party));
    }
  });

  it('tells of each connected call once a second, and of none that is closed', async () => {
    await media.untilEvent((event) => event.name === 'sample' && event.peer === 'keti');
    await media.untilEvent((event) => event.name === 'sample' && event.peer === far('maka'));
    await ok({ name: 'close', peer: 'keti' });
    media.events.length = 0;
    for (const times of [1, 2]) {
      await media.untilEvents(times, (event) => event.name === 'sample' && event.peer === 'levan');
    }
    expect(media.events.filter((event) => event.name === 'sample' && event.peer === 'keti')).toEqual([]);
    const statistics = await media.statistics('levan');
    expect(statistics.totalSamples).toBeGreaterThan(0);
    expect(statistics.concealedSamples).toBeLessThan(statistics.totalSamples ?? 0);
  });

  it('says that the operator speaks into a muted microphone, and that it is over', async () => {
    const speaking = (value: boolean) =>
      media.untilEvent((event) => event.name === 'speakingWhileMuted' && event.speaking === value);
    for (const party of parties) await ok({ name: 'mute', peer: far(party), muted: false });
    for (const party of parties) await ok({ name: 'mute', peer: party, muted: true });
    expect(media.events.filter(({ name }) => name === 'speakingWhileMuted')).toEqual([]);
    for (const party of parties) await ok({ name: 'mute', peer: far(party), muted: true });
    await speaking(true);
    await ok({ name: 'mute', peer: 'keti', muted: false });
    await speaking(false);
  });
});
