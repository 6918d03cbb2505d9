/** How the `show:` and `bench:` commands tell what they found: a table, a file under out/, and a last line. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './environment.ts';

export interface Figure {
  readonly name: string;
  readonly value: number | string;
  readonly unit: string;
  /** What it is measured against in the same run, and how it fared. */
  readonly peer?: string;
  readonly peerValue?: number;
  readonly ratio?: number;
  /** The goal in words, and whether it holds. A figure without `holds` is information. */
  readonly goal?: string;
  readonly holds?: boolean;
}

const shown = (value: number | string | undefined): string =>
  value === undefined ? '' : typeof value === 'number' ? String(Math.round(value * 100) / 100) : value;

function table(figures: readonly Figure[]): string {
  const head = ['', 'measured', 'unit', 'peer', 'peer’s', 'ratio', 'goal', ''];
  const rows = figures.map((figure) => [
    figure.name,
    shown(figure.value),
    figure.unit,
    figure.peer ?? '',
    shown(figure.peerValue),
    shown(figure.ratio),
    figure.goal ?? '',
    figure.holds === undefined ? '' : figure.holds ? 'holds' : 'FALLS SHORT',
  ]);
  const all = [head, ...rows];
  const used = head.map((_, column) => all.some((row) => row !== head && row[column] !== ''));
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .flatMap((cell, column) => (used[column] ? [cell.padEnd(widths[column] ?? 0)] : []))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/**
 * Prints and writes `out/NAME.json`, and ends with `NAME: ok` or `NAME: K of N fall short`. Sets a non-zero exit code
 * for a show that falls short; a bench that measured has done its work either way.
 */
export async function publish(
  kind: 'show' | 'bench',
  name: string,
  figures: readonly Figure[],
  notes: readonly string[],
): Promise<void> {
  const short = figures.filter((figure) => figure.holds === false).length;
  await mkdir(join(root, 'out'), { recursive: true });
  const content = { name, ok: short === 0, figures, notes };
  await writeFile(join(root, 'out', `${name}.json`), `${JSON.stringify(content, null, 2)}\n`);
  console.log(`\n${table(figures)}`);
  for (const note of notes) console.log(`  ${note}`);
  const judged = figures.filter((figure) => figure.holds !== undefined).length;
  console.log(short === 0 ? `${name}: ok` : `${name}: ${short} of ${judged} fall short`);
  if (kind === 'show' && short > 0) process.exitCode = 1;
}

const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

/** The value below which `part` (0…1) of the values lie, interpolated. */
export function quantile(values: readonly number[], part: number): number {
  const ordered = sorted(values);
  const position = (ordered.length - 1) * part;
  const low = ordered[Math.floor(position)] ?? Number.NaN;
  const high = ordered[Math.ceil(position)] ?? Number.NaN;
  return low + (high - low) * (position - Math.floor(position));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The spread in words: the middle half of the values. */
export const spread = (values: readonly number[]): string =>
  `${shown(quantile(values, 0.25))}–${shown(quantile(values, 0.75))}`;
