// @vitest-environment jsdom
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it, onTestFinished } from 'vitest';
import { axeFindings } from '../../../support/axe-findings.ts';
import { sampleDevices } from '../../../support/desk-sample.ts';
import type { FakeDeskBridge } from '../../../support/fake-desk-bridge.ts';
import { FakeHeadset, FakeHid, jabraLike } from '../../../support/fake-headset.ts';
import { renderDesk } from '../../../support/render-desk.tsx';

const panel = () => within(screen.getByRole('region', { name: 'Sound and headset' }));

/** The comma is on no key that user-event knows. */
const openByKey = () => fireEvent.keyDown(window, { key: ',', code: 'Comma', ctrlKey: true });

async function opened() {
  const user = userEvent.setup();
  const desk = await renderDesk();
  openByKey();
  return { user, ...desk };
}

describe('the panel for sound and headset', () => {
  it('opens from the menu, from a missing microphone and by its key, and closes by Escape', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk();
    await user.click(screen.getByRole('button', { name: /^Menu/ }));
    await user.click(await screen.findByRole('menuitem', { name: /^Sound and headset/ }));
    expect(panel().getByLabelText('Microphone')).toBeTruthy();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('region', { name: 'Sound and headset' })).toBeNull();
    act(() => fake.change({ media: { status: 'noMicrophone', speakingWhileMuted: false } }));
    await user.click(screen.getByRole('button', { name: 'No microphone' }));
    await user.click(await screen.findByRole('button', { name: /^Sound and headset/, hidden: true }));
    expect(panel().getByText('No microphone was found. Connect your headset.')).toBeTruthy();
  });

  it('leaves the form behind it as it is, and its key brings it back', async () => {
    const user = userEvent.setup();
    await renderDesk();
    await user.keyboard('{F4}');
    await user.type(await screen.findByLabelText(/What it is about/), 'Router');
    openByKey();
    expect(panel().getByLabelText('Microphone')).toBeTruthy();
    await user.keyboard('{F4}');
    expect(screen.queryByRole('region', { name: 'Sound and headset' })).toBeNull();
    expect(screen.getByLabelText(/What it is about/)).toHaveProperty('value', 'Router');
  });

  it('goes out of the way of a call that is answered, not of one that rings', async () => {
    const { user, fake } = await opened();
    act(() => void fake.ring());
    expect(panel().getByLabelText('Microphone')).toBeTruthy();
    await user.keyboard('{F2}');
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Sound and headset' })).toBeNull());
  });

  it('stays open during a call where it was opened in it', async () => {
    const { fake } = await renderDesk();
    let callId = '';
    act(() => void ({ id: callId } = fake.ring({ state: 'active', answeredAt: new Date().toISOString() })));
    openByKey();
    act(() => fake.changeCall(callId, { muted: true }));
    expect(panel().getByLabelText('Microphone')).toBeTruthy();
  });

  it('chooses a device, and names one that is not plugged in', async () => {
    const { user, fake } = await opened();
    expect(await axeFindings()).toEqual([]);
    await user.click(panel().getByRole('combobox', { name: /^Headset/ }));
    // The lists of headset and ring have the same devices; the headset's is the first.
    const name = 'Built-in Audio Analog Stereo';
    const [option] = await screen.findAllByRole('option', { name, hidden: true });
    await user.click(option ?? document.body);
    const device = { id: 's2', label: 'Built-in Audio Analog Stereo' };
    expect(fake.inputsOf('devices.set')).toEqual([{ choose: { role: 'speaker', device } }]);
    const gone = { id: 'm9', label: 'Plantronics C320' };
    act(() =>
      fake.change({ devices: { ...sampleDevices, chosen: { microphone: gone }, missing: ['microphone'] } }),
    );
    expect(panel().getByText(/Plantronics C320 is not plugged in/)).toBeTruthy();
    expect(panel().getByLabelText('Microphone')).toHaveProperty('value', 'Plantronics C320 (not plugged in)');
    await user.click(panel().getByRole('combobox', { name: 'Microphone' }));
    await user.click(
      (await screen.findAllByRole('option', { name: 'As the system has it', hidden: true }))[0] ??
        document.body,
    );
    expect(fake.inputsOf('devices.set').at(-1)).toEqual({ choose: { role: 'microphone', device: null } });
  });

  it('hears levels only while it is open, and says them to whoever cannot see the bar', async () => {
    const { user, fake } = await opened();
    expect(fake.inputsOf('devices.meter')).toEqual([{ on: true }]);
    const meter = panel().getByRole('meter', { name: 'Level of the microphone' });
    expect(meter.getAttribute('aria-valuetext')).toBe('Silence');
    act(() => fake.emit({ name: 'levels', input: 0.2, output: 0 }));
    expect(meter.getAttribute('aria-valuetext')).toBe('Good');
    expect(panel().getByRole('meter', { name: 'Level of the caller' }).getAttribute('aria-valuetext')).toBe(
      'Silence',
    );
    await user.keyboard('{Escape}');
    expect(fake.inputsOf('devices.meter')).toEqual([{ on: true }, { on: false }]);
  });

  it('plays a sound, switches the processing and sets the loudness of the ring', async () => {
    const { user, fake } = await opened();
    const [headset, ring] = panel().getAllByRole('button', { name: 'Play a sound' });
    if (headset === undefined || ring === undefined) throw new Error('no buttons to try');
    await user.click(headset);
    await user.click(ring);
    expect(fake.inputsOf('devices.test')).toEqual([{ role: 'speaker' }, { role: 'ring' }]);
    await user.click(panel().getByRole('switch', { name: /Noise suppression/ }));
    expect(fake.inputsOf('devices.set')).toEqual([{ processing: { noiseSuppression: false } }]);
    const volume = panel().getByRole('slider', { name: /Ring volume/ });
    fireEvent.change(volume, { target: { value: '35' } });
    fireEvent.pointerUp(volume);
    expect(fake.inputsOf('devices.set').at(-1)).toEqual({ ringVolume: 0.35 });
  });
});

