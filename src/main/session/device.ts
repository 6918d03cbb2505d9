import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { id } from '../../contract/common.ts';
import { silentLog, type Log } from '../logging/log.ts';

const deviceFile = z.object({ deviceId: id, lastUsername: z.string().max(80).optional() });
type DeviceFile = z.infer<typeof deviceFile>;

/** This device, as the server and the sign-in page know it. */
export interface Device {
  /** Made at the first start, the same ever after. */
  readonly id: string;
  /** Who signed in last, to fill in the name; nothing else of theirs lies outside their encrypted store. */
  lastUsername(): string | undefined;
  /** Rejects where the file cannot be written. */
  rememberUsername(username: string): Promise<void>;
}

/**
 * Reads `<dataDir>/device.json`, or makes it. A file that cannot be understood is kept beside the new one: the device
 * then gets a new id, and with it a new desk number from the server, so no reference is given twice. Rejects where the
 * folder can be neither read nor written.
 */
export async function openDevice(dataDir: string, log: Log = silentLog): Promise<Device> {
  const path = join(dataDir, 'device.json');
  await mkdir(dataDir, { recursive: true });
  let content = await read(path, log);
  if (content === undefined) {
    content = { deviceId: randomUUID() };
    await writeAtomically(path, content);
  }
  const { deviceId } = content;
  let lastUsername = content.lastUsername;
  let writing: Promise<void> = Promise.resolve();

  return {
    id: deviceId,
    lastUsername: () => lastUsername,
    rememberUsername(username) {
      if (username === lastUsername) return writing;
      lastUsername = username;
      const write = () => writeAtomically(path, { deviceId, lastUsername: username });
      writing = writing.then(write, write);
      return writing;
    },
  };
}

async function read(path: string, log: Log): Promise<DeviceFile | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const parsed = deviceFile.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  log.warn('device.fileDamaged');
  await rename(path, `${path}.damaged`);
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the schema then says that it is damaged
  }
}

/** Old file or new file, never half of one: written beside it, flushed, then renamed over it. */
async function writeAtomically(path: string, content: DeviceFile): Promise<void> {
  const beside = `${path}.new`;
  const file = await open(beside, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(content, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
}
