import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  callFile,
  configure,
  domain,
  recordingFile,
  type AsteriskCall,
  type AsteriskOptions,
  type AsteriskPlace,
} from './asterisk-configuration.ts';
import { freePort } from './free-port.ts';
import { isOpen } from './peer-process.ts';

export type { AsteriskCall, AsteriskOptions } from './asterisk-configuration.ts';

/** Where Debian, the distributions' ports and a build from source put the program and its modules. */
const programs = ['/usr/sbin/asterisk', '/usr/local/sbin/asterisk'];
const moduleDirectories = [
  '/usr/lib/asterisk/modules',
  '/usr/lib/x86_64-linux-gnu/asterisk/modules',
  '/usr/local/lib/asterisk/modules',
];

/** Without its documentation (`documentation/core-en_US.xml`) Asterisk does not start. */
const dataDirectories = ['/usr/share/asterisk', '/var/lib/asterisk', '/usr/local/var/lib/asterisk'];

/** Where Asterisk is on this machine, or undefined where there is none. */
export function whereIsAsterisk(): AsteriskPlace | undefined {
  const program = programs.find(existsSync);
  const modules = moduleDirectories.find(existsSync);
  const data = dataDirectories.find((each) => existsSync(join(each, 'documentation')));
  return program === undefined || modules === undefined || data === undefined
    ? undefined
    : { program, modules, data };
}

export interface Asterisk {
  readonly wsUrl: string;
  readonly domain: string;
  /** Calls an account. Settles when Asterisk has taken the order. */
  originate(call: AsteriskCall): Promise<void>;
  /** The recording of the newest recorded call, as far as it is written, as a WAV file; empty where there is none yet. */
  recording(): Promise<Buffer>;
  /** Runs a command of Asterisk's own console and gives its output. */
  command(text: string): Promise<string>;
  stop(): Promise<void>;
}

const run = promisify(execFile);
/**
 * Starts an Asterisk of its own on free loopback ports, with its own configuration in a temporary directory: chan_pjsip
 * over a plain WebSocket, WebRTC endpoints; 600 and *43 echo, 601 is busy, 602 rings for ever. Rejects when it does
 * not come up within 30 s or none is installed.
 */
export async function startAsterisk(options: AsteriskOptions): Promise<Asterisk> {
  const place = whereIsAsterisk();
  if (place === undefined) throw new Error('Asterisk is not installed');
  const directory = await mkdtemp(join(tmpdir(), 'zari-asterisk-'));
  const [http, rtp] = [await freePort(), await freePort()];
  await configure(directory, place, options, http, rtp);
  const configuration = join(directory, 'asterisk.conf');
  const { address, wrap, door } = options.place ?? { address: '127.0.0.1', wrap: [] };
  const [host, port] = door === undefined ? [address, http] : ['127.0.0.1', await door(http)];
  const [program, ...words] = [...wrap, place.program, '-C', configuration, '-f', '-n', '-v'];
  const child = spawn(program, words, {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const report = (data: Buffer) => {
    for (const line of data.toString().split('\n')) if (line.trim() !== '') options.log?.(line);
  };
  child.stdout.on('data', report);
  child.stderr.on('data', report);
  const command = async (text: string): Promise<string> => {
    const { stdout } = await run(place.program, ['-C', configuration, '-rx', text]);
    return stdout;
  };
  try {
    await untilUp(child, host, port, command);
  } catch (error) {
    await end(child, directory);
    throw error;
  }
  return {
    wsUrl: `ws://${host}:${port}/ws`,
    domain,
    command,
    recording: () => readFile(join(directory, 'spool/monitor', recordingFile)).catch(() => Buffer.alloc(0)),
    originate: async (call) => {
      const draft = join(directory, 'spool', `${randomUUID()}.call`);
      await writeFile(draft, callFile(call));
      // Asterisk takes a call file up when it appears, so it must appear whole.
      await rename(draft, join(directory, 'spool', 'outgoing', `${randomUUID()}.call`));
    },
    stop: () => end(child, directory),
  };
}

/** Up is when the console says so and the WebSocket's port is open. */
async function untilUp(
  child: ChildProcess,
  address: string,
  port: number,
  command: (text: string) => Promise<string>,
): Promise<void> {
  const giveUpAt = Date.now() + 30_000;
  while (Date.now() < giveUpAt) {
    if (child.exitCode !== null) throw new Error(`Asterisk ended with ${child.exitCode}`);
    const isUp = await command('core waitfullybooted').then(
      (text) => text.includes('fully booted'),
      () => false,
    );
    if (isUp && (await isOpen(port, address))) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('Asterisk did not come up');
}

async function end(child: ChildProcess, directory: string): Promise<void> {
  if (child.exitCode === null) {
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
    await ended;
    clearTimeout(timer);
  }
  await rm(directory, { recursive: true, force: true });
}
