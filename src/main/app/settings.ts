import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { language } from '../../contract/common.ts';
import { audioDevice, audioProcessing, globalActions, headsetChoice } from '../../contract/desk/telephone.ts';
import type { Log } from '../logging/log.ts';

/** The audio devices that were chosen on this computer, absent for the system's default. */
const deviceChoice = z.object({
  microphone: audioDevice.optional(),
  speaker: audioDevice.optional(),
  ring: audioDevice.optional(),
  processing: audioProcessing,
  /** 0…1. */
  ringVolume: z.number().min(0).max(1),
  /** Whose buttons are wanted, absent for those of the chosen sound. */
  headset: headsetChoice.optional(),
});
export type DeviceChoice = z.infer<typeof deviceChoice>;

/** Settings of this device, for whoever signs in: they hold nothing personal, so they lie outside the store. */
const deviceSettings = z.object({
  language: language.default('ka'),
  theme: z.enum(['auto', 'light', 'dark']).default('auto'),
  /** Keys that work while another program is in front, as Electron writes them. */
  globalKeys: z.partialRecord(z.enum(globalActions), z.string().max(60)).catch({}).default({}),
  /** Where the central server is; absent until somebody said so. */
  serverUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** A headset is chosen again in a moment: what is unreadable here must not cost the server's address. */
  devices: deviceChoice.optional().catch(undefined),
});
export type DeviceSettings = z.infer<typeof deviceSettings>;

export interface SettingsFile {
  get(): DeviceSettings;
  /** Writes the whole file beside the old one and swaps them, so that a power cut leaves one of the two. */
  set(change: Partial<DeviceSettings>): Promise<void>;
}

/** Reads `<dataDirectory>/settings.json`; a missing or unreadable file gives the defaults and is said in the log. */
export async function openSettings(dataDirectory: string, log: Log): Promise<SettingsFile> {
  const path = join(dataDirectory, 'settings.json');
  let current: DeviceSettings = deviceSettings.parse({});
  try {
    current = deviceSettings.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!missing) log.warn('settings unreadable, defaults taken');
  }
  let writing = Promise.resolve();
  return {
    get: () => current,
    set(change) {
      current = { ...current, ...change };
      const text = JSON.stringify(current, null, 2);
      writing = writing
        .catch(() => {
          // The write before this one told its own caller; this one starts afresh.
        })
        .then(async () => {
          await mkdir(dataDirectory, { recursive: true });
          await writeFile(`${path}.new`, text, 'utf8');
          await rename(`${path}.new`, path);
        });
      return writing;
    },
  };
}
