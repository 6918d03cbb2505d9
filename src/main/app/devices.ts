import type { DeskInput, DeskOutput, Nothing } from '../../contract/desk/commands.ts';
import { deviceRoles, type AudioDevice, type Devices } from '../../contract/desk/telephone.ts';
import { ok, type Result } from '../../contract/reasons.ts';
import { findDevice } from '../../domain/devices/find-device.ts';
import type { MediaPort } from '../telephony/port.ts';
import type { DeviceChoice, SettingsFile } from './settings.ts';

export interface DeviceDeskParts {
  readonly media: MediaPort;
  readonly settings: SettingsFile;
  publish(devices: Devices): void;
  /** How loud microphone and caller are, linear 0…1; only while the desk asked for it. */
  levels(levels: { input: number; output: number }): void;
}

export type MeterReader = 'desk' | 'check';

/** The audio devices of this computer: which there are, which were chosen, which of those is missing. */
export interface DeviceDesk {
  devices(): Devices;
  /** Remembers the choice and has the media window use it at once, in calls that are on, too. */
  set(change: DeskInput<'devices.set'>): Promise<Result<Nothing>>;
  /**
   * The meter runs while the desk shows it or the check before a shift listens to it. Fails like `prepare` of the media
   * window, where the microphone is not to be had.
   */
  meter(on: boolean, who: MeterReader): Promise<Result<Nothing>>;
  test(role: 'speaker' | 'ring'): Promise<Result<Nothing>>;
  /** Looks again for headsets with buttons. Fails with media.failed while there is no media window. */
  findHeadset(): Promise<Result<DeskOutput<'devices.findHeadset'>>>;
  /** The desk does not look at the meter any more: it was loaded anew, or the operator left. */
  forgetMeter(): void;
  close(): void;
}

const firstChoice: DeviceChoice = {
  processing: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  ringVolume: 1,
};

export function createDeviceDesk(parts: DeviceDeskParts): DeviceDesk {
  const { media, settings } = parts;
  const choice = (): DeviceChoice => settings.get().devices ?? firstChoice;
  let present: { microphones: AudioDevice[]; speakers: AudioDevice[] } = { microphones: [], speakers: [] };
  /** Whether the media window has told which devices there are: before that, nothing is missing. */
  let known = false;
  let headset: Devices['headset'];
  let headsets: Devices['headsets'] = [];
  const readers = new Set<MeterReader>();
  let lastLook = 0;

  const isMissing = (wanted: AudioDevice | undefined, among: readonly AudioDevice[]): boolean =>
    // Devices without names: the browser gives them only once the microphone was allowed.
    known &&
    wanted !== undefined &&
    among.every(({ id }) => id !== '') &&
    findDevice(wanted, among) === undefined;

  function devices(): Devices {
    const { microphone, speaker, ring, processing, ringVolume, headset: chosenHeadset } = choice();
    const chosen = { microphone, speaker, ring };
    const { microphones, speakers } = present;
    return {
      microphones: microphones.filter(({ id }) => id !== ''),
      speakers: speakers.filter(({ id }) => id !== ''),
      chosen,
      missing: deviceRoles.filter((role) =>
        isMissing(chosen[role], role === 'microphone' ? microphones : speakers),
      ),
      processing,
      ringVolume,
      headset,
      headsets,
      chosenHeadset,
    };
  }

  function configure(): Promise<unknown> {
    const { microphone, speaker, ring, processing, ringVolume, headset: wanted } = choice();
    return media.request({
      name: 'configure',
      microphone: microphone ?? null,
      speaker: speaker ?? null,
      ring: ring ?? null,
      processing,
      ringVolume,
      headset: wanted ?? null,
    });
  }

  async function look(): Promise<void> {
    const look = (lastLook += 1);
    const result = await media.request({ name: 'devices' });
    // Plugging in one headset is several changes, each with a look of its own: the last one is right.
    if (look !== lastLook || !result.ok || result.value.devices === undefined) return;
    present = result.value.devices;
    known = true;
    parts.publish(devices());
  }

  const stopListening = media.onEvent((event) => {
    if (event.name === 'ready') {
      headset = undefined;
      headsets = [];
      void configure();
      void look();
      if (readers.size > 0) void media.request({ name: 'meter', on: true });
    }
    if (event.name === 'devicesChanged') void look();
    if (event.name === 'headset') {
      headset = event.headset;
      parts.publish(devices());
    }
    if (event.name === 'headsets') {
      headsets = event.headsets;
      parts.publish(devices());
    }
    if (event.name === 'levels' && readers.has('desk'))
      parts.levels({ input: event.input, output: event.output });
  });

  async function meter(on: boolean, who: MeterReader): Promise<Result<Nothing>> {
    if (on) readers.add(who);
    // Whoever stops takes nothing from the other one.
    else if (!readers.delete(who) || readers.size > 0) return ok({});
    const result = await media.request({ name: 'meter', on });
    if (result.ok) return ok({});
    if (on) readers.delete(who);
    return result;
  }

  return {
    devices,
    async set({ choose, processing, ringVolume, headset: wanted }) {
      const before = choice();
      const next: DeviceChoice = {
        ...before,
        ...(choose === undefined ? {} : { [choose.role]: choose.device ?? undefined }),
        processing: {
          echoCancellation: processing?.echoCancellation ?? before.processing.echoCancellation,
          noiseSuppression: processing?.noiseSuppression ?? before.processing.noiseSuppression,
          autoGainControl: processing?.autoGainControl ?? before.processing.autoGainControl,
        },
        ringVolume: ringVolume ?? before.ringVolume,
        headset: wanted === undefined ? before.headset : (wanted ?? undefined),
      };
      // In force before it is on the disk: the call that is on needs it now.
      const written = settings.set({ devices: next });
      parts.publish(devices());
      // A window that is not there is told when it is.
      await configure();
      await written;
      return ok({});
    },
    meter,
    async test(role) {
      const result = await media.request({ name: 'test', role });
      return result.ok ? ok({}) : result;
    },
    async findHeadset() {
      const result = await media.request({ name: 'findHeadset' });
      // What was found is told before the answer.
      return result.ok ? ok({ found: headsets.length }) : result;
    },
    forgetMeter() {
      void meter(false, 'desk');
    },
    close: stopListening,
  };
}
