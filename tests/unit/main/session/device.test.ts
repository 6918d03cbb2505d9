import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDevice } from '../../../../src/main/session/device.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'zari-device-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('the device', () => {
  it('keeps its id and the last username over restarts', async () => {
    const dataDir = join(directory, 'not', 'there', 'yet');
    const first = await openDevice(dataDir);
    expect(first.lastUsername()).toBeUndefined();
    await first.rememberUsername('nino');
    expect(first.lastUsername()).toBe('nino');
    const second = await openDevice(dataDir);
    expect(second.id).toBe(first.id);
    expect(second.lastUsername()).toBe('nino');
    expect(await readdir(dataDir)).toEqual(['device.json']);
  });

  it('writes one after the other, the last one last', async () => {
    const device = await openDevice(directory);
    await Promise.all(['a', 'b', 'c', 'c'].map((username) => device.rememberUsername(username)));
    expect((await openDevice(directory)).lastUsername()).toBe('c');
  });

  it.skipIf(process.platform === 'win32')('is readable by its owner alone', async () => {
    await openDevice(directory);
    expect((await stat(join(directory, 'device.json'))).mode & 0o077).toBe(0);
  });

  it.each(['', '{"deviceId":', '{"deviceId":"7"}', 'null'])(
    'becomes a new device where the file says %j, and keeps that file aside',
    async (text) => {
      await writeFile(join(directory, 'device.json'), text);
      const device = await openDevice(directory);
      expect((await openDevice(directory)).id).toBe(device.id);
      expect(await readFile(join(directory, 'device.json.damaged'), 'utf8')).toBe(text);
    },
  );

  it('takes no notice of a write that was broken off', async () => {
    const device = await openDevice(directory);
    await writeFile(join(directory, 'device.json.new'), '{"devi');
    const again = await openDevice(directory);
    expect(again.id).toBe(device.id);
    await again.rememberUsername('nino');
    expect((await openDevice(directory)).lastUsername()).toBe('nino');
  });

  it('does not make a new id where the old file cannot be read', async () => {
    await mkdir(join(directory, 'device.json'));
    await expect(openDevice(directory)).rejects.toThrow(/EISDIR|EPERM|EACCES/);
  });
});
