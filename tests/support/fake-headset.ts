import type {
  Hid,
  HidCollection,
  HidDevice,
  HidInputEvent,
  HidReportItem,
} from '../../src/renderer/media/headset/hid.ts';
import type { ButtonName, LightName } from '../../src/renderer/media/headset/usages.ts';

/** Where a test finds a button or light in the reports: written down by hand, so that no parser checks itself. */
interface Place {
  readonly reportId: number;
  readonly bit: number;
  /** For a list of what is pressed: the value that stands for the button, in fields of eight bits. */
  readonly value?: number;
}

export interface HeadsetModel {
  readonly name: string;
  readonly vendorId: number;
  readonly productId: number;
  readonly collections: readonly HidCollection[];
  /** Bytes of each input report. */
  readonly inputBytes: Readonly<Record<number, number>>;
  readonly buttons: Partial<Record<ButtonName, Place & { kind: 'state' | 'press' }>>;
  readonly lights: Partial<Record<LightName, Place>>;
}

const padding = (bits: number): HidReportItem => ({
  isAbsolute: true,
  reportSize: 1,
  reportCount: bits,
  usages: [],
});
const bits = (
  usages: number[],
  kind: 'state' | 'press',
  more: Partial<HidReportItem> = {},
): HidReportItem => ({
  isAbsolute: kind === 'state',
  hasPreferredState: kind === 'press',
  logicalMinimum: 0,
  reportSize: 1,
  reportCount: usages.length,
  usages,
  ...more,
});

/** All in one report, hook as a state among others that are none of ours, the rest relative; a keypad behind. */
export const jabraLike: HeadsetModel = {
  name: 'Jabra-like',
  vendorId: 0x0b0e,
  productId: 0x0300,
  collections: [
    {
      usagePage: 0x0c,
      usage: 1,
      inputReports: [{ reportId: 1, items: [bits([0x0c_00ea, 0x0c_00e9], 'press')] }],
    },
    {
      usagePage: 0x0b,
      usage: 5,
      inputReports: [
        {
          reportId: 2,
          items: [
            bits([0x0b_0020, 0x0b_0097], 'state'),
            bits([0x0b_002f, 0x0b_0021, 0x0b_0024, 0x0b_0050], 'press', { isAbsolute: false }),
            {
              isArray: true,
              isAbsolute: true,
              isRange: true,
              usageMinimum: 0x0b_00b0,
              usageMaximum: 0x0b_00bb,
              logicalMinimum: 1,
              reportSize: 4,
              reportCount: 1,
            },
            padding(6),
          ],
        },
      ],
      outputReports: [
        {
          reportId: 2,
          items: [
            bits([0x08_0017, 0x08_001e, 0x08_0009, 0x08_0018, 0x08_0020, 0x08_0021], 'state'),
            bits([0x0b_009e], 'press'),
            padding(9),
          ],
        },
      ],
    },
    {
      usagePage: 0xff00,
      usage: 1,
      inputReports: [{ reportId: 5, items: [{ reportSize: 8, reportCount: 63 }] }],
    },
  ],
  inputBytes: { 2: 2 },
  buttons: {
    hook: { reportId: 2, bit: 0, kind: 'state' },
    mute: { reportId: 2, bit: 2, kind: 'press' },
    flash: { reportId: 2, bit: 3, kind: 'press' },
    redial: { reportId: 2, bit: 4, kind: 'press' },
  },
  lights: {
    offHook: { reportId: 2, bit: 0 },
    mute: { reportId: 2, bit: 2 },
    ring: { reportId: 2, bit: 3 },
    hold: { reportId: 2, bit: 4 },
  },
};

/** A report for each button and each light; the hook springs back, too. */
export const polyLike: HeadsetModel = {
  name: 'Poly-like',
  vendorId: 0x047f,
  productId: 0xc056,
  collections: [
    {
      usagePage: 0x0b,
      usage: 5,
      inputReports: [
        { reportId: 8, items: [bits([0x0b_002f], 'press'), padding(7)] },
        { reportId: 9, items: [padding(3), bits([0x0b_0020], 'press'), padding(4)] },
        { reportId: 10, items: [bits([0x0b_0026, 0x0b_0021], 'press'), padding(6)] },
      ],
      outputReports: [
        { reportId: 9, items: [bits([0x08_0009], 'press'), padding(7)] },
        { reportId: 23, items: [bits([0x08_0018], 'press'), padding(7)] },
        { reportId: 24, items: [bits([0x08_0017], 'press'), padding(7)] },
        { reportId: 25, items: [bits([0x08_0020], 'press'), padding(7)] },
      ],
    },
  ],
  inputBytes: { 8: 1, 9: 1, 10: 1 },
  buttons: {
    mute: { reportId: 8, bit: 0, kind: 'press' },
    hook: { reportId: 9, bit: 3, kind: 'press' },
    drop: { reportId: 10, bit: 0, kind: 'press' },
    flash: { reportId: 10, bit: 1, kind: 'press' },
  },
  lights: {
    mute: { reportId: 9, bit: 0 },
    ring: { reportId: 23, bit: 0 },
    offHook: { reportId: 24, bit: 0 },
    hold: { reportId: 25, bit: 0 },
  },
};

