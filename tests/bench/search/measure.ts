/**
 * Measures one engine in a process of its own: `node --expose-gc measure.ts NAME COUNT FILE`. Says on standard output, as
 * JSON, what it found.
 */
import { z } from 'zod';
import { generateCorpus } from './corpus.ts';
import { engines, type Engine, type EngineName } from './peers.ts';
import { drawQuestions } from './questions.ts';

export const corpusSeed = 1;
export const questionSeed = 7;
export const questionCount = 300;

export const measured = z.object({
  textBytes: z.number(),
  buildSeconds: z.number(),
  indexBytes: z.number().optional(),
  memoryMiB: z.number(),
  milliseconds: z.array(z.number()),
  /** Absent where the index is too large to be kept. */
  firstSearchMs: z.number().optional(),
});
export type Measured = z.infer<typeof measured>;

const isName = (name: string | undefined): name is EngineName => name !== undefined && name in engines;

/** From the start of the program to the answer to its first question, ms. */
async function measureStart(name: EngineName, engine: Engine, question: string): Promise<number> {
  let began = performance.now();
  const again = engine.reopen();
  // What it takes to keep the index is no part of a start.
  if (name !== 'Zari' && name !== 'FTS5') began = performance.now();
  await again(question);
  return performance.now() - began;
}

async function measure(name: EngineName, count: number, file: string): Promise<Measured> {
  const documents = generateCorpus(count, corpusSeed);
  const questions = drawQuestions(documents, questionCount, questionSeed);
  const textBytes = documents.reduce(
    (sum, { title, body, code }) => sum + Buffer.byteLength(title + body + (code ?? '')),
    0,
  );
  globalThis.gc?.();
  const before = process.memoryUsage();
  let began = performance.now();
  const engine = engines[name](documents, file);
  const buildSeconds = (performance.now() - began) / 1000;
  globalThis.gc?.();
  const after = process.memoryUsage();
  const used = (of: NodeJS.MemoryUsage): number => of.heapUsed + of.external;
  const milliseconds: number[] = [];
  for (const question of [...questions.slice(0, 20), ...questions]) {
    began = performance.now();
    await engine.search(question);
    milliseconds.push(performance.now() - began);
  }
  const firstSearchMs = await measureStart(name, engine, questions[0] ?? '').catch(() => undefined);
  return {
    textBytes,
    buildSeconds,
    ...(engine.indexBytes === undefined ? {} : { indexBytes: engine.indexBytes }),
    memoryMiB: (used(after) - used(before)) / 1024 ** 2,
    milliseconds: milliseconds.slice(20),
    ...(firstSearchMs === undefined ? {} : { firstSearchMs }),
  };
}

if (import.meta.main) {
  const [name, count, file = ''] = process.argv.slice(2);
  if (!isName(name)) throw new Error(`no engine is called ${name}`);
  console.log(JSON.stringify(await measure(name, Number(count), file)));
}
