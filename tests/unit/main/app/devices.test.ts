import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Devices } from '../../../../src/contract/desk/telephone.ts';
import { createDeviceDesk, type DeviceDesk } from '../../../../src/main/app/devices.ts';
import { openSettings } from '../../../../src/main/app/settings.ts';
import { silentLog } from '../../../../src/main/logging/log.ts';
import { FakeMediaPort } from '../../../support/fake-media-port.ts';

const builtIn = { id: 'in-1', label: 'Built-in microphone' };
const headset = { id: 'in-2', label: 'Jabra EVOLVE 20 (0b0e:0300)' };
const speakers = { id: 'out-1', label: 'Built-in speakers' };
const earpiece = { id: 'out-2', label: 'Jabra EVOLVE 20 (0b0e:0300)' };

async function deskWith(directory?: string) {
  const place = directory ?? (await mkdtemp(join(tmpdir(), 'zari-devices-')));
  if (directory === undefined) onTestFinished(() => rm(place, { recursive: true }));
  const media = new FakeMediaPort();
  media.devices = { microphones: [builtIn, headset], speakers: [speakers, earpiece] };
  const settings = await openSettings(place, silentLog);
  const publish = vi.fn<(devices: Devices) => void>();
  const levels = vi.fn<(levels: { input: number; output: number }) => void>();
  const desk = createDeviceDesk({ media, settings, publish, levels });
  onTestFinished(() => desk.close());
  return { desk, media, settings, publish, levels, place };
}

/** The media window says `event`, and the host has looked which devices there are. */
async function look(
  { media, publish }: Pick<Awaited<ReturnType<typeof deskWith>>, 'media' | 'publish'>,
  event: 'ready' | 'devicesChanged',
): Promise<void> {
  publish.mockClear();
  media.tell({ name: event });
  await vi.waitFor(() => expect(publish).toHaveBeenCalled());
}

const chooseMicrophone = (desk: DeviceDesk) => desk.set({ choose: { role: 'microphone', device: headset } });

test('what is chosen is used at once, and again by a media window that was started anew', async () => {
  const { desk, media } = await deskWith();
  expect(await chooseMicrophone(desk)).toEqual({ ok: true, value: {} });
  await desk.set({ processing: { autoGainControl: false }, ringVolume: 0.25 });
  const wanted = {
    name: 'configure',
    microphone: headset,
    speaker: null,
    ring: null,
    processing: { echoCancellation: true, noiseSuppression: true, autoGainControl: false },
    ringVolume: 0.25,
    headset: null,
  };
  expect(media.named('configure').at(-1)).toEqual(wanted);
  media.restart();
  expect(media.named('configure')).toHaveLength(3);
  expect(media.named('configure').at(-1)).toEqual(wanted);
});

test('the choice is remembered on this computer, and taken back with none', async () => {
  const first = await deskWith();
  await chooseMicrophone(first.desk);
  const second = await deskWith(first.place);
  expect(second.desk.devices().chosen.microphone).toEqual(headset);
  await second.desk.set({ choose: { role: 'microphone', device: null } });
  expect((await deskWith(first.place)).desk.devices().chosen.microphone).toBeUndefined();
});

test('what was chosen and is unplugged is missing, and is found again by what it is', async () => {
  const parts = await deskWith();
  await chooseMicrophone(parts.desk);
  await parts.desk.set({ choose: { role: 'speaker', device: earpiece } });
  expect(parts.desk.devices().missing).toEqual([]);
  await look(parts, 'ready');
  expect(parts.publish.mock.lastCall?.[0].missing).toEqual([]);
  parts.media.devices = { microphones: [builtIn], speakers: [speakers] };
  await look(parts, 'devicesChanged');
  expect(parts.publish.mock.lastCall?.[0].missing).toEqual(['microphone', 'speaker']);
  parts.media.devices = { microphones: [builtIn, { ...headset, id: 'new' }], speakers: [speakers, earpiece] };
  await look(parts, 'devicesChanged');
  expect(parts.publish.mock.lastCall?.[0].missing).toEqual([]);
});

test('nothing is missing while the browser does not give the names', async () => {
  const parts = await deskWith();
  await chooseMicrophone(parts.desk);
  parts.media.devices = { microphones: [{ id: '', label: '' }], speakers: [{ id: '', label: '' }] };
  await look(parts, 'ready');
  expect(parts.publish.mock.lastCall?.[0]).toMatchObject({ microphones: [], speakers: [], missing: [] });
});

