import type { MediaPage } from './media-page.ts';

/** Chromium's fake devices, made to be pulled out and plugged in, and watched. Labels as the browser gives them. */
export interface PluggableDevices {
  unplug(label: string): Promise<void>;
  plugIn(label: string): Promise<void>;
  /** Labels of the microphones that are open, with what is done to their sound. */
  open(): Promise<{ label: string; echoCancellation: boolean | string }[]>;
  /** Where the calls sound, and where the tones do that were made: labels; `default` is the system's. */
  sinks(): Promise<{ calls: string[]; tones: string[] }>;
}

/** To be called before the page has opened anything. */
export async function pluggableDevices({ page }: MediaPage): Promise<PluggableDevices> {
  await page.evaluate(`{
    const devices = navigator.mediaDevices;
    const enumerate = devices.enumerateDevices.bind(devices);
    const open = devices.getUserMedia.bind(devices);
    const gone = new Set();
    const tracks = [];
    const contexts = [];
    devices.enumerateDevices = async () => (await enumerate()).filter(({ label }) => !gone.has(label));
    devices.getUserMedia = async (constraints) => {
      const wanted = constraints.audio.deviceId?.exact;
      const present = await devices.enumerateDevices();
      if (wanted !== undefined && !present.some(({ deviceId }) => deviceId === wanted)) {
        throw new OverconstrainedError('deviceId');
      }
      const stream = await open(constraints);
      tracks.push(...stream.getAudioTracks());
      return stream;
    };
    window.AudioContext = class extends AudioContext {
      constructor(...given) {
        super(...given);
        if (given.length === 0) contexts.push(this);
      }
    };
    const changed = () => devices.dispatchEvent(new Event('devicechange'));
    window.pluggable = {
      unplug(label) {
        gone.add(label);
        for (const track of tracks) {
          if (track.label !== label || track.readyState !== 'live') continue;
          track.stop();
          track.dispatchEvent(new Event('ended'));
        }
        changed();
      },
      plugIn(label) {
        gone.delete(label);
        changed();
      },
      open: () => tracks.filter(({ readyState }) => readyState === 'live').map((track) => ({
        label: track.label,
        echoCancellation: track.getSettings().echoCancellation,
      })),
      async sinks() {
        const all = await enumerate();
        const name = (id) => all.find(({ kind, deviceId }) => kind === 'audiooutput' && deviceId === id)?.label ?? 'default';
        return {
          calls: [...document.querySelectorAll('audio')].map(({ sinkId }) => name(sinkId)),
          tones: contexts.map(({ sinkId }) => name(sinkId)),
        };
      },
    };
  }`);
  const call = async (expression: string): Promise<never> => page.evaluate(`window.pluggable.${expression}`);
  return {
    unplug: (label) => call(`unplug(${JSON.stringify(label)})`),
    plugIn: (label) => call(`plugIn(${JSON.stringify(label)})`),
    open: () => call('open()'),
    sinks: () => call('sinks()'),
  };
}