describe('the buttons of the headset', () => {
  const connect = () => panel().getByRole('button', { name: 'Connect headset buttons' });
  const jabra = { id: '0b0e:2e53', name: 'Jabra Evolve2 40' };
  const poly = { id: '047f:c056', name: 'Poly Blackwire' };
  const inElectron = (fake: FakeDeskBridge) =>
    act(() => fake.change({ host: { ...fake.state.host, shell: 'electron' } }));
  /** A browser with WebHID for this test, or one without. */
  function browserWith(hid: FakeHid | undefined): void {
    Object.defineProperty(navigator, 'hid', { value: hid, configurable: true });
    onTestFinished(() => void Reflect.deleteProperty(navigator, 'hid'));
  }

  it('are said to be heard, or not', async () => {
    const { fake } = await opened();
    expect(panel().getByText(/No headset buttons are heard/)).toBeTruthy();
    act(() => fake.change({ devices: { ...sampleDevices, headset: { name: 'Jabra Evolve2 40' } } }));
    expect(panel().getByText('These buttons work: Jabra Evolve2 40')).toBeTruthy();
  });

  it('are looked for without a question in the application; where there are none it says what to do', async () => {
    const { user, fake } = await opened();
    const hid = new FakeHid();
    browserWith(hid);
    inElectron(fake);
    await user.click(connect());
    await panel().findByText('No headset with buttons was found.');
    expect(panel().getByText(/Use the USB cable/)).toBeTruthy();
    expect(hid.asked).toEqual([]);
    expect(await axeFindings()).toEqual([]);
    fake.headsets = [{ ...jabra, status: 'heard' }];
    await user.click(connect());
    await waitFor(() => expect(panel().queryByText('No headset with buttons was found.')).toBeNull());
  });

  it('in a browser are asked for by the browser, telephones alone, before they are looked for', async () => {
    const { user, fake } = await opened();
    const hid = new FakeHid();
    hid.hide(new FakeHeadset(jabraLike));
    browserWith(hid);
    await user.click(connect());
    await waitFor(() => expect(fake.inputsOf('devices.findHeadset')).toHaveLength(1));
    expect(hid.asked).toEqual([0x0b]);
    expect(await hid.getDevices()).toHaveLength(1);
  });

  it('cannot be had in a browser without WebHID, which is said', async () => {
    const { user, fake } = await opened();
    browserWith(undefined);
    await user.click(connect());
    await panel().findByText(/This browser cannot hear headset buttons/);
    expect(fake.inputsOf('devices.findHeadset')).toEqual([]);
  });

  it('of several headsets are chosen from a list, and one that another program has is named', async () => {
    const { user, fake } = await opened();
    inElectron(fake);
    fake.headsets = [
      { ...jabra, status: 'busy' },
      { ...poly, status: 'heard' },
    ];
    await user.click(connect());
    await panel().findByText(/Jabra Evolve2 40: another program has its buttons/);
    await user.click(panel().getByRole('combobox', { name: 'Whose buttons' }));
    await user.click(await screen.findByRole('option', { name: poly.name, hidden: true }));
    expect(fake.inputsOf('devices.set')).toEqual([{ headset: poly }]);
    await user.click(panel().getByRole('combobox', { name: 'Whose buttons' }));
    const [byItself] = await screen.findAllByRole('option', { name: /chosen headset/, hidden: true });
    await user.click(byItself ?? document.body);
    expect(fake.inputsOf('devices.set').at(-1)).toEqual({ headset: null });
  });
});

