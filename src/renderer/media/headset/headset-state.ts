import type { MediaEvent } from '../../../contract/media/messages.ts';
import type { ButtonField, HeadsetLayout, LightReport } from './report-layout.ts';
import type { ButtonName, LightName } from './usages.ts';

export type HeadsetPress = Extract<MediaEvent, { name: 'headsetButton' }>['button'];
export type HeadsetLights = Readonly<Record<LightName, boolean>>;

/** What is to be sent to the device: the report's id and its bytes. */
export interface OutputReport {
  readonly reportId: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

const dark: HeadsetLights = { offHook: false, ring: false, mute: false, hold: false };

/**
 * A headset answers its own lights: told that a call is on, it reports its hook as lifted, and some report a press of
 * the mute button when the mute light changes. For so long after the change that press is no press.
 */
const echoMs = 250;

/**
 * What a headset's reports mean, and what it is to show. Pure: reports, lights and times come in, presses and reports
 * go out. The truth is what the lights were told to show, which is how the calls are: a hook or mute button that reports
 * just that is an echo and no press.
 */
export class HeadsetState {
  readonly #layout: HeadsetLayout;
  /** What each field said last. */
  readonly #last = new Map<ButtonField, boolean>();
  readonly #sent = new Map<LightReport, string>();
  #lights = dark;
  #muteShownAt = -Infinity;

  constructor(layout: HeadsetLayout) {
    this.#layout = layout;
  }

  /** What was pressed, in the order of the device's fields. A report that is too short says nothing of what it lacks. */
  receive(reportId: number, data: DataView, atMs: number): HeadsetPress[] {
    return this.#layout.buttons.flatMap((field) => {
      if (field.reportId !== reportId) return [];
      const value = readField(field, data);
      if (value === undefined) return [];
      const before = this.#last.get(field) ?? false;
      this.#last.set(field, value);
      if (value === before) return [];
      return this.#changed(field, value, atMs) ?? [];
    });
  }

  /** Shows how the calls are; gives the reports to be sent, those only that change something for the device. */
  show(lights: HeadsetLights, atMs: number): OutputReport[] {
    if (lights.mute !== this.#lights.mute) this.#muteShownAt = atMs;
    this.#lights = lights;
    return this.#layout.lightReports.flatMap((report) => {
      const data = writeReport(report, lights);
      const key = data.join();
      if (this.#sent.get(report) === key && !this.#isOutOfStep(report)) return [];
      this.#sent.set(report, key);
      return { reportId: report.reportId, data };
    });
  }

  #changed({ button, kind }: ButtonField, value: boolean, atMs: number): HeadsetPress | undefined {
    if (kind === 'press' && !value) return undefined;
    switch (button) {
      case 'hook':
        if (kind === 'press') return this.#lights.offHook ? 'hookOn' : 'hookOff';
        if (value === this.#lights.offHook) return undefined;
        return value ? 'hookOff' : 'hookOn';
      case 'mute':
        if (kind === 'press') return atMs - this.#muteShownAt < echoMs ? undefined : 'toggleMute';
        if (value === this.#lights.mute) return undefined;
        return value ? 'mute' : 'unmute';
      case 'hold':
      case 'flash':
        return 'hold';
      case 'redial':
        return 'redial';
      case 'drop':
        return 'reject';
    }
  }

  /** The device took a press for done that came to nothing: it has to be told again how things are. */
  #isOutOfStep(report: LightReport): boolean {
    const says = (name: ButtonName): boolean | undefined => {
      const field = this.#layout.buttons.find(({ button, kind }) => button === name && kind === 'state');
      return field === undefined ? undefined : this.#last.get(field);
    };
    const shows = (light: LightName): boolean => report.fields.some((field) => field.light === light);
    const differs = (name: ButtonName, light: 'offHook' | 'mute'): boolean => {
      const said = says(name);
      return shows(light) && said !== undefined && said !== this.#lights[light];
    };
    return differs('hook', 'offHook') || differs('mute', 'mute');
  }
}

/** HID 1.11 §8: fields lie bit by bit, the lowest bit of the first byte first. Undefined beyond the report's end. */
function readBits(data: DataView, bit: number, bits: number): number | undefined {
  if (bit + bits > data.byteLength * 8) return undefined;
  let value = 0;
  for (let at = 0; at < bits; at++) {
    const place = bit + at;
    if (((data.getUint8(place >> 3) >> (place & 7)) & 1) === 1) value += 2 ** at;
  }
  return value;
}

function readField({ bit, bits, listed }: ButtonField, data: DataView): boolean | undefined {
  if (listed === undefined) {
    const value = readBits(data, bit, bits);
    return value === undefined ? undefined : value !== 0;
  }
  const values = Array.from({ length: listed.fields }, (_, at) => readBits(data, bit + at * bits, bits));
  return values.includes(undefined) ? undefined : values.includes(listed.value);
}

function writeReport({ bytes, fields }: LightReport, lights: HeadsetLights): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(bytes);
  for (const { light, bit } of fields) {
    if (lights[light]) data[bit >> 3] = (data[bit >> 3] ?? 0) | (1 << (bit & 7));
  }
  return data;
}
