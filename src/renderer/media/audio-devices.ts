import { findDevice } from '../../domain/devices/find-device.ts';
import type { MediaCommand } from '../../contract/media/messages.ts';

export type Configuration = Omit<Extract<MediaCommand, { name: 'configure' }>, 'name'>;
export type Device = NonNullable<Configuration['microphone']>;

export interface PresentDevices {
  readonly microphones: readonly Device[];
  readonly speakers: readonly Device[];
  /** What the system's default microphone is just now, to notice that another one has become it. */
  readonly defaultMicrophone: string;
}

/** Chromium's own entries that stand for whatever the system has set: nothing that is plugged in. */
const standIns: ReadonlySet<string> = new Set(['default', 'communications']);

/** The audio devices there are. Ids and labels are empty before the microphone was allowed (W3C mediacapture §9.3). */
export async function presentDevices(devices: MediaDevices): Promise<PresentDevices> {
  const all = await devices.enumerateDevices();
  const ofKind = (kind: MediaDeviceKind): Device[] =>
    all
      .filter((device) => device.kind === kind && !standIns.has(device.deviceId))
      .map(({ deviceId, label }) => ({ id: deviceId, label }));
  const standIn = all.find(({ kind, deviceId }) => kind === 'audioinput' && deviceId === 'default');
  return {
    microphones: ofKind('audioinput'),
    speakers: ofKind('audiooutput'),
    defaultMicrophone: standIn === undefined ? '' : `${standIn.label} ${standIn.groupId}`,
  };
}

/** The id to open for what was chosen; undefined stands for the system's default: nothing chosen, or not plugged in. */
export function idToOpen(chosen: Device | null, present: readonly Device[]): string | undefined {
  if (chosen === null) return undefined;
  const found = findDevice(chosen, present)?.id;
  return found === '' ? undefined : found;
}

export const systemDefaults: Configuration = {
  microphone: null,
  speaker: null,
  ring: null,
  processing: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  ringVolume: 1,
};
