/** What this machine has of the programs that Zari is developed and tested with. */
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

export const isRoot = process.getuid?.() === 0;

/** The path of a program on the PATH or in one of the usual folders beside it, or undefined. */
export function findProgram(...names: string[]): string | undefined {
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    '/usr/local/bin',
    '/usr/bin',
    '/usr/sbin',
  ];
  for (const name of names) {
    for (const folder of folders) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // not in this folder
      }
    }
  }
  return undefined;
}

/** Whether windows can be shown: always on Windows and macOS, with a display elsewhere. */
export const hasDisplay = (): boolean =>
  process.platform === 'win32' ||
  process.platform === 'darwin' ||
  Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);

export const findChromium = (): string | undefined =>
  process.env['ZARI_CHROMIUM'] ??
  findProgram('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');

export const findAsterisk = (): string | undefined => findProgram('asterisk');
export const findKamailio = (): string | undefined => findProgram('kamailio');
export const findRtpengine = (): string | undefined => findProgram('rtpengine', 'rtpengine-daemon');
export const findBaresip = (): string | undefined => findProgram('baresip');
/** coturn's server. */
export const findTurnserver = (): string | undefined => findProgram('turnserver');

const executable =
  process.platform === 'win32'
    ? 'electron.exe'
    : process.platform === 'darwin'
      ? 'Electron.app/Contents/MacOS/Electron'
      : 'electron';

/** Electron's binary: from ELECTRON_OVERRIDE_DIST_PATH, or where the electron package has put it; else undefined. */
export function findElectron(): string | undefined {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const path = override ? join(override, executable) : join(root, 'node_modules/electron/dist', executable);
  return existsSync(path) ? path : undefined;
}

/** Lets the electron package fetch its binary, once; undefined where it cannot be had. Nothing of its output is shown. */
export async function fetchElectron(withinMs: number): Promise<string | undefined> {
  const install = createRequire(import.meta.url).resolve('electron/install.js');
  const child = spawn(process.execPath, [install], { stdio: 'ignore', timeout: withinMs, cwd: root });
  await new Promise((settle) => {
    child.once('exit', settle);
    child.once('error', settle);
  });
  return findElectron();
}
