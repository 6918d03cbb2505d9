import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** A process of its own that works on a store, told apart by what it does; see store-child.ts. */
export interface StoreChild {
  /** Waits for a line that begins like this and gives the rest of it. Rejects if the child ends before. */
  line(beginning: string): Promise<string>;
  /** Waits until it has said this so many times. */
  count(beginning: string, times: number): Promise<void>;
  /** All lines so far. */
  readonly lines: readonly string[];
  kill(): void;
  readonly ended: Promise<void>;
}

/** Starts a child; killed at the end of the test if it is still there. */
export function startChild(...args: readonly string[]): StoreChild {
  const script = fileURLToPath(new URL('store-child.ts', import.meta.url));
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  const ended = once(child, 'close').then(() => {});
  const reader = createInterface(child.stdout);
  reader.on('line', (line) => lines.push(line));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  let over = false;
  void ended.then(() => (over = true));

  /** The line that begins like this for the nth time. */
  const said = async (beginning: string, times: number): Promise<string> => {
    for (;;) {
      const found = lines.filter((line) => line.startsWith(beginning))[times - 1];
      if (found !== undefined) return found;
      if (over) throw new Error(`the child ended without saying "${beginning}"`);
      await Promise.race([once(reader, 'line'), ended]);
    }
  };

  return {
    lines,
    ended,
    line: async (beginning) => (await said(beginning, 1)).slice(beginning.length).trim(),
    count: async (beginning, times) => {
      await said(beginning, times);
    },
    kill: () => child.kill('SIGKILL'),
  };
}

/** Kills with -9, as a power cut would, and waits until it is gone. */
export async function endByKill(child: StoreChild): Promise<void> {
  child.kill();
  await child.ended;
}