describe('keys for the whole computer', () => {
  const choose = (name: string) => panel().getByRole('button', { name: `Choose: ${name}` });

  it('are chosen by pressing them, and tell whether another program has them', async () => {
    const { user, fake } = await opened();
    await user.click(choose('Mute'));
    await user.keyboard('{Control>}{Shift>}[KeyM]{/Shift}{/Control}');
    expect(fake.inputsOf('globalKeys.set')).toEqual([{ action: 'mute', accelerator: 'Ctrl+Shift+M' }]);
    await panel().findByText('Works');
    act(() =>
      fake.change({ globalKeys: [{ action: 'mute', accelerator: 'Ctrl+Shift+M', status: 'taken' }] }),
    );
    expect(panel().getByText(/Another program has it/)).toBeTruthy();
    await user.click(panel().getByRole('button', { name: 'Remove: Mute' }));
    expect(fake.inputsOf('globalKeys.set').at(-1)).toEqual({ action: 'mute', accelerator: null });
  });

  it('are never the desk’s own, nor bare letters, nor the same twice', async () => {
    const { user, fake } = await opened();
    act(() => fake.change({ globalKeys: [{ action: 'hold', accelerator: 'Ctrl+Alt+H', status: 'active' }] }));
    await user.click(choose('Answer'));
    await user.keyboard('{F7}');
    await panel().findByText(/F7 is a key of the desk already: Hold and resume/);
    await user.keyboard('[KeyM]');
    await panel().findByText(/Add Ctrl or Alt/);
    await user.keyboard('{Control>}{Alt>}[KeyH]{/Alt}{/Control}');
    await panel().findByText(/Chosen already for: Hold/);
    await user.keyboard('{Escape}');
    expect(fake.inputsOf('globalKeys.set')).toEqual([]);
    expect(fake.inputsOf('call.hold')).toEqual([]);
    expect(choose('Answer')).toBeTruthy();
  });

  it('are not offered where the shell has none', async () => {
    const { fake } = await opened();
    act(() => fake.change({ globalKeys: [{ action: 'answer', status: 'unsupported' }] }));
    expect(panel().getByText(/in a browser cannot have such keys/)).toBeTruthy();
    expect(panel().queryByRole('button', { name: /^Choose/ })).toBeNull();
  });
});