test('the answer to the last question about devices wins', async () => {
  const { desk, media } = await deskWith();
  const answers: ((found: (typeof media)['devices']) => void)[] = [];
  const request = media.request.bind(media);
  media.request = (command) =>
    command.name === 'devices'
      ? new Promise((resolve) => answers.push((devices) => resolve({ ok: true, value: { devices } })))
      : request(command);
  media.tell({ name: 'devicesChanged' });
  media.tell({ name: 'devicesChanged' });
  answers[1]?.({ microphones: [headset], speakers: [] });
  answers[0]?.({ microphones: [], speakers: [] });
  await vi.waitFor(() => expect(desk.devices().microphones).toEqual([headset]));
});

test('levels are passed on only while somebody looks at them', async () => {
  const { desk, media, levels } = await deskWith();
  media.tell({ name: 'levels', input: 0.5, output: 0 });
  expect(levels).not.toHaveBeenCalled();
  expect(await desk.meter(true, 'desk')).toEqual({ ok: true, value: {} });
  media.tell({ name: 'levels', input: 0.5, output: 0.1 });
  expect(levels).toHaveBeenCalledExactlyOnceWith({ input: 0.5, output: 0.1 });
  media.restart();
  expect(media.named('meter')).toHaveLength(2);
  desk.forgetMeter();
  expect(media.named('meter').at(-1)).toEqual({ name: 'meter', on: false });
  media.tell({ name: 'levels', input: 0.5, output: 0.1 });
  expect(levels).toHaveBeenCalledOnce();
});

test('the check before a shift and the open page of devices do not take the meter from each other', async () => {
  const { desk, media, levels } = await deskWith();
  await desk.meter(true, 'check');
  media.tell({ name: 'levels', input: 0.5, output: 0 });
  expect(levels).not.toHaveBeenCalled();
  await desk.meter(true, 'desk');
  await desk.meter(false, 'check');
  media.tell({ name: 'levels', input: 0.5, output: 0 });
  expect(levels).toHaveBeenCalledOnce();
  await desk.meter(true, 'check');
  desk.forgetMeter();
  expect(media.named('meter').every(({ on }) => on)).toBe(true);
  await desk.meter(false, 'check');
  expect(media.named('meter').at(-1)).toEqual({ name: 'meter', on: false });
});

test('a meter whose microphone is not to be had says why, and is off', async () => {
  const { desk, media, levels } = await deskWith();
  media.broken.add('meter');
  expect(await desk.meter(true, 'desk')).toMatchObject({ ok: false, reason: 'media.failed' });
  media.tell({ name: 'levels', input: 0.5, output: 0.1 });
  expect(levels).not.toHaveBeenCalled();
});

test('the headset whose buttons are heard is shown until it or its window is gone', async () => {
  const { desk, media } = await deskWith();
  media.tell({ name: 'headset', headset: { name: 'Jabra EVOLVE 20' } });
  expect(desk.devices().headset).toEqual({ name: 'Jabra EVOLVE 20' });
  media.tell({ name: 'headset' });
  expect(desk.devices().headset).toBeUndefined();
  media.tell({ name: 'headset', headset: { name: 'Jabra EVOLVE 20' } });
  media.restart();
  expect(desk.devices().headset).toBeUndefined();
});

test('the headset whose buttons are wanted is remembered, told to the media window, and taken back with none', async () => {
  const first = await deskWith();
  const jabra = { id: '0b0e:0300', name: 'Jabra EVOLVE 20' };
  await first.desk.set({ headset: jabra });
  expect(first.media.named('configure').at(-1)).toMatchObject({ headset: jabra });
  const second = await deskWith(first.place);
  expect(second.desk.devices().chosenHeadset).toEqual(jabra);
  await second.desk.set({ ringVolume: 0.5 });
  expect(second.desk.devices().chosenHeadset).toEqual(jabra);
  await second.desk.set({ headset: null });
  expect(second.desk.devices().chosenHeadset).toBeUndefined();
  expect(second.media.named('configure').at(-1)).toMatchObject({ headset: null });
});

test('a look for headsets tells how many there are, and they are gone with the media window', async () => {
  const { desk, media } = await deskWith();
  expect(await desk.findHeadset()).toEqual({ ok: true, value: { found: 0 } });
  const headsets = [{ id: '0b0e:0300', name: 'Jabra EVOLVE 20', status: 'busy' as const }];
  media.tell({ name: 'headsets', headsets });
  expect(await desk.findHeadset()).toEqual({ ok: true, value: { found: 1 } });
  expect(desk.devices().headsets).toEqual(headsets);
  media.restart();
  expect(desk.devices().headsets).toEqual([]);
});
