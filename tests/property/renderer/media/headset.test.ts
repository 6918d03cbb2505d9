// Any sequence of presses and changes of the calls, on headsets of three layouts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeadsetState, type HeadsetLights } from '../../../../src/renderer/media/headset/headset-state.ts';
import { readLayout } from '../../../../src/renderer/media/headset/report-layout.ts';
import type { ButtonName } from '../../../../src/renderer/media/headset/usages.ts';
import { FakeHeadset, headsetModels, type HeadsetModel } from '../../../support/fake-headset.ts';

const dark: HeadsetLights = { offHook: false, ring: false, mute: false, hold: false };
const lights = fc.record({
  offHook: fc.boolean(),
  ring: fc.boolean(),
  mute: fc.boolean(),
  hold: fc.boolean(),
});
const buttonNames: readonly ButtonName[] = ['hook', 'flash', 'hold', 'redial', 'drop', 'mute'];
const step = fc.oneof(fc.record({ press: fc.constantFrom(...buttonNames) }), fc.record({ show: lights }));

/** A headset in a hand, and the state that reads it. Each step is a second after the one before. */
function inHand(model: HeadsetModel) {
  const device = new FakeHeadset(model);
  const state = new HeadsetState(readLayout(model.collections));
  let seconds = 0;
  const receive = (button: ButtonName, down: boolean) => {
    const report = device.set(button, down);
    return report === undefined ? [] : state.receive(report.reportId, report.data, seconds * 1000);
  };
  return {
    device,
    press(button: ButtonName) {
      seconds += 1;
      if (model.buttons[button]?.kind === 'state') return receive(button, !device.isDown(button));
      return [...receive(button, true), ...receive(button, false)];
    },
    /** Shows the calls, and has the device answer as headsets do: its hook and mute follow its lights. */
    show(wanted: HeadsetLights) {
      seconds += 1;
      const reports = state.show(wanted, seconds * 1000);
      for (const { reportId, data } of reports) device.light(reportId, data);
      const echoes = [];
      for (const [button, light] of [
        ['hook', 'offHook'],
        ['mute', 'mute'],
      ] as const) {
        if (model.buttons[button]?.kind === 'state' && device.isDown(button) !== device.lit.has(light)) {
          echoes.push(...receive(button, device.lit.has(light)));
        }
      }
      return { reports, echoes };
    },
  };
}

describe.each(headsetModels)('a $name headset', (model) => {
  it('tells each press once, as what it means to the calls as they are', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { press, show } = inHand(model);
        let shown = dark;
        for (const one of steps) {
          if ('show' in one) {
            shown = one.show;
            show(shown);
            continue;
          }
          const told = press(one.press);
          const field = model.buttons[one.press];
          const mute = shown.mute ? 'unmute' : 'mute';
          const meaning = {
            hook: shown.offHook ? 'hookOn' : 'hookOff',
            mute: field?.kind === 'state' ? mute : 'toggleMute',
            flash: 'hold',
            hold: 'hold',
            redial: 'redial',
            drop: 'reject',
          } as const;
          expect(told).toEqual(field === undefined ? [] : [meaning[one.press]]);
          // The calls did not follow: the device is told so, and is in step again.
          show(shown);
        }
      }),
    );
  });

  it('shows the calls by the lights that it has, and never takes its own echo for a press', () => {
    fc.assert(
      fc.property(fc.array(lights, { maxLength: 20 }), (shown) => {
        const { device, show } = inHand(model);
        for (const wanted of shown) {
          expect(show(wanted).echoes).toEqual([]);
          for (const name of ['offHook', 'ring', 'mute', 'hold'] as const) {
            if (model.lights[name] !== undefined) expect(device.lit.has(name)).toBe(wanted[name]);
          }
          expect(show(wanted).reports).toEqual([]);
        }
      }),
    );
  });

  it('a press that changed nothing is taken back from the device', () => {
    const { device, press, show } = inHand(model);
    show(dark);
    expect(press('hook')).toEqual(['hookOff']);
    show(dark);
    expect(device.isDown('hook')).toBe(false);
    expect(press('hook')).toEqual(['hookOff']);
  });

  it('bytes of any kind and length are survived, and tell nothing that the headset has no button for', () => {
    const known = new Set(Object.keys(model.buttons));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(30), fc.uint8Array({ maxLength: 5 }))), (reports) => {
        const state = new HeadsetState(readLayout(model.collections));
        for (const [reportId, bytes] of reports) {
          const told = state.receive(reportId, new DataView(Uint8Array.from(bytes).buffer), 0);
          if (told.includes('redial')) expect(known.has('redial')).toBe(true);
          if (told.includes('reject')) expect(known.has('drop')).toBe(true);
        }
      }),
    );
  });
});

it('a mute button that answers its own light does not toggle for ever', () => {
  const [jabraLike] = headsetModels;
  const state = new HeadsetState(readLayout(jabraLike.collections));
  const device = new FakeHeadset(jabraLike);
  const press = (atMs: number) =>
    [true, false].flatMap((down) => {
      const report = device.set('mute', down);
      return report === undefined ? [] : state.receive(report.reportId, report.data, atMs);
    });
  expect(press(1000)).toEqual(['toggleMute']);
  state.show({ ...dark, offHook: true, mute: true }, 1010);
  expect(press(1030)).toEqual([]);
  expect(press(1500)).toEqual(['toggleMute']);
});
