/**
 * `npm run show:main-job`: works the operator's main job at the real desk, from signing in to the supervisor's console,
 * with a caller who is known and one who is not, and with the server killed in the middle of the second call.
 *
 *     npm run show:main-job                              Electron where it can run, else the browser shell
 *     npm run show:main-job -- --shell electron|browser|packaged
 *     npm run show:main-job -- --pbx asterisk            the same calls from a real Asterisk
 *
 * Screenshots of every step are left in out/main-job/.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, stripVTControlCharacters } from 'node:util';
import { needDisplay } from '../../scripts/display.ts';
import { root } from '../../scripts/environment.ts';
import { ensureBuilt } from '../../scripts/fresh-build.ts';
import { publish, type Figure } from '../../scripts/proof.ts';
import { asteriskCallers, practiceCallers } from '../support/desk/caller-side.ts';
import { workMainJob } from '../support/desk/main-job.ts';
import { deskShells, openDesk, whyNot, type DeskShell } from '../support/desk/open-desk.ts';
import { startAsteriskCentre, startPracticeCentre } from '../support/desk/practice-centre.ts';

const { values: options } = parseArgs({
  options: { shell: { type: 'string' }, pbx: { type: 'string', default: 'practice' } },
});
const refuse = (words: string): never => {
  console.error(words);
  process.exit(2);
};
const asked = deskShells.find((name) => name === options.shell);
if (options.shell !== undefined && asked === undefined) refuse(`--shell is one of ${deskShells.join(', ')}`);
if (options.pbx !== 'practice' && options.pbx !== 'asterisk') refuse('--pbx is practice or asterisk');
const shell: DeskShell = asked ?? (whyNot('electron') === undefined ? 'electron' : 'browser');
const why = whyNot(shell);
if (why !== undefined) refuse(`the ${shell} shell cannot run here: ${why}`);
if (shell !== 'browser') await needDisplay();
await ensureBuilt(console.log);

const folder = join(root, 'out', 'main-job');
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const data = await mkdtemp(join(tmpdir(), 'zari-show-'));
const onAsterisk = options.pbx === 'asterisk';
const centre = onAsterisk ? await startAsteriskCentre(data) : await startPracticeCentre(data);
const callers = 'asterisk' in centre ? asteriskCallers(centre) : practiceCallers(centre);
const desk = await openDesk({ shell, dataDirectory: join(data, 'desk'), serverUrl: centre.serverUrl });
const { page } = desk;

const figures: Figure[] = [];
const notes = [`desk in the ${shell} shell, calls from the ${callers.name}, screenshots in out/main-job/`];
let shots = 0;

/** One step of the job: holds when `work` does not throw; what it gives stands in the table. */
async function step(name: string, work: () => Promise<string | void>): Promise<void> {
  let value: string;
  let holds = true;
  try {
    value = (await work()) ?? 'done';
  } catch (error) {
    holds = false;
    value = error instanceof Error ? wordsOf(error) : String(error);
  }
  figures.push({ name, value, unit: '', holds });
  console.log(`${holds ? 'ok  ' : 'FAIL'} ${name}: ${value}`);
  shots += 1;
  const file = `${String(shots).padStart(2, '0')}-${name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 50)}.png`;
  await page.screenshot({ path: join(folder, file) });
  if (!holds) throw new Error(`stopped at: ${name}`);
}
/** What failed and what was waited for, on one line. */
function wordsOf(error: Error): string {
  const lines = error.message.split('\n').map((line) => line.trim());
  const waited = lines.find((line) => line.includes('waiting for'));
  return stripVTControlCharacters([lines[0], waited].filter((line) => line !== undefined).join(' '));
}
try {
  await workMainJob({
    desk,
    centre,
    callers,
    dataDirectory: data,
    step,
    picture: async (name, take) =>
      void (await take(join(folder, `${String(shots).padStart(2, '0')}-${name}.png`))),
  });
} catch (error) {
  notes.push(
    error instanceof Error ? error.message : String(error),
    ...desk
      .log()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .slice(-12),
  );
} finally {
  await desk.close();
  await centre.stop();
  await rm(data, { recursive: true, force: true });
}
await publish('show', 'main-job', figures, notes);
process.exit();
