import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MediaCommandInput } from '../../../../src/contract/media/messages.ts';
import {
  openMediaBrowser,
  whereIsChromium,
  type MediaBrowser,
  type MediaPage,
} from '../../../support/media-page.ts';
import { pluggableDevices, type PluggableDevices } from '../../../support/pluggable-devices.ts';

type Configure = Extract<MediaCommandInput, { name: 'configure' }>;

describe.skipIf(whereIsChromium() === undefined)('the devices of the media page (needs Chromium)', () => {
  let browser: MediaBrowser;
  let media: MediaPage;
  let devices: PluggableDevices;
  let microphones: { id: string; label: string }[];
  let speakers: { id: string; label: string }[];

  beforeAll(async () => {
    browser = await openMediaBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });
  beforeEach(async () => {
    media = await browser.open();
    devices = await pluggableDevices(media);
    const result = await media.request({ name: 'devices' });
    if (!result.ok || result.value.devices === undefined) throw new Error('no devices');
    ({ microphones, speakers } = result.value.devices);
  });
  afterEach(async () => {
    await media.page.context().close();
  });

  const configure = (change: Partial<Configure>) =>
    media.request({
      name: 'configure',
      microphone: null,
      speaker: null,
      ring: null,
      processing: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
      ringVolume: 1,
      ...change,
    });
  const labels = async () => (await devices.open()).map(({ label }) => label);
  /** The last of the devices: never what the system would take by itself. */
  const second = <D>(of: readonly D[]): D => {
    const last = of.at(-1);
    if (last === undefined) throw new Error('the browser has no devices');
    return last;
  };

  it('are real ones: the browser’s stand-ins for the default are not among them', () => {
    expect(microphones.length).toBeGreaterThan(1);
    expect(speakers.length).toBeGreaterThan(1);
    for (const { id, label } of [...microphones, ...speakers]) {
      expect(label).not.toBe('');
      expect(['default', 'communications', '']).not.toContain(id);
    }
  });

  it('the microphone chosen is opened, by its name where its id has changed', async () => {
    const { label } = second(microphones);
    await configure({ microphone: { id: 'of another time', label } });
    expect(await media.request({ name: 'prepare' })).toMatchObject({ ok: true });
    expect(await labels()).toEqual([label]);
  });

  it('a call keeps its voice when its microphone is pulled out, and goes back to it', async () => {
    const chosen = second(microphones);
    await configure({ microphone: chosen });
    await media.talk('a', 'b');
    expect(await labels()).toEqual([chosen.label]);
    await devices.unplug(chosen.label);
    await expect.poll(labels).toHaveLength(1);
    expect(await labels()).not.toContain(chosen.label);
    const sent = (await media.statistics('a')).packetsSent;
    await expect.poll(async () => (await media.statistics('a')).packetsSent).toBeGreaterThan(sent + 10);
    await devices.plugIn(chosen.label);
    await expect.poll(labels).toEqual([chosen.label]);
    expect(media.events.filter(({ name }) => name === 'microphoneLost')).toEqual([]);
    expect(media.violations).toEqual([]);
  });

  it('says when no microphone is left in a call, and when there is one again', async () => {
    await media.talk('a', 'b');
    const all = (await devices.open()).map(({ label }) => label);
    await media.page.evaluate(`{
      window.getUserMediaBefore = navigator.mediaDevices.getUserMedia;
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('none', 'NotFoundError'));
    }`);
    for (const label of all) await devices.unplug(label);
    await media.untilEvent(({ name }) => name === 'microphoneLost');
    await media.page.evaluate('navigator.mediaDevices.getUserMedia = window.getUserMediaBefore');
    for (const label of all) await devices.plugIn(label);
    await media.untilEvent(({ name }) => name === 'microphoneBack');
    expect(await labels()).toHaveLength(1);
  });

  it('changes the microphone and its processing while a call is on', async () => {
    await media.talk('a', 'b');
    const chosen = second(microphones);
    await configure({ microphone: chosen });
    await expect.poll(labels).toEqual([chosen.label]);
    await configure({
      microphone: chosen,
      processing: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    });
    await expect.poll(() => devices.open()).toEqual([{ label: chosen.label, echoCancellation: false }]);
    const sent = (await media.statistics('a')).packetsSent;
    await expect.poll(async () => (await media.statistics('a')).packetsSent).toBeGreaterThan(sent + 10);
  });

  it('sounds where it was told to: callers in the headset, the ring on its own device', async () => {
    const [headset, ring] = [second(speakers), speakers[0]];
    await configure({ speaker: headset, ring: ring ?? null });
    await media.talk('a', 'b');
    await media.request({ name: 'tone', tone: 'ring' });
    await media.request({ name: 'tone', tone: 'waiting' });
    await expect
      .poll(() => devices.sinks())
      .toEqual({ calls: [headset.label, headset.label], tones: [ring?.label, headset.label] });
    await devices.unplug(headset.label);
    await expect
      .poll(() => devices.sinks())
      .toEqual({ calls: ['default', 'default'], tones: [ring?.label, 'default'] });
    await devices.plugIn(headset.label);
    await expect
      .poll(() => devices.sinks())
      .toEqual({ calls: [headset.label, headset.label], tones: [ring?.label, headset.label] });
    for (const role of ['speaker', 'ring'] as const) {
      expect(await media.request({ name: 'test', role })).toEqual({ ok: true, value: {} });
    }
  });

  it('meters the microphone, and lets go of it where no call needs it', async () => {
    expect(await media.request({ name: 'meter', on: true })).toEqual({ ok: true, value: {} });
    // The fake microphone beeps.
    await media.untilEvent((event) => event.name === 'levels' && event.input > 0.01);
    expect(await labels()).toHaveLength(1);
    await media.request({ name: 'meter', on: false });
    expect(await labels()).toEqual([]);
    await media.talk('a', 'b');
    await media.request({ name: 'meter', on: true });
    await media.untilEvent((event) => event.name === 'levels' && event.output > 0.01);
    await media.request({ name: 'meter', on: false });
    expect(await labels()).toHaveLength(1);
    for (const peer of ['a', 'b']) await media.request({ name: 'close', peer });
    await media.request({ name: 'meter', on: true });
    await media.request({ name: 'release' });
    expect(await labels()).toHaveLength(1);
    await media.request({ name: 'meter', on: false });
    expect(await labels()).toEqual([]);
  });

  it('a meter that is stopped while the microphone is being opened opens none', async () => {
    const started = media.request({ name: 'meter', on: true });
    await media.request({ name: 'meter', on: false });
    await started;
    expect(await labels()).toEqual([]);
  });
});
