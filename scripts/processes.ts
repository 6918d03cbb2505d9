/** Starts the programs that Zari consists of, and ends them. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Running {
  readonly child: ChildProcess;
  /** What the program's first line of output said: `{"ready":true, …}`. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** The program's error output of late, for when it ends unasked. */
  tail(): string;
  /** Asks it to end (SIGTERM), and forces it after 5 s. */
  stop(): Promise<void>;
  /** Ends it at once (SIGKILL). */
  kill(): Promise<void>;
  readonly ended: Promise<number | null>;
}

/** The `url` of a program that says where it listens. */
export function urlOf(running: Running): string {
  const { url } = running.ready;
  if (typeof url !== 'string') throw new Error('the program did not say where it listens');
  return url;
}

/** Starts one of our scripts under this very Node: see `startProgram`. */
export const startNode = (
  file: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Running> => startProgram(process.execPath, [file, ...words], environment);

/**
 * Starts a program of ours and waits for its `ready` line. Its standard input stays open: it ends
 * when this process does, however that happens. Rejects with its error output when it ends before it is ready.
 */
export async function startProgram(
  command: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Running> {
  const child = spawn(command, [...words, '--exit-with-parent'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
    // A Ctrl-C in the terminal reaches only the starter, which then ends its programs in order.
    detached: process.platform !== 'win32',
  });
  const errors: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    errors.push(line);
    if (errors.length > 40) errors.shift();
  });
  const ended = new Promise<number | null>((settle) => child.once('exit', (code) => settle(code)));
  const ready = await new Promise<Record<string, unknown>>((settle, reject) => {
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      if (line.startsWith('{"ready":true')) settle(JSON.parse(line));
    });
    child.once('error', reject);
    void ended.then((code) =>
      reject(new Error(`${[command, ...words].join(' ')} ended with ${code}:\n${errors.join('\n')}`)),
    );
  });
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    const force = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(force);
  };
  return {
    child,
    ready,
    tail: () => errors.join('\n'),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    ended,
  };
}
