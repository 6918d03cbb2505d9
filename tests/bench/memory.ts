import { readFile } from 'node:fs/promises';
import { processTree } from '../support/desk/open-desk.ts';

/** A line of Linux's smaps_rollup, MiB; 0 for a process that is gone. */
async function sizeOf(pid: number, name: 'Pss' | 'Anonymous'): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) / 1024;
}

/**
 * Anonymous memory of a process and all its descendants, MiB: what they have written themselves. Unlike the
 * proportional size it does not shrink when somebody else starts the same program.
 */
export async function treeAnonymous(pid: number): Promise<number> {
  const parts = await Promise.all((await processTree(pid)).map((one) => sizeOf(one, 'Anonymous')));
  return parts.reduce((sum, part) => sum + part, 0);
}

/** Anonymous memory of a process alone, MiB. */
export const anonymousOf = (pid: number): Promise<number> => sizeOf(pid, 'Anonymous');

/** Proportional set size of a process and all its descendants, MiB: shared pages are divided. */
export async function treePss(pid: number): Promise<number> {
  const parts = await Promise.all((await processTree(pid)).map((one) => sizeOf(one, 'Pss')));
  return parts.reduce((sum, part) => sum + part, 0);
}
