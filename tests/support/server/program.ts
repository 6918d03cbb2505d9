import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

const cli = resolve(import.meta.dirname, '../../../src/server/cli.ts');
const environment = { ...process.env, ZARI_DATA: '', ZARI_LANGUAGE: 'en', TZ: 'UTC' };

/** What a command of the server's command line did. */
export async function runCli(
  words: readonly string[],
  extra: Readonly<Record<string, string>> = {},
  input = '',
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [cli, ...words], { env: { ...environment, ...extra } });
  child.stdin.end(input);
  const ended = once(child, 'exit');
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await ended;
  return { code: child.exitCode, out, err };
}

export interface ServerProgram {
  readonly url: string;
  readonly child: ChildProcess;
  /** Sends a signal (or ends its standard input) and waits for the end; gives the exit code, null if it was killed. */
  end(how: 'SIGTERM' | 'SIGKILL' | 'stdin'): Promise<number | null>;
}

/** The server as a process of its own, ready. Rejects with its error output where it ends instead. */
export async function startServerProgram(
  dataDirectory: string,
  words: readonly string[] = [],
): Promise<ServerProgram> {
  const child = spawn(
    process.execPath,
    [cli, 'serve', '--port', '0', '--data', dataDirectory, '--exit-with-parent', ...words],
    { env: environment, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const ended = once(child, 'exit');
  const errors: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));
  const first = once(createInterface({ input: child.stdout }), 'line');
  const line = await Promise.race([first, ended.then(() => undefined)]);
  if (line === undefined) throw new Error(`the server ended:\n${errors.join('\n')}`);
  const ready: unknown = JSON.parse(String(line[0]));
  const url =
    typeof ready === 'object' && ready !== null && 'url' in ready && typeof ready.url === 'string'
      ? ready.url
      : undefined;
  if (url === undefined) throw new Error(`not the ready line: ${String(line[0])}`);
  return {
    url,
    child,
    end: async (how) => {
      if (how === 'stdin') child.stdin.end();
      else child.kill(how);
      await ended;
      return child.exitCode;
    },
  };
}
