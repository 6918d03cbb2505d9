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

test('the one that the operator wants comes before that of the sound, and all are listed', async () => {
  const { hid, found, listed, link } = linked();
  const [jabra, epos] = [new FakeHeadset(jabraLike), new FakeHeadset(eposLike)];
  hid.plugIn(jabra);
  hid.plugIn(epos);
  link.prefer(['EPOS headset (1395:0025)'], '0b0e:0300');
  await link.look();
  expect(found).toHaveBeenLastCalledWith('Jabra-like');
  expect(listed).toHaveBeenLastCalledWith([
    { id: '0b0e:0300', name: 'Jabra-like', status: 'heard' },
    { id: '1395:0025', name: 'EPOS-like', status: 'idle' },
  ]);
  hid.pullOut(jabra);
  await link.look();
  expect(found).toHaveBeenLastCalledWith('EPOS-like');
  expect(listed).toHaveBeenLastCalledWith([{ id: '1395:0025', name: 'EPOS-like', status: 'heard' }]);
});

test('one that another program has is listed as busy, and heard at the next look after it was let go', async () => {
  const { hid, found, listed, link } = linked();
  const taken = new FakeHeadset(jabraLike);
  taken.refuses = true;
  hid.plugIn(taken);
  await link.look();
  expect(listed).toHaveBeenLastCalledWith([{ id: '0b0e:0300', name: 'Jabra-like', status: 'busy' }]);
  expect(found).not.toHaveBeenCalledWith('Jabra-like');
  taken.refuses = false;
  await link.look();
  expect(found).toHaveBeenLastCalledWith('Jabra-like');
});

test('one that the browser was asked for is heard at the next look', async () => {
  const { hid, listed, found, link } = linked();
  hid.hide(new FakeHeadset(polyLike));
  await link.look();
  expect(listed).toHaveBeenLastCalledWith([]);
  await hid.requestDevice({ filters: [{ usagePage: 0x0b }] });
  await link.look();
  expect(found).toHaveBeenLastCalledWith('Poly-like');
});
