import type { Hid, HidDevice, HidInputEvent } from './hid.ts';
import { HeadsetState, type HeadsetLights, type HeadsetPress } from './headset-state.ts';
import { isTelephone, readLayout } from './report-layout.ts';

export interface HeadsetLinkParts {
  /** Undefined where the browser has no WebHID. */
  readonly hid: Hid | undefined;
  readonly press: (button: HeadsetPress) => void;
  /** The headset whose buttons are heard now, or none. */
  readonly found: (name: string | undefined) => void;
  /** All headsets with buttons that the page may use, after each look. */
  readonly listed: (headsets: readonly SeenHeadset[]) => void;
}

/** `busy`: another program has it. */
export interface SeenHeadset {
  /** Vendor and product in hex, as Chromium ends the labels of audio devices: `0b0e:2e53`. */
  readonly id: string;
  readonly name: string;
  readonly status: 'heard' | 'idle' | 'busy';
}

interface Linked {
  readonly device: HidDevice;
  readonly state: HeadsetState;
  readonly listener: (event: HidInputEvent) => void;
}

/** Hears the buttons of one headset and keeps its lights, whichever is plugged in; the one that was chosen first. */
export class HeadsetLink {
  readonly #parts: HeadsetLinkParts;
  #linked: Linked | undefined;
  #lights: HeadsetLights = { offHook: false, ring: false, mute: false, hold: false };
  #chosen: readonly string[] = [];
  #wanted: string | undefined;
  #seen: readonly SeenHeadset[] = [];
  /** One look at a time, and one report after the other: a device keeps no queue. */
  #looking: Promise<void> = Promise.resolve();
  #sending: Promise<void> = Promise.resolve();

  constructor(parts: HeadsetLinkParts) {
    this.#parts = parts;
    parts.hid?.addEventListener('connect', () => void this.look());
    parts.hid?.addEventListener('disconnect', () => void this.look());
  }

  /**
   * The labels of the audio devices that were chosen: Chromium ends them with USB vendor and product. The headset that the
   * operator wants comes before them.
   */
  prefer(labels: readonly string[], wanted?: string): void {
    this.#chosen = labels;
    this.#wanted = wanted;
    void this.look();
  }

  show(lights: HeadsetLights): void {
    this.#lights = lights;
    this.#shine();
  }

  /** Tells again which headset there is: to a host that knows nothing yet. */
  tellAgain(): void {
    this.#parts.found(this.#linked?.device.productName);
    this.#parts.listed(this.#seen);
  }

  /** Looks which headsets there are, and takes the best one; done when `listed` was told. */
  look(): Promise<void> {
    this.#looking = this.#looking
      .then(() => this.#lookNow())
      .catch(() => {
        // Not allowed to see any. The next one that is plugged in is another occasion.
      });
    return this.#looking;
  }

  async #lookNow(): Promise<void> {
    const devices = await this.#parts.hid?.getDevices();
    const headsets = (devices ?? []).filter(
      ({ collections }) => isTelephone(collections) && readLayout(collections).buttons.length > 0,
    );
    const byChoice = headsets.toSorted((one, other) => this.#rank(one) - this.#rank(other));
    const busy = new Set<HidDevice>();
    const best = await this.#firstToOpen(byChoice, busy);
    if (best === undefined || best !== this.#linked?.device) await this.#drop();
    if (best !== undefined && this.#linked === undefined) this.#take(best);
    const status = (device: HidDevice): SeenHeadset['status'] =>
      device === best ? 'heard' : busy.has(device) ? 'busy' : 'idle';
    this.#seen = headsets.slice(0, mostListed).map((device) => ({
      id: idOf(device),
      name: device.productName === '' ? idOf(device) : device.productName.slice(0, 200),
      status: status(device),
    }));
    this.#parts.listed(this.#seen);
  }

  async #firstToOpen(devices: readonly HidDevice[], busy: Set<HidDevice>): Promise<HidDevice | undefined> {
    for (const device of devices) {
      if (device === this.#linked?.device || (await opens(device))) return device;
      busy.add(device);
    }
    return undefined;
  }

  #take(device: HidDevice): void {
    const state = new HeadsetState(readLayout(device.collections));
    const listener = ({ reportId, data }: HidInputEvent): void => {
      for (const press of state.receive(reportId, data, performance.now())) this.#parts.press(press);
    };
    device.addEventListener('inputreport', listener);
    this.#linked = { device, state, listener };
    this.#parts.found(device.productName);
    this.#shine();
  }

  async #drop(): Promise<void> {
    const linked = this.#linked;
    if (linked === undefined) return;
    this.#linked = undefined;
    linked.device.removeEventListener('inputreport', linked.listener);
    this.#parts.found(undefined);
    await linked.device.close().catch(() => {
      // Pulled out: it is closed already.
    });
  }

  #shine(): void {
    const linked = this.#linked;
    if (linked === undefined) return;
    for (const { reportId, data } of linked.state.show(this.#lights, performance.now())) {
      this.#sending = this.#sending
        .then(() => linked.device.sendReport(reportId, data))
        .catch(() => {
          // A light less; the buttons are heard all the same.
        });
    }
  }

  /** Lower is better: what was chosen to hear and speak with comes first. */
  #rank(device: HidDevice): number {
    const id = idOf(device);
    if (id === this.#wanted) return 0;
    return this.#chosen.some((label) => label.toLowerCase().includes(`(${id})`)) ? 1 : 2;
  }
}

const mostListed = 20;

function idOf({ vendorId, productId }: HidDevice): string {
  const hex = (value: number): string => value.toString(16).padStart(4, '0');
  return `${hex(vendorId)}:${hex(productId)}`;
}

/** False where another program has it, or it was pulled out in this moment. */
async function opens(device: HidDevice): Promise<boolean> {
  try {
    if (!device.opened) await device.open();
    return true;
  } catch {
    return false;
  }
}
