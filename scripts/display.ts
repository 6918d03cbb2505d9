/** Windows need a display: where there is none, the command starts itself again on a virtual one. */
import { spawn } from 'node:child_process';
import { findProgram, hasDisplay } from './environment.ts';

/**
 * Resolves when this process has a display to show windows on. On a machine without one it never resolves: the command
 * runs again under xvfb-run, and this process ends with its exit code. Ends the process with words where neither is had.
 */
export async function needDisplay(): Promise<void> {
  if (hasDisplay()) return;
  const xvfb = findProgram('xvfb-run');
  if (xvfb === undefined) {
    console.error('This needs a display, or xvfb-run to make one.');
    process.exit(2);
  }
  const words = ['-a', '-s', '-screen 0 1920x1080x24', process.execPath, ...process.argv.slice(1)];
  const child = spawn(xvfb, words, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  process.exit(await new Promise<number>((settle) => child.once('exit', (code) => settle(code ?? 1))));
}
