/** `npm run dist [-- --dir]`: builds, then packs the application with electron-builder for this platform. */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './environment.ts';
import { ensureBuilt } from './fresh-build.ts';

await ensureBuilt((line) => console.log(line));
const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
// An Electron that is already on the machine is packed as it is, with its own version.
const local =
  dist === undefined
    ? []
    : [
        `-c.electronDist=${dist}`,
        `-c.electronVersion=${(await readFile(join(dist, 'version'), 'utf8')).trim()}`,
      ];
const builder = createRequire(import.meta.url).resolve('electron-builder/cli.js');
const child = spawn(process.execPath, [builder, '--publish', 'never', ...local, ...process.argv.slice(2)], {
  stdio: 'inherit',
  cwd: root,
});
child.once('exit', (code) => process.exit(code ?? 1));
