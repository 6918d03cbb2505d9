/**
 * `npm run bench:search`: how long a question takes at 1,000, 10,000 and 100,000 documents of word-like text in three
 * languages (tests/bench/search/corpus.ts), through the whole path desk → host → desk in Electron and in the store alone,
 * beside bare FTS5 in an encrypted file, MiniSearch, FlexSearch and Orama with the same documents and questions, each in a
 * process of its own. Also memory, the index's size and the time until the first search after a start.
 * `ZARI_BENCH_DOCUMENTS=1000,10000` measures those alone.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { needDisplay } from '../../scripts/display.ts';
import { findElectron } from '../../scripts/environment.ts';
import { ensureBuilt } from '../../scripts/fresh-build.ts';
import { publish, quantile, type Figure } from '../../scripts/proof.ts';
import { generateCorpus } from './search/corpus.ts';
import { measureDesk } from './search/desk.ts';
import { corpusSeed, measured, questionCount, questionSeed, type Measured } from './search/measure.ts';
import { drawQuestions } from './search/questions.ts';

const counts = (process.env['ZARI_BENCH_DOCUMENTS'] ?? '1000,10000,100000').split(',').map(Number);
const names = ['Zari', 'FTS5', 'MiniSearch', 'FlexSearch', 'Orama'] as const;
const longestMs = 900_000;
const run = promisify(execFile);
const electron = findElectron();
if (electron !== undefined) {
  // First of all: it starts the program anew where there is no display.
  await needDisplay();
  await ensureBuilt(console.log);
}
const notes: string[] = [];
const directory = await mkdtemp(join(tmpdir(), 'zari-bench-search-'));

/** What an engine takes; undefined where it came to no end. */
async function measure(name: (typeof names)[number], count: number): Promise<Measured | undefined> {
  const script = join(import.meta.dirname, 'search', 'measure.ts');
  const words = ['--expose-gc', '--max-old-space-size=12000', script, name, String(count)];
  try {
    const { stdout } = await run(process.execPath, [...words, join(directory, `${name}-${count}.db`)], {
      maxBuffer: 64 * 1024 ** 2,
      timeout: longestMs,
    });
    return measured.parse(JSON.parse(stdout));
  } catch (error) {
    notes.push(`${name} with ${count} documents came to no end: ${String(error).slice(0, 120)}`);
    return undefined;
  }
}

const p = (values: readonly number[]) =>
  [0.5, 0.95, 0.999].map((part) => quantile(values, part).toFixed(2)).join(' / ');
const figures: Figure[] = [];
try {
  for (const count of counts) {
    const results = new Map<string, Measured>();
    for (const name of names) {
      const result = await measure(name, count);
      if (result === undefined) continue;
      results.set(name, result);
      console.log(
        `${count} ${name}: p50/p95/p99.9 ${p(result.milliseconds)} ms, built in ${result.buildSeconds.toFixed(1)} s, ${result.memoryMiB.toFixed(0)} MiB`,
      );
    }
    const p95 = (name: string): number | undefined => {
      const result = results.get(name);
      return result === undefined ? undefined : quantile(result.milliseconds, 0.95);
    };
    const beside = (peer: string, value: number) => {
      const peerValue = p95(peer);
      return peerValue === undefined ? {} : { peer, peerValue, ratio: value / peerValue };
    };
    if (electron !== undefined) {
      const documents = generateCorpus(count, corpusSeed);
      const questions = drawQuestions(documents, questionCount, questionSeed);
      const taken = await measureDesk(electron, join(directory, `desk-${count}`), documents, questions);
      console.log(`${count} desk: p50/p95/p99.9 ${p(taken)} ms`);
      const value = quantile(taken, 0.95);
      const bare = beside('FTS5', value);
      figures.push({
        name: `${count}: p95 through desk and host`,
        value,
        unit: 'ms',
        ...bare,
        goal: 'at most 2 times FTS5',
        holds: bare.ratio !== undefined && bare.ratio <= 2,
      });
      const mini = beside('MiniSearch', value);
      figures.push({
        name: `${count}: p95 through desk and host`,
        value,
        unit: 'ms',
        ...mini,
        ...(count < 10_000
          ? {}
          : { goal: 'at least 5 times faster than MiniSearch', holds: (mini.ratio ?? 1) <= 0.2 }),
      });
    }
    const ours = results.get('Zari');
    if (ours === undefined) throw new Error('the store could not be measured');
    for (const peer of names.slice(1)) {
      const value = quantile(ours.milliseconds, 0.95);
      figures.push({ name: `${count}: p95 in the store`, value, unit: 'ms', ...beside(peer, value) });
    }
    const size = (ours.indexBytes ?? Number.NaN) / ours.textBytes;
    const bare = results.get('FTS5');
    figures.push(
      {
        name: `${count}: index size ÷ text`,
        value: size,
        unit: '',
        peer: 'FTS5',
        ...(bare?.indexBytes === undefined ? {} : { peerValue: bare.indexBytes / bare.textBytes }),
        goal: 'at most 1.5',
        holds: size <= 1.5,
      },
      ...names.slice(1).flatMap((peer): Figure[] => {
        const other = results.get(peer);
        if (other === undefined) return [];
        const [value, peerValue] = [ours.firstSearchMs ?? Number.NaN, other.firstSearchMs];
        if (peerValue === undefined) notes.push(`${peer} could not keep its index of ${count} documents`);
        return [
          {
            name: `${count}: first search after a start`,
            value,
            unit: 'ms',
            peer,
            ...(peerValue === undefined ? {} : { peerValue, ratio: value / peerValue }),
          },
          { name: `${count}: memory`, value: ours.memoryMiB, unit: 'MiB', peer, peerValue: other.memoryMiB },
        ];
      }),
    );
  }
  if (electron === undefined) notes.push('the whole path was not measured: no Electron binary');
  await publish('bench', 'search', figures, [
    `${questionCount} questions, two of five only begun; twelve hits with titles (ours and FTS5 with excerpts)`,
    'no trigrams: mistakes are looked for among the keys of the index, inflected forms share one',
    ...notes,
  ]);
} finally {
  await rm(directory, { recursive: true, force: true });
}
