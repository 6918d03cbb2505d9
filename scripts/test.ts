/**
 * `npm test`: checks types, style and import arrows, builds, then runs every test that this machine can run, and says
 * what it left out and why. The last line is the count: `N passed, N failed, N skipped`.
 */
import { spawn } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
  findAsterisk,
  findBaresip,
  findChromium,
  findElectron,
  findKamailio,
  findProgram,
  findRtpengine,
  findTurnserver,
  hasDisplay,
  isRoot,
  root,
} from './environment.ts';
import { ensureBuilt } from './fresh-build.ts';

const bin = (name: string): string => join(root, 'node_modules/.bin', name);

/** Runs a program with its output shown; answers with whether it succeeded. */
function run(
  command: string,
  words: readonly string[],
  environment: Record<string, string> = {},
): Promise<boolean> {
  return new Promise((settle) => {
    const child = spawn(command, words, {
      stdio: ['ignore', 'inherit', 'inherit'],
      cwd: root,
      env: { ...process.env, ...environment },
      shell: process.platform === 'win32',
    });
    child.once('error', () => settle(false));
    child.once('exit', (code) => settle(code === 0));
  });
}

/** What cannot run here, in words. The tests themselves look for the same programs and skip by the same rule. */
function leftOut(): string[] {
  const electron = findElectron();
  const canShow = hasDisplay() || findProgram('xvfb-run') !== undefined;
  return [
    ...(electron === undefined
      ? [
          'the desk in Electron and the packaged application: no Electron binary (npm start fetches it where it can)',
        ]
      : canShow
        ? []
        : ['the desk in Electron and the packaged application: no display and no xvfb-run']),
    ...(findChromium() === undefined ? ['the desk and the console in a browser: no Chromium'] : []),
    ...(findAsterisk() === undefined ? ['calls with a real Asterisk: none is installed'] : []),
    ...without('calls over wss at a real Kamailio, through rtpengine to baresip', {
      kamailio: findKamailio(),
      rtpengine: findRtpengine(),
      baresip: findBaresip(),
      openssl: findProgram('openssl'),
    }),
    ...without('media through a TURN server only', { coturn: findTurnserver() }),
    ...without('calls over a network that loses packets (network namespaces)', {
      'root on Linux': process.platform === 'linux' && isRoot ? 'root' : undefined,
      ip: findProgram('ip'),
      tc: findProgram('tc'),
      iptables: findProgram('iptables'),
    }),
  ];
}

/** What is left out because some of these programs are not installed; nothing where all are. */
function without(what: string, programs: Readonly<Record<string, string | undefined>>): string[] {
  const absent = Object.keys(programs).filter((name) => programs[name] === undefined);
  return absent.length === 0 ? [] : [`${what}: no ${absent.join(', no ')}`];
}

const say = (line: string): void => console.log(line);
const missing = leftOut();
say(missing.length === 0 ? 'Nothing is left out.' : missing.map((words) => `Left out: ${words}.`).join('\n'));
if (isRoot) say('Running as root: test browsers start without their sandbox.');

const checks: readonly [string, string, readonly string[]][] = [
  ['types', bin('tsc'), ['--noEmit', '-p', '.']],
  ['lint', bin('oxlint'), ['--type-aware', '--deny-warnings']],
  ['import arrows', process.execPath, ['scripts/check-imports.ts']],
  ['format', bin('prettier'), ['--check', '--log-level', 'warn', '.']],
];
let failedChecks = 0;
for (const [name, command, words] of checks) {
  const passed = await run(command, words);
  say(`${name}: ${passed ? 'ok' : 'failed'}`);
  if (!passed) failedChecks += 1;
}

await ensureBuilt(say);
if (
  findElectron() !== undefined &&
  process.platform === 'linux' &&
  process.env['ZARI_SKIP_PACKAGE'] === undefined
) {
  say('packing the application');
  const packed = await run(process.execPath, ['scripts/dist.ts', '--dir', '--linux']);
  if (!packed) failedChecks += 1;
}

const results = join(root, 'out', 'test-results.json');
await mkdir(join(root, 'out'), { recursive: true });
// The build has made this process a production one; the tests are not.
await run(
  bin('vitest'),
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${results}`, ...process.argv.slice(2)],
  { NODE_ENV: 'test' },
);

const counts = z
  .object({
    numPassedTests: z.number(),
    numFailedTests: z.number(),
    numPendingTests: z.number(),
    success: z.boolean(),
  })
  .parse(JSON.parse(await readFile(results, 'utf8')));
if (failedChecks > 0) say(`${failedChecks} of ${checks.length} checks before the tests failed.`);
for (const words of missing) say(`Left out: ${words}.`);
say(
  `${counts.numPassedTests} passed, ${counts.numFailedTests + failedChecks} failed, ${counts.numPendingTests} skipped`,
);
process.exit(counts.success && failedChecks === 0 ? 0 : 1);
