import { expect, test, vi } from 'vitest';
import type { DeskState } from '../../../../src/contract/desk/state.ts';
import { observeMicrophone } from '../../../../src/main/app/microphone-status.ts';
import { FakeMediaPort } from '../../../support/fake-media-port.ts';

function observed() {
  const port = new FakeMediaPort();
  const tell = vi.fn<(news: Partial<DeskState['media']>) => void>();
  return { port, tell, media: observeMicrophone(port, tell) };
}

test.each([
  ['there', 'ready'],
  ['media.noMicrophone', 'noMicrophone'],
  ['media.permissionDenied', 'permissionDenied'],
] as const)('opening a microphone that is %s tells %s', async (microphone, status) => {
  const { port, tell, media } = observed();
  port.microphone = microphone;
  await media.request({ name: 'prepare' });
  expect(tell).toHaveBeenCalledExactlyOnceWith({ status });
});

test('one that is pulled out and comes back in a call is told of', () => {
  const { port, tell } = observed();
  port.tell({ name: 'microphoneLost' });
  port.tell({ name: 'microphoneBack' });
  expect(tell.mock.calls).toEqual([[{ status: 'noMicrophone' }], [{ status: 'ready' }]]);
});

test('none is not said any longer where one was plugged in', async () => {
  const { port, tell, media } = observed();
  port.microphone = 'media.noMicrophone';
  await media.request({ name: 'prepare' });
  await media.request({ name: 'devices' });
  expect(tell).toHaveBeenCalledOnce();
  port.devices = { microphones: [{ id: '1', label: 'Headset' }], speakers: [] };
  await media.request({ name: 'devices' });
  expect(tell).toHaveBeenLastCalledWith({ status: 'unknown' });
});

test('speaking into a muted microphone is told of, and forgotten by a window that was started anew', () => {
  const { port, tell } = observed();
  port.tell({ name: 'speakingWhileMuted', speaking: true });
  port.restart();
  expect(tell.mock.calls).toEqual([[{ speakingWhileMuted: true }], [{ speakingWhileMuted: false }]]);
});
