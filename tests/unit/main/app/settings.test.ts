import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSettings } from '../../../../src/main/app/settings.ts';
import { silentLog } from '../../../../src/main/logging/log.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'zari-settings-'));
});
afterEach(() => rm(directory, { recursive: true }));

test('a new device speaks Georgian and follows the system’s theme', async () => {
  expect((await openSettings(directory, silentLog)).get()).toEqual({
    language: 'ka',
    theme: 'auto',
    globalKeys: {},
  });
});

test('what is set is there at the next start', async () => {
  const settings = await openSettings(join(directory, 'new'), silentLog);
  await Promise.all([settings.set({ language: 'ru' }), settings.set({ theme: 'dark' })]);
  expect((await openSettings(join(directory, 'new'), silentLog)).get()).toEqual({
    language: 'ru',
    theme: 'dark',
    globalKeys: {},
  });
});

test.each(['', '{', '{"language":"xx"}', '{"serverUrl":"file:///etc/passwd"}'])(
  'a damaged file gives the defaults and is mended by the next change: %s',
  async (text) => {
    await writeFile(join(directory, 'settings.json'), text);
    const settings = await openSettings(directory, silentLog);
    expect(settings.get()).toEqual({ language: 'ka', theme: 'auto', globalKeys: {} });
    await settings.set({ language: 'en' });
    expect(JSON.parse(await readFile(join(directory, 'settings.json'), 'utf8'))).toEqual({
      language: 'en',
      theme: 'auto',
      globalKeys: {},
    });
  },
);

test('unreadable devices cost nothing but themselves', async () => {
  const text = '{"language":"ru","serverUrl":"https://centre.example","devices":{"ringVolume":7}}';
  await writeFile(join(directory, 'settings.json'), text);
  expect((await openSettings(directory, silentLog)).get()).toMatchObject({
    language: 'ru',
    serverUrl: 'https://centre.example',
    devices: undefined,
  });
});
