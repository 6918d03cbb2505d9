/**
 * `npm run show:telephone`: what the telephone can do, feature by feature at each peer. Every cell is a call of its own
 * between the real telephone and a real peer that this command starts and stops; it is `ok`, it fails, or it says why
 * that peer cannot.
 *
 *     npm run show:telephone                     all
 *     npm run show:telephone -- --only hold      the features whose name has `hold` in it
 *     npm run show:telephone -- --peer kamailio  the peers whose name has that in it
 */
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../../scripts/fresh-build.ts';
import { publish, type Figure } from '../../scripts/proof.ts';
import { whereIsAsterisk } from '../support/asterisk.ts';
import { whyNoBaresip } from '../support/baresip.ts';
import { whyNoKamailio } from '../support/kamailio.ts';
import { startAsteriskCells } from './telephone/asterisk.ts';
import { features, type Cells, type Column } from './telephone/cells.ts';
import { startKamailioCells } from './telephone/kamailio.ts';
import { startPracticeCells } from './telephone/practice.ts';

/** A cell may have to start a desk and its server first. */
const cellWithinMs = 120_000;
const { values: options } = parseArgs({
  options: { only: { type: 'string', default: '' }, peer: { type: 'string', default: '' } },
});

const columns: readonly Column[] = [
  {
    name: 'Asterisk 16',
    why: whereIsAsterisk() === undefined ? 'asterisk is not installed' : undefined,
    start: startAsteriskCells,
  },
  {
    name: 'Kamailio, rtpengine, baresip',
    why: whyNoKamailio() ?? whyNoBaresip(),
    start: startKamailioCells,
  },
  { name: 'practice line', why: undefined, start: startPracticeCells },
];

/** Runs one cell; gives what is to stand in it. */
async function run(cell: (() => Promise<string | void>) | string): Promise<Pick<Figure, 'value' | 'holds'>> {
  if (typeof cell === 'string') return { value: cell };
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing within ${cellWithinMs / 1000} s`)), cellWithinMs);
  });
  try {
    const said = await Promise.race([cell(), tooLong]);
    return { value: said === undefined ? 'ok' : `ok: ${said}`, holds: true };
  } catch (error) {
    const words = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { value: `fails: ${words}`, holds: false };
  } finally {
    clearTimeout(timer);
  }
}

await ensureBuilt(console.log);
const figures: Figure[] = [];
const notes: string[] = [];
for (const column of columns.filter(({ name }) => name.toLowerCase().includes(options.peer))) {
  if (column.why !== undefined) {
    notes.push(`${column.name} is left out: ${column.why}`);
    continue;
  }
  const cells: Cells = await column.start();
  try {
    for (const feature of features.filter((name) => name.includes(options.only))) {
      const found = await run(cells.cells[feature]);
      await cells.tidy();
      console.log(`${column.name}: ${feature}: ${found.value}`);
      figures.push({ name: feature, peer: column.name, unit: '', ...found });
    }
  } finally {
    await cells.stop();
  }
}
// One feature below the other, its peers together.
const inOrder = features.flatMap((feature) => figures.filter(({ name }) => name === feature));
await publish('show', 'telephone', inOrder, notes);
process.exit();
