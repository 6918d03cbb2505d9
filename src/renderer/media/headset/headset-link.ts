import type { Hid, HidDevice, HidInputEvent } from './hid.ts';
import { HeadsetState, type HeadsetLights, type HeadsetPress } from './headset-state.ts';
import { isTelephone, readLayout } from './report-layout.ts';

export interface HeadsetLinkParts {
  /** Undefined where the browser has no WebHID. */
  readonly hid: Hid | undefined;
  readonly press: (button: HeadsetPress) => void;
  /** The headset whose buttons are heard now, or none. */
  readonly found: (name: string | undefined) => void;
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
  /** One look at a time, and one report after the other: a device keeps no queue. */
  #looking: Promise<void> = Promise.resolve();
  #sending: Promise<void> = Promise.resolve();

  constructor(parts: HeadsetLinkParts) {
    this.#parts = parts;
    parts.hid?.addEventListener('connect', () => this.look());
    parts.hid?.addEventListener('disconnect', () => this.look());
  }

  /** The labels of the audio devices that were chosen: Chromium ends them with USB vendor and product. */
  prefer(labels: readonly string[]): void {
    this.#chosen = labels;
    this.look();
  }

  show(lights: HeadsetLights): void {
    this.#lights = lights;
    this.#shine();
  }

  /** Tells again which headset there is: to a host that knows nothing yet. */
  tellAgain(): void {
    this.#parts.found(this.#linked?.device.productName);
  }

  /** Looks which headset there is, and takes the best one. */
  look(): void {
    this.#looking = this.#looking
      .then(() => this.#lookNow())
      .catch(() => {
        // Not allowed to see any. The next one that is plugged in is another occasion.
      });
  }

  async #lookNow(): Promise<void> {
    const devices = await this.#parts.hid?.getDevices();
    const headsets = (devices ?? []).filter(
      ({ collections }) => isTelephone(collections) && readLayout(collections).buttons.length > 0,
    );
    const byChoice = headsets.toSorted((one, other) => this.#rank(one) - this.#rank(other));
    for (const device of byChoice) {
      if (device === this.#linked?.device) return;
      if (await opens(device)) {
        await this.#drop();
        return this.#take(device);
      }
    }
    await this.#drop();
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
  #rank({ vendorId, productId }: HidDevice): number {
    const hex = (value: number): string => value.toString(16).padStart(4, '0');
    const ids = `(${hex(vendorId)}:${hex(productId)})`;
    return this.#chosen.some((label) => label.toLowerCase().includes(ids)) ? 0 : 1;
  }
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
