/** `npm run server -- …`: the server's own commands, on the data of `npm start` unless `--data` or `--server` says otherwise. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './environment.ts';
import { buildAll } from './build.ts';

const words = process.argv.slice(2);
const cli = join(root, 'build/server/cli.js');
if (!existsSync(cli)) await buildAll(['server', 'console'], () => {});
const located =
  words.includes('--data') || words.includes('--server') || process.env['ZARI_DATA'] !== undefined;
const child = spawn(
  process.execPath,
  [cli, ...words, ...(located ? [] : ['--data', join(root, '.data/server')])],
  {
    stdio: 'inherit',
  },
);
child.once('exit', (code) => process.exit(code ?? 1));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
