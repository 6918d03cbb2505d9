import { expect, test } from 'vitest';
import { mayUseDevice } from '../../../../src/main/shells/electron/headset-permission.ts';
import { headsetModels, type HeadsetModel } from '../../../support/fake-headset.ts';

const media = 'app://media';
const asked = ({ name, vendorId, productId, collections }: HeadsetModel, origin = media) => ({
  deviceType: 'hid',
  origin,
  device: { deviceId: 'x', name, vendorId, productId, collections: [...collections] },
});

test.each(headsetModels)('the media page may use $name without a question', (model) => {
  expect(mayUseDevice(asked(model), media)).toBe(true);
});

test.each(headsetModels)('no other page may use $name', (model) => {
  for (const origin of ['app://desk', 'app://media.example', 'https://media', '']) {
    expect(mayUseDevice(asked(model, origin), media)).toBe(false);
  }
});

test('nobody may use keyboards, keys for signing in, or what is no HID device', () => {
  const keyboard = { name: 'Keyboard', vendorId: 1, productId: 2, inputBytes: {}, buttons: {}, lights: {} };
  for (const usagePage of [0x01, 0x0c, 0xf1d0]) {
    const model = { ...keyboard, collections: [{ usagePage, usage: 6 }] };
    expect(mayUseDevice(asked(model), media)).toBe(false);
  }
  const serial = { deviceType: 'serial', origin: media, device: { portId: '1', portName: 'COM1' } };
  expect(mayUseDevice(serial, media)).toBe(false);
});
