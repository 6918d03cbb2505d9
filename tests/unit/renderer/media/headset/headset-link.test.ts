import { expect, test, vi } from 'vitest';
import { HeadsetLink, type SeenHeadset } from '../../../../../src/renderer/media/headset/headset-link.ts';
import { eposLike, FakeHeadset, FakeHid, jabraLike, polyLike } from '../../../../support/fake-headset.ts';

function linked() {
  const hid = new FakeHid();
  const press = vi.fn<(button: string) => void>();
  const found = vi.fn<(name: string | undefined) => void>();
  const listed = vi.fn<(headsets: readonly SeenHeadset[]) => void>();
  const link = new HeadsetLink({ hid, press, found, listed });
  return { hid, press, found, listed, link };
}
const calling = { offHook: true, ring: false, mute: false, hold: false };

test('a headset that is plugged in is heard, and shows at once how the calls are', async () => {
  const { hid, press, found, link } = linked();
  link.show(calling);
  const headset = new FakeHeadset(polyLike);
  hid.plugIn(headset);
  await vi.waitFor(() => expect(found).toHaveBeenLastCalledWith('Poly-like'));
  await vi.waitFor(() => expect([...headset.lit]).toEqual(['offHook']));
  headset.press('hook');
  expect(press).toHaveBeenCalledExactlyOnceWith('hookOn');
  link.show({ ...calling, mute: true });
  await vi.waitFor(() => expect([...headset.lit]).toEqual(['offHook', 'mute']));
});

test('the headset that is chosen for the sound is the one whose buttons count', async () => {
  const { hid, press, found, link } = linked();
  const [jabra, epos] = [new FakeHeadset(jabraLike), new FakeHeadset(eposLike)];
  hid.plugIn(jabra);
  hid.plugIn(epos);
  await vi.waitFor(() => expect(found).toHaveBeenLastCalledWith('Jabra-like'));
  link.prefer(['EPOS headset (1395:0025)']);
  await vi.waitFor(() => expect(found).toHaveBeenLastCalledWith('EPOS-like'));
  expect(jabra.opened).toBe(false);
  jabra.press('hook');
  expect(press).not.toHaveBeenCalled();
});

test('one that is pulled out is not heard any more, and another takes its place', async () => {
  const { hid, found } = linked();
  const [jabra, epos] = [new FakeHeadset(jabraLike), new FakeHeadset(eposLike)];
  hid.plugIn(jabra);
  await vi.waitFor(() => expect(found).toHaveBeenLastCalledWith('Jabra-like'));
  hid.pullOut(jabra);
  await vi.waitFor(() => expect(found).toHaveBeenLastCalledWith(undefined));
  hid.plugIn(epos);
  await vi.waitFor(() => expect(found).toHaveBeenLastCalledWith('EPOS-like'));
});

test('one that another program has is left to it', async () => {
  const { hid, found } = linked();
  const taken = new FakeHeadset(jabraLike);
  taken.refuses = true;
  hid.plugIn(taken);
  hid.plugIn(new FakeHeadset(polyLike));
  await vi.waitFor(() => expect(found).toHaveBeenLastCalledWith('Poly-like'));
});

test('a browser without WebHID has no headset, and nothing fails', () => {
  const found = vi.fn<(name: string | undefined) => void>();
  const link = new HeadsetLink({ hid: undefined, press: () => {}, found, listed: () => {} });
  link.prefer(['any']);
  link.show(calling);
  link.tellAgain();
  expect(found).toHaveBeenCalledExactlyOnceWith(undefined);
});
