import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { findProgram } from '../../scripts/environment.ts';

/** A program that a test talks to: Kamailio, rtpengine, baresip, coturn. */
export interface PeerProcess {
  readonly pid: number;
  /** What it has said of late. */
  output(): string;
  /** Resolves when it and all that it started are gone. */
  stop(): Promise<void>;
}

export interface PeerOptions {
  readonly name: string;
  readonly program: string;
  readonly words: readonly string[];
  readonly directory: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Asked again and again, with what it has said, until it is true. */
  readonly isUp: (output: string) => Promise<boolean>;
  /** The signal that ends it; what is not gone 3 s after a TERM is killed. */
  readonly endBy?: 'TERM' | 'KILL';
  readonly log?: ((line: string) => void) | undefined;
}

const upWithinMs = 20_000;
const linesKept = 400;

/** Starts a program in a process group of its own; rejects, with what it said, when it is not up within 20 s. */
export async function startPeerProcess(options: PeerOptions): Promise<PeerProcess> {
  // A test process that is killed must not leave a PBX behind: the system ends it then (prctl PR_SET_PDEATHSIG).
  const guard = findProgram('setpriv');
  const [command, ...words] = [
    ...(guard === undefined ? [] : [guard, '--pdeathsig', options.endBy ?? 'TERM']),
    options.program,
    ...options.words,
  ];
  const child = spawn(command ?? options.program, words, {
    cwd: options.directory,
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const lines: string[] = [];
  const output = (): string => lines.join('\n');
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      if (line.trim() === '') return;
      lines.push(line);
      if (lines.length > linesKept) lines.shift();
      options.log?.(line);
    });
  }
  const gone = (): boolean => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
  const signal = (name: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // The whole group is gone already.
    }
  };
  const atExit = (): void => signal('SIGKILL');
  process.once('exit', atExit);
  const stop = async (): Promise<void> => {
    signal(`SIG${options.endBy ?? 'TERM'}`);
    await Promise.race([ended, wait(3000, undefined, { ref: false })]);
    signal('SIGKILL');
    await ended;
    process.removeListener('exit', atExit);
  };
  const giveUpAt = Date.now() + upWithinMs;
  while (!gone() && Date.now() < giveUpAt) {
    if (await options.isUp(output())) return { pid: child.pid ?? 0, output, stop };
    await wait(50);
  }
  await stop();
  throw new Error(`${options.name} did not come up:\n${lines.slice(-30).join('\n')}`);
}

/** Whether somebody listens on a TCP port of the loopback. */
export function isOpen(port: number, address = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, address, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
