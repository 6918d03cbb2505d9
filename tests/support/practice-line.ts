import { join } from 'node:path';
import {
  createPracticeLine,
  type PracticeLine,
  type PracticeLineOptions,
  type PracticeLogEntry,
} from '../../src/practice/practice-line.ts';
import { practicePassword } from '../../src/practice/practice-password.ts';
import { loadScenarios } from '../../src/practice/scenario.ts';

const SECRET = 'secret of the tests';
const ASSETS = join(import.meta.dirname, '../../assets/practice');

export const voicesDirectory = join(ASSETS, 'voices');

export function passwordOf(username: string): string {
  return practicePassword(SECRET, username);
}

/** A practice line with the product's scenarios, on any free port, whose users are all but `nobody`. */
export async function startPracticeLine(
  options: Partial<PracticeLineOptions> = {},
): Promise<{ line: PracticeLine; log: PracticeLogEntry[] }> {
  const scenarios = await loadScenarios(join(ASSETS, 'scenarios.json'));
  if (!scenarios.ok) throw new Error(scenarios.detail);
  const log: PracticeLogEntry[] = [];
  const line = await createPracticeLine({
    port: 0,
    passwordFor: (username) => (username === 'nobody' ? undefined : passwordOf(username)),
    scenarios: scenarios.value,
    voicesDirectory,
    log: (entry) => log.push(entry),
    timers: { calleeRingsMs: 20 },
    ...options,
  });
  return { line, log };
}
