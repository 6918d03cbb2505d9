import type { CallQuality } from '../../contract/quality.ts';

/** Table B.1 of ITU-T G.107: from 4.03 on users are satisfied, from 3.6 some are not, from 3.1 many are not. */
export function scoreWord(mos: number): 'good' | 'fair' | 'poor' | 'bad' {
  if (mos >= 4.03) return 'good';
  if (mos >= 3.6) return 'fair';
  return mos >= 3.1 ? 'poor' : 'bad';
}

/** A share as percent with at most two decimals. */
export const percentOf = (share: number): number => Math.round(share * 10_000) / 100;

type Point = CallQuality['course'][number];

/** Parts of the course without a gap: in between the call was held or interrupted. */
export function runsOf(course: readonly Point[]): Point[][] {
  const steps = course.slice(1).map((point, index) => point.second - (course[index]?.second ?? 0));
  // Points stand evenly, at most doubled where one fell away.
  const gap = Math.max(3, 2.5 * Math.min(...steps, Infinity));
  const runs: Point[][] = [];
  for (const point of course) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run !== undefined && last !== undefined && point.second - last.second <= gap) run.push(point);
    else runs.push([point]);
  }
  return runs;
}
