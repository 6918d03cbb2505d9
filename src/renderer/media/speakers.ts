import { idToOpen, presentDevices, systemDefaults, type Configuration } from './audio-devices.ts';

declare global {
  /** Web Audio API 1.1. TypeScript's DOM library does not know it yet. */
  interface AudioContext {
    setSinkId(sinkId: string): Promise<void>;
  }
}

/** What sounds on a device: an audio element or an audio context. */
export interface Sink {
  setSinkId(id: string): Promise<void>;
}

/** Where a sound belongs: `speaker` is the headset, `ring` what announces a call in. */
export type SpeakerRole = 'speaker' | 'ring';

type Choice = Pick<Configuration, SpeakerRole>;

/** How the browser calls the system's default (W3C audio-output §3.1). */
const systemDefault = '';

/**
 * Sends every sound to the device of its role, and to the system's default while that is not plugged in. Attach what
 * sounds, and detach it when it is gone.
 */
export class Speakers {
  readonly #devices: MediaDevices;
  readonly #sinks = new Map<Sink, SpeakerRole>();
  #choice: Choice = systemDefaults;
  #ids: Readonly<Record<SpeakerRole, string>> = { speaker: systemDefault, ring: systemDefault };

  constructor(devices: MediaDevices) {
    this.#devices = devices;
    devices.addEventListener('devicechange', () => void this.follow());
  }

  attach(sink: Sink, role: SpeakerRole): void {
    this.#sinks.set(sink, role);
    if (this.#ids[role] !== systemDefault) void route(sink, this.#ids[role]);
  }

  detach(sink: Sink): void {
    this.#sinks.delete(sink);
  }

  /** Settles when all that sounds has moved to the devices chosen. */
  async choose(choice: Choice): Promise<void> {
    this.#choice = choice;
    await this.follow();
  }

  /** Looks again which devices there are: also when the microphone was allowed, which gives them their names. */
  async follow(): Promise<void> {
    const { speakers } = await presentDevices(this.#devices).catch(() => ({ speakers: [] }));
    this.#ids = {
      speaker: idToOpen(this.#choice.speaker, speakers) ?? systemDefault,
      ring: idToOpen(this.#choice.ring, speakers) ?? systemDefault,
    };
    // All of them, also those that are there already: a device that went and came back has the same id, but is silent.
    await Promise.all([...this.#sinks].map(([sink, role]) => route(sink, this.#ids[role])));
  }
}

async function route(sink: Sink, id: string): Promise<void> {
  try {
    await sink.setSinkId(id);
  } catch {
    // Gone in this very moment, or not allowed: the caller must be heard, wherever.
    if (id !== systemDefault) await route(sink, systemDefault);
  }
}
