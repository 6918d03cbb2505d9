import { expect, onTestFinished, test, vi } from 'vitest';
import type { MediaEvent } from '../../../../src/contract/media/messages.ts';
import { createHeadsetControl } from '../../../../src/main/app/headset.ts';
import { FakeMediaPort } from '../../../support/fake-media-port.ts';
import { createFakeTelephony } from '../../../support/fake-telephony.ts';

type Button = Extract<MediaEvent, { name: 'headsetButton' }>['button'];

function control() {
  const media = new FakeMediaPort();
  const telephony = createFakeTelephony();
  const redial = vi.fn<() => void>();
  onTestFinished(createHeadsetControl({ media, telephony, redial }));
  const press = async (button: Button) => {
    const before = media.named('headset').length;
    telephony.asked.length = 0;
    media.tell({ name: 'headsetButton', button });
    // Told how the calls are after each press.
    await media.until(() => media.named('headset').length > before);
    return telephony.asked;
  };
  const lights = () => {
    const { name: _name, ...shown } = media.named('headset').at(-1) ?? { name: 'headset' };
    return Object.entries(shown).flatMap(([light, on]) => (on ? light : []));
  };
  return { media, telephony, redial, press, lights };
}

test('the lights follow the calls, and are sent when they change', () => {
  const { media, telephony, lights } = control();
  telephony.tell({ id: 'a', state: 'ringing' });
  expect(lights()).toEqual(['ring']);
  telephony.tell({ id: 'a', state: 'answering' });
  expect(lights()).toEqual(['offHook']);
  telephony.tell({ id: 'a', state: 'active' });
  telephony.tell({ id: 'a', state: 'active', media: 'connected' });
  expect(media.named('headset')).toHaveLength(2);
  telephony.tell({ id: 'a', state: 'active', muted: true });
  expect(lights()).toEqual(['offHook', 'mute']);
  telephony.tell({ id: 'a', state: 'held' });
  expect(lights()).toEqual(['hold']);
  telephony.tell({ id: 'a', state: 'ended' });
  expect(lights()).toEqual([]);
});

test('a headset that comes into a call learns of it', () => {
  const { media, telephony, lights } = control();
  telephony.tell({ id: 'a', state: 'active' });
  media.tell({ name: 'headset', headset: { name: 'any' } });
  expect(media.named('headset')).toHaveLength(2);
  expect(lights()).toEqual(['offHook']);
});

test('the hook answers, hangs up, and takes back who is on hold', async () => {
  const { telephony, press } = control();
  expect(await press('hookOff')).toEqual([]);
  telephony.tell({ id: 'a', state: 'ringing' });
  expect(await press('hookOff')).toEqual(['answer a']);
  telephony.tell({ id: 'a', state: 'active' });
  expect(await press('hookOff')).toEqual([]);
  telephony.tell({ id: 'b', state: 'ringing' });
  expect(await press('hookOn')).toEqual(['hangUp a']);
  telephony.tell({ id: 'a', state: 'held' });
  expect(await press('hookOff')).toEqual(['answer b']);
  telephony.tell({ id: 'b', state: 'ended' });
  expect(await press('hookOff')).toEqual(['setHeld a false']);
  // What is on hold is not lost by a headset that is put down.
  expect(await press('hookOn')).toEqual([]);
});

test('a call out is given up with the hook', async () => {
  const { telephony, press } = control();
  telephony.tell({ id: 'a', state: 'dialling', direction: 'out' });
  expect(await press('hookOn')).toEqual(['hangUp a']);
});

test('mute is kept in step with the device, for all who are talked with', async () => {
  const { telephony, press } = control();
  expect(await press('toggleMute')).toEqual([]);
  telephony.tell({ id: 'a', state: 'active' });
  telephony.tell({ id: 'b', state: 'active' });
  expect(await press('mute')).toEqual(['setMuted a true', 'setMuted b true']);
  telephony.tell({ id: 'a', state: 'active', muted: true });
  expect(await press('mute')).toEqual(['setMuted b true']);
  expect(await press('toggleMute')).toEqual(['setMuted a false']);
  telephony.tell({ id: 'b', state: 'active', muted: true });
  expect(await press('unmute')).toEqual(['setMuted a false', 'setMuted b false']);
});

test('hold holds, takes back, swaps, and takes a call that waits', async () => {
  const { telephony, press } = control();
  expect(await press('hold')).toEqual([]);
  telephony.tell({ id: 'a', state: 'active' });
  expect(await press('hold')).toEqual(['setHeld a true']);
  telephony.tell({ id: 'a', state: 'held' });
  expect(await press('hold')).toEqual(['setHeld a false']);
  telephony.tell({ id: 'b', state: 'active' });
  expect(await press('hold')).toEqual(['setHeld a false']);
  telephony.tell({ id: 'c', state: 'ringing' });
  expect(await press('hold')).toEqual(['answer c']);
});

test('reject declines what rings, else hangs up; redial only where no call is', async () => {
  const { telephony, press, redial } = control();
  expect(await press('reject')).toEqual([]);
  await press('redial');
  expect(redial).toHaveBeenCalledOnce();
  telephony.tell({ id: 'a', state: 'active' });
  telephony.tell({ id: 'b', state: 'ringing' });
  expect(await press('reject')).toEqual(['reject b']);
  telephony.tell({ id: 'b', state: 'ended' });
  expect(await press('reject')).toEqual(['hangUp a']);
  await press('redial');
  expect(redial).toHaveBeenCalledOnce();
});