/** No report id; hook and mute as states; what else is pressed in a list; the lights are no more than two. */
export const eposLike: HeadsetModel = {
  name: 'EPOS-like',
  vendorId: 0x1395,
  productId: 0x0025,
  collections: [
    {
      usagePage: 0x0b,
      usage: 4,
      inputReports: [
        {
          reportId: 0,
          items: [
            bits([0x0b_0020, 0x0b_002f], 'state'),
            padding(6),
            {
              isArray: true,
              isAbsolute: true,
              usages: [0x0b_0023, 0x0b_0024, 0x0b_0026],
              logicalMinimum: 1,
              reportSize: 8,
              reportCount: 2,
            },
          ],
        },
      ],
      outputReports: [
        { reportId: 0, items: [padding(4), bits([0x08_0009, 0x08_0017], 'state'), padding(2)] },
      ],
    },
  ],
  inputBytes: { 0: 3 },
  buttons: {
    hook: { reportId: 0, bit: 0, kind: 'state' },
    mute: { reportId: 0, bit: 1, kind: 'state' },
    hold: { reportId: 0, bit: 8, value: 1, kind: 'press' },
    redial: { reportId: 0, bit: 8, value: 2, kind: 'press' },
    drop: { reportId: 0, bit: 8, value: 3, kind: 'press' },
  },
  lights: { mute: { reportId: 0, bit: 4 }, offHook: { reportId: 0, bit: 5 } },
};

export const headsetModels = [jabraLike, polyLike, eposLike] as const;

/** A headset of a model: what a finger does to it makes reports, what is sent to it makes lights. */
export class FakeHeadset implements HidDevice {
  readonly model: HeadsetModel;
  opened = false;
  /** Another program has it. */
  refuses = false;
  readonly lit = new Set<LightName>();
  readonly #down = new Set<ButtonName>();
  readonly #listeners = new Set<(event: HidInputEvent) => void>();

  constructor(model: HeadsetModel) {
    this.model = model;
  }

  get vendorId(): number {
    return this.model.vendorId;
  }
  get productId(): number {
    return this.model.productId;
  }
  get productName(): string {
    return this.model.name;
  }
  get collections(): readonly HidCollection[] {
    return this.model.collections;
  }

  /** The report that the button is part of, when it is down or up. */
  set(button: ButtonName, down: boolean): { reportId: number; data: DataView } | undefined {
    const place = this.model.buttons[button];
    if (place === undefined) return undefined;
    if (down) this.#down.add(button);
    else this.#down.delete(button);
    const data = new DataView(new ArrayBuffer(this.model.inputBytes[place.reportId] ?? 0));
    let listed = 0;
    for (const name of this.#down) {
      const other = this.model.buttons[name];
      if (other?.reportId !== place.reportId) continue;
      const byte = (other.bit >> 3) + (other.value === undefined ? 0 : listed++);
      if (byte >= data.byteLength) continue;
      data.setUint8(byte, other.value ?? data.getUint8(byte) | (1 << (other.bit & 7)));
    }
    const report = { reportId: place.reportId, data };
    const event = Object.assign(new Event('inputreport'), report);
    for (const listener of this.#listeners) listener(event);
    return report;
  }

  /** A press and its end. A button that is a state changes it. */
  press(button: ButtonName): void {
    if (this.model.buttons[button]?.kind === 'state') this.set(button, !this.#down.has(button));
    else {
      this.set(button, true);
      this.set(button, false);
    }
  }

  isDown(button: ButtonName): boolean {
    return this.#down.has(button);
  }

  light(reportId: number, data: Uint8Array): void {
    for (const [name, place] of Object.entries(this.model.lights)) {
      if (place.reportId !== reportId || !isLight(name)) continue;
      if (((data[place.bit >> 3] ?? 0) & (1 << (place.bit & 7))) === 0) this.lit.delete(name);
      else this.lit.add(name);
    }
  }

  async open(): Promise<void> {
    if (this.refuses) throw new DOMException('in use', 'NotAllowedError');
    this.opened = true;
  }
  async close(): Promise<void> {
    this.opened = false;
  }
  async sendReport(reportId: number, data: Uint8Array<ArrayBuffer>): Promise<void> {
    if (!this.opened) throw new DOMException('closed', 'InvalidStateError');
    this.light(reportId, data);
  }
  addEventListener(_type: 'inputreport', listener: (event: HidInputEvent) => void): void {
    this.#listeners.add(listener);
  }
  removeEventListener(_type: 'inputreport', listener: (event: HidInputEvent) => void): void {
    this.#listeners.delete(listener);
  }
}

const isLight = (name: string): name is LightName => ['mute', 'offHook', 'ring', 'hold'].includes(name);

/** The computer's ports. */
export class FakeHid implements Hid {
  readonly #plugged: HidDevice[] = [];
  /** Plugged in, but the page was not allowed to use them yet. */
  readonly #notAllowed: HidDevice[] = [];
  /** What the page asked for. */
  readonly asked: number[] = [];
  readonly #listeners = { connect: new Set<() => void>(), disconnect: new Set<() => void>() };

  plugIn(device: HidDevice): void {
    this.#plugged.push(device);
    for (const listener of this.#listeners.connect) listener();
  }
  pullOut(device: FakeHeadset): void {
    this.#plugged.splice(this.#plugged.indexOf(device), 1);
    device.opened = false;
    for (const listener of this.#listeners.disconnect) listener();
  }
  /** Plugged in before the page was allowed anything: it is not told. */
  hide(device: HidDevice): void {
    this.#notAllowed.push(device);
  }
  /** Whoever is asked says yes to all that fits. */
  async requestDevice({
    filters,
  }: {
    filters: readonly { usagePage: number }[];
  }): Promise<readonly HidDevice[]> {
    const pages = filters.map(({ usagePage }) => usagePage);
    this.asked.push(...pages);
    const allowed = this.#notAllowed.filter(({ collections }) =>
      collections.some(({ usagePage }) => usagePage !== undefined && pages.includes(usagePage)),
    );
    this.#plugged.push(...allowed);
    return allowed;
  }
  async getDevices(): Promise<readonly HidDevice[]> {
    return [...this.#plugged];
  }
  addEventListener(type: 'connect' | 'disconnect', listener: () => void): void {
    this.#listeners[type].add(listener);
  }
}
