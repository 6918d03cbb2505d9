import assert from 'node:assert/strict';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  openMediaBrowser,
  whereIsChromium,
  type MediaBrowser,
  type MediaPage,
} from '../../../support/media-page.ts';

/** A peer is closed when its candidates are gathered. */
const patience = { timeout: 20_000 };

describe.skipIf(whereIsChromium() === undefined)('peers made before they are needed (needs Chromium)', () => {
  let browser: MediaBrowser;
  let media: MediaPage;

  beforeAll(async () => {
    browser = await openMediaBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });
  beforeEach(async () => {
    media = await browser.open();
    // Every peer connection and microphone that the page ever makes.
    await media.page.evaluate(() => {
      const connections: RTCPeerConnection[] = [];
      const Native = RTCPeerConnection;
      window.RTCPeerConnection = class extends Native {
        constructor(configuration?: RTCConfiguration) {
          super(configuration);
          connections.push(this);
        }
      };
      const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      const tracks: MediaStreamTrack[] = [];
      let microphones = 0;
      let taken = false;
      navigator.mediaDevices.getUserMedia = async (constraints) => {
        if (taken) throw new DOMException('gone', 'NotFoundError');
        microphones += 1;
        const stream = await open(constraints);
        for (const track of stream.getTracks()) {
          tracks.push(track);
          const clone = track.clone.bind(track);
          track.clone = () => {
            const copy = clone();
            tracks.push(copy);
            return copy;
          };
        }
        return stream;
      };
      Object.assign(window, {
        takeMicrophone: () => {
          taken = true;
          for (const track of tracks) track.stop();
        },
        giveMicrophone: () => {
          taken = false;
          navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
        },
        counted: () => ({
          open: connections.filter(({ connectionState }) => connectionState !== 'closed').length,
          microphones,
          live: tracks.filter(({ readyState }) => readyState === 'live').length,
          playing: document.querySelectorAll('audio').length,
        }),
      });
    });
  });
  afterEach(async () => {
    assert.deepEqual(media.violations, []);
    await media.page.context().close();
  });

  const counted = () =>
    media.page.evaluate<{ open: number; microphones: number; live: number; playing: number }>('counted()');
  const states = (peer: string) =>
    media.events.flatMap((event) =>
      event.name === 'connection' && event.peer === peer ? [event.state] : [],
    );
  const sent = async (peer: string) => (await media.statistics(peer)).packetsSent;

  async function warm(spare: string): Promise<string> {
    const result = await media.request({ name: 'warm', spare, iceServers: [] });
    if (!result.ok || result.value.sdp === undefined) throw new Error(`no offer: ${JSON.stringify(result)}`);
    return result.value.sdp;
  }
  const accept = async (peer: string, type: 'offer' | 'answer', sdp: string) =>
    expect(await media.request({ name: 'accept', peer, type, sdp })).toEqual({ ok: true, value: {} });
  const done = async (command: Parameters<MediaPage['request']>[0]) =>
    expect(await media.request(command)).toEqual({ ok: true, value: {} });

  it('answers a ringing call without a microphone or a way to the caller, and talks when it is told to', async () => {
    await done({ name: 'open', peer: 'caller', iceServers: [] });
    const offer = await media.describe('caller', 'offer');
    const before = await counted();
    await done({ name: 'open', peer: 'desk', iceServers: [], silent: true });
    await accept('desk', 'offer', offer);
    const answer = await media.describe('desk', 'answer');
    expect(answer).toContain('a=sendrecv');
    expect(answer).toMatch(/^a=candidate:/mu);
    await accept('caller', 'answer', answer);
    expect((await counted()).microphones).toBe(before.microphones);
    // Both ends could have found each other long ago.
    await media.untilEvent(
      (event) => event.name === 'connection' && event.peer === 'caller' && event.state === 'connecting',
    );
    expect(await sent('desk')).toBe(0);
    await done({ name: 'voice', peer: 'desk' });
    await expect.poll(async () => (await media.statistics('caller')).packetsReceived).toBeGreaterThan(10);
    await expect.poll(async () => (await media.statistics('desk')).packetsReceived).toBeGreaterThan(10);
    expect(states('desk')).toContain('connected');
  });

  it('hears the caller though the microphone went at the last moment, and is heard when there is one again', async () => {
    await done({ name: 'open', peer: 'caller', iceServers: [] });
    const offer = await media.describe('caller', 'offer');
    await done({ name: 'open', peer: 'desk', iceServers: [], silent: true });
    await accept('desk', 'offer', offer);
    await accept('caller', 'answer', await media.describe('desk', 'answer'));
    await media.page.evaluate('takeMicrophone()');
    expect(await media.request({ name: 'voice', peer: 'desk' })).toMatchObject({
      ok: false,
      reason: 'media.noMicrophone',
    });
    await media.untilEvent(
      (event) => event.name === 'connection' && event.peer === 'desk' && event.state === 'connected',
    );
    expect(await sent('desk')).toBe(0);
    await media.page.evaluate('giveMicrophone()');
    await expect.poll(async () => (await media.statistics('caller')).packetsReceived).toBeGreaterThan(10);
  });

  it('goes over to the next call with the offer that it had, and its name', async () => {
    const offer = await warm('spare');
    expect(offer).toMatch(/^a=candidate:/mu);
    expect((await counted()).microphones).toBe(0);
    await done({ name: 'open', peer: 'desk', iceServers: [], silent: true, spare: 'spare' });
    await done({ name: 'voice', peer: 'desk' });
    await done({ name: 'open', peer: 'other', iceServers: [] });
    await accept('other', 'offer', offer);
    await accept('desk', 'answer', await media.describe('other', 'answer'));
    await expect.poll(async () => (await media.statistics('other')).packetsReceived).toBeGreaterThan(10);
    await expect.poll(async () => (await media.statistics('desk')).packetsReceived).toBeGreaterThan(10);
    expect((await media.statistics('desk')).codec?.toLowerCase()).toBe('audio/opus');
    expect(states('spare')).toEqual([]);
    expect(states('desk')).toContain('connected');
    // And is a peer as any other from then on.
    expect(await media.describe('desk', 'offer', 'sendonly')).toContain('a=sendonly');
  });

  it('lets go of peers and microphones that are closed in the middle of everything', async () => {
    await done({ name: 'open', peer: 'caller', iceServers: [] });
    const offer = await media.describe('caller', 'offer');
    for (let call = 0; call < 10; call += 1) {
      const peer = `desk ${call}`;
      // None of them waits for the one before: the close overtakes what was begun.
      await Promise.all([
        media.request({ name: 'open', peer, iceServers: [], silent: true }),
        media.request({ name: 'accept', peer, type: 'offer', sdp: offer }),
        media.request({ name: 'voice', peer }),
        media.request({ name: 'close', peer }),
      ]);
    }
    await done({ name: 'close', peer: 'caller' });
    await done({ name: 'release' });
    await expect.poll(async () => (await counted()).open, patience).toBe(0);
    expect(await counted()).toMatchObject({ playing: 0, live: 0 });
  });

  it('is one at a time, of its own name only, and leaves nothing behind', async () => {
    await warm('first');
    await warm('second');
    await expect.poll(counted, patience).toMatchObject({ open: 1, playing: 1 });
    const open = (spare: string) =>
      media.request({ name: 'open', peer: spare, iceServers: [], silent: true, spare });
    expect(await open('first')).toMatchObject({ ok: false, reason: 'media.failed' });
    await done({ name: 'coolDown' });
    expect(await open('second')).toMatchObject({ ok: false, reason: 'media.failed' });
    await expect.poll(counted, patience).toMatchObject({ open: 0, playing: 0 });
    const [late] = await Promise.all([
      media.request({ name: 'warm', spare: 'third', iceServers: [] }),
      media.request({ name: 'coolDown' }),
    ]);
    expect(late).toMatchObject({ ok: false });
    await done({ name: 'open', peer: 'desk', iceServers: [], silent: true });
    await done({ name: 'close', peer: 'desk' });
    await expect.poll(counted, patience).toMatchObject({ open: 0, playing: 0 });
  });
});
