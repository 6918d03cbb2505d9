/**
 * `npm start`: builds, then starts the central server with demo data, the practice line and the desk.
 *
 *     npm start                          Electron where it can run, else the browser shell
 *     npm start -- --shell browser       the browser shell anyway
 *     npm start -- --reset               forgets all data first
 *     npm start -- --data DIR            keeps the data elsewhere than in .data/
 */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startCentre } from './centre.ts';
import { fetchElectron, findElectron, hasDisplay, isRoot, root } from './environment.ts';
import { ensureBuilt } from './fresh-build.ts';
import { startNode, startProgram, urlOf, type Running } from './processes.ts';

const { values: options } = parseArgs({
  options: {
    shell: { type: 'string' },
    reset: { type: 'boolean', default: false },
    data: { type: 'string' },
  },
});
const dataDirectory = resolve(options.data ?? join(root, '.data'));
const terminal = process.stdout.isTTY;

/** Steps overwrite each other in a terminal; elsewhere only what matters is printed. */
function step(text: string): void {
  if (terminal) process.stdout.write(`\r\x1b[2K${text} …`);
}
const say = (line: string): void => {
  process.stdout.write(`${terminal ? '\r\x1b[2K' : ''}${line}\n`);
};

/** Electron's path, or the words that say why the desk runs in a browser. */
async function chooseShell(): Promise<{ electron: string } | { why: string }> {
  if (options.shell === 'browser') return { why: 'as asked' };
  if (!hasDisplay()) return { why: 'there is no display for a window' };
  if (isRoot) return { why: 'Electron does not run as root with its sandbox on' };
  const found = findElectron();
  if (found !== undefined) return { electron: found };
  step('fetching Electron, once, about 110 MB');
  const fetched = await fetchElectron(300_000);
  return fetched === undefined ? { why: 'the Electron binary could not be fetched' } : { electron: fetched };
}

if (options.reset && existsSync(dataDirectory)) {
  await rm(dataDirectory, { recursive: true, force: true });
  say(`All data in ${dataDirectory} is forgotten.`);
}
if (!terminal && !existsSync(join(root, 'build', '.stamp')))
  say('Building; the first time takes about half a minute.');
await ensureBuilt(step);

step('starting the server and the practice line');
const centre = await startCentre({ dataDirectory, serverPort: 7100, practicePort: 7110 }).catch(
  (error: unknown) => {
    say(`Zari cannot start: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);
const shell = await chooseShell();
step('starting the desk');

const stops: (() => Promise<unknown>)[] = [];
let stopping = false;
async function stopAll(code: number): Promise<never> {
  if (!stopping) {
    stopping = true;
    say('Ending …');
    await Promise.all(stops.map((stop) => stop()));
    await centre.stop();
  }
  process.exit(code);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stopAll(0));

const inElectron = async (electron: string): Promise<Running | string> => {
  const words = [root, '--data', join(dataDirectory, 'desk'), '--server', centre.serverUrl];
  // Some systems let no program of this kind have its sandbox: the desk then works in the browser.
  return startProgram(electron, words).catch(() => 'Electron could not open a window with its sandbox on');
};
const window = 'electron' in shell ? await inElectron(shell.electron) : shell.why;
const desk =
  typeof window === 'string'
    ? await startNode(join(root, 'build/main/browser.js'), [
        ...['--data', join(dataDirectory, 'desk'), '--server', centre.serverUrl, '--port', '0'],
      ])
    : window;
stops.push(desk.stop);
void desk.ended.then((code) => {
  if (!stopping && code !== 0) say(`The desk ended (${code}):\n${desk.tail()}`);
  return stopAll(code ?? 1);
});
const deskWord =
  typeof window === 'string'
    ? `${urlOf(desk)}   (in the browser: ${window})`
    : 'in its window (Electron); closing it ends all of this';
for (const [name, running] of [
  ['server', centre.server()],
  ['practice line', centre.practice()],
] as const) {
  void running?.ended.then((code) => {
    if (!stopping) say(`The ${name} ended (${code}):\n${running.tail()}`);
    return stopAll(code ?? 1);
  });
}

say('Zari runs.');
say(`  desk           ${deskWord}`);
say('                 operators nino and giorgi, password zari-demo');
say(`  console        ${centre.serverUrl}/console/`);
say('                 supervisor tamar, password zari-demo');
say(`  server         ${centre.serverUrl}   (data in ${join(dataDirectory, 'server')})`);
say(`  practice line  ${centre.practiceUrl}   (calls when the desk asks for one)`);
say('Ctrl-C ends all of it; npm start finds the data again; npm start -- --reset begins anew.');
