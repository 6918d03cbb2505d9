import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { portOf } from './port-of.ts';

const command = fileURLToPath(new URL('../../src/server/cli.ts', import.meta.url));
const demoDirectory = fileURLToPath(new URL('../../assets/demo', import.meta.url));
const run = promisify(execFile);

/** The real central server in a process of its own, which can be killed at the worst moments. */
export interface FragileServer {
  /** Stays the same over all restarts. */
  readonly url: string;
  start(): Promise<void>;
  /**
   * Kills the server (SIGKILL) at the next request for `path`: before it learns of it, or when it has done the work
   * and begins to answer. Settles when it is dead; nothing of the answer gets through.
   */
  killAt(path: string, moment: 'request' | 'answer'): Promise<void>;
  /** The cases as the server's command line prints them. */
  cases(): Promise<{ reference: string }[]>;
  close(): Promise<void>;
}

/** A server on the demo data in `dataDirectory`, behind a door on loopback that stays open while it is away. */
export async function openFragileServer(dataDirectory: string): Promise<FragileServer> {
  let child: ChildProcess | undefined;
  let port: number | undefined;
  let trap: { path: string; moment: 'request' | 'answer'; sprung: () => void } | undefined;
  const sockets = new Set<Socket>();

  async function kill(): Promise<void> {
    const dying = child;
    child = undefined;
    port = undefined;
    if (!dying) return;
    const gone = once(dying, 'exit');
    dying.kill('SIGKILL');
    for (const socket of sockets) socket.destroy();
    await gone;
  }

  const door = createServer((inside) => {
    if (port === undefined) {
      inside.destroy();
      return;
    }
    const outside = connect(port, '127.0.0.1');
    let asked = '';
    const falls = (moment: 'request' | 'answer') => {
      if (trap?.moment !== moment || !asked.startsWith(`POST ${trap.path} `)) return false;
      const { sprung } = trap;
      trap = undefined;
      void kill().then(sprung);
      return true;
    };
    inside.on('data', (bytes: Buffer) => {
      const text = bytes.toString('latin1');
      if (/^(GET|POST) /.test(text)) asked = text;
      if (!falls('request')) outside.write(bytes);
    });
    outside.on('data', (bytes: Buffer) => {
      if (!falls('answer')) inside.write(bytes);
    });
    for (const [one, other] of [
      [inside, outside],
      [outside, inside],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${portOf(door)}`;

  return {
    url,
    async start() {
      const words = ['serve', '--port', '0', '--data', dataDirectory, '--demo', demoDirectory];
      child = spawn(process.execPath, [command, ...words], { stdio: ['ignore', 'pipe', 'ignore'] });
      if (!child.stdout) throw new Error('the server has no output');
      for await (const line of createInterface({ input: child.stdout })) {
        const said: unknown = JSON.parse(line);
        if (typeof said === 'object' && said !== null && 'url' in said && typeof said.url === 'string') {
          port = Number(new URL(said.url).port);
          return;
        }
      }
      throw new Error('the server ended before it was ready');
    },
    killAt: (path, moment) => new Promise((resolve) => (trap = { path, moment, sprung: resolve })),
    async cases() {
      const { stdout } = await run(process.execPath, [
        command,
        'cases',
        'list',
        '--data',
        dataDirectory,
        '--json',
      ]);
      return JSON.parse(stdout);
    },
    async close() {
      await kill();
      for (const socket of sockets) socket.destroy();
      door.close();
    },
  };
}
