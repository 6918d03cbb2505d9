/** A telephone and a PBX with a cable between them, in network namespaces of their own (Linux, as root). */
import { execFile, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { findProgram, isRoot } from '../../../scripts/environment.ts';
import { portOf } from '../port-of.ts';

const run = promisify(execFile);

/** What of it this machine lacks; nothing where it can be made. */
export const missingForNamespaces = (): string[] => [
  ...(process.platform === 'linux' && isRoot ? [] : ['root on Linux']),
  ...['ip', 'iptables', 'tc'].filter((program) => findProgram(program) === undefined),
];

/** As seen by the operator: `in` is the way from the PBX, `out` the way to it. */
export type Direction = 'in' | 'out';

export interface Cable {
  /** Words that begin a program at either end. */
  readonly atTelephone: readonly [string, ...string[]];
  readonly atPbx: readonly [string, ...string[]];
  readonly pbxAddress: string;
  /** A TCP port of the loopback that leads to this one of the PBX's, past the cable. */
  doorToPbx(port: number): Promise<number>;
  /** Loses this share (0…1) of all UDP packets of a direction at random. */
  lose(direction: Direction, share: number): Promise<void>;
  /** Lets through so many bit/s; a packet that would wait longer than `longestWaitMs` is dropped. */
  limit(direction: Direction, bitsPerSecond: number, longestWaitMs: number): Promise<void>;
  /** The cable is as it was at first. */
  mend(): Promise<void>;
  remove(): Promise<void>;
}

const [telephoneAddress, pbxAddress] = ['10.203.0.2', '10.203.0.1'];

export async function layCable(): Promise<Cable> {
  const [telephone, pbx] = [`zari-desk-${process.pid}`, `zari-peer-${process.pid}`];
  const inside = (name: string) => ['ip', 'netns', 'exec', name] as const;
  const [atTelephone, atPbx] = [inside(telephone), inside(pbx)];
  const ip = (...words: string[]) => run('ip', words);
  const doors: ReturnType<typeof createServer>[] = [];
  const from: Readonly<Record<Direction, string>> = { in: pbx, out: telephone };
  const to: Readonly<Record<Direction, string>> = { in: telephone, out: pbx };
  const at = (end: string, ...words: string[]) => ip('netns', 'exec', end, ...words);
  const mend = async (): Promise<void> => {
    for (const end of [telephone, pbx]) {
      await at(end, 'iptables', '-F', 'INPUT');
      // There may be none to take away.
      await at(end, 'tc', 'qdisc', 'del', 'dev', 'cable', 'root').catch(() => undefined);
    }
  };
  const remove = async (): Promise<void> => {
    for (const door of doors) door.close();
    for (const name of [telephone, pbx]) await ip('netns', 'del', name).catch(() => undefined);
  };
  try {
    for (const name of [telephone, pbx]) {
      await ip('netns', 'add', name);
      await ip('-n', name, 'link', 'set', 'lo', 'up');
    }
    await ip('-n', telephone, 'link', 'add', 'cable', 'type', 'veth', 'peer', 'name', 'cable', 'netns', pbx);
    for (const [name, own, other] of [
      [telephone, telephoneAddress, pbxAddress],
      [pbx, pbxAddress, telephoneAddress],
    ] as const) {
      await ip('-n', name, 'addr', 'add', `${own}/24`, 'dev', 'cable');
      await ip('-n', name, 'link', 'set', 'cable', 'up');
      // Both ask for the way to everywhere to learn their own address.
      await ip('-n', name, 'route', 'add', 'default', 'via', other);
    }
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    atTelephone,
    atPbx,
    pbxAddress,
    async doorToPbx(port) {
      const door = createServer((caller) => {
        const [program, ...words] = [...atPbx, process.execPath, '-e', throughPipe, pbxAddress, String(port)];
        const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'ignore'] });
        caller.pipe(child.stdin);
        child.stdout.pipe(caller);
        // Either end may go first, in the middle of a write.
        for (const stream of [caller, child.stdin, child.stdout]) stream.on('error', () => child.kill());
        caller.on('close', () => child.kill());
      });
      door.listen(0, '127.0.0.1');
      await once(door, 'listening');
      doors.push(door);
      return portOf(door);
    },
    async lose(direction, share) {
      const chance = ['-m', 'statistic', '--mode', 'random', '--probability', String(share)];
      // Where they arrive: whoever sends is told of a packet that is dropped on its way out, and does not count it.
      await at(to[direction], 'iptables', '-A', 'INPUT', '-p', 'udp', ...chance, '-j', 'DROP');
    },
    async limit(direction, bitsPerSecond, longestWaitMs) {
      const bucket = ['tbf', 'rate', `${bitsPerSecond}bit`, 'burst', '1600', 'latency', `${longestWaitMs}ms`];
      await at(from[direction], 'tc', 'qdisc', 'replace', 'dev', 'cable', 'root', ...bucket);
    },
    mend,
    remove,
  };
}

const throughPipe = `
  const socket = require('node:net').connect(Number(process.argv[2]), process.argv[1]);
  process.stdin.pipe(socket);
  socket.pipe(process.stdout);
  socket.on('error', () => process.exit(1));
  socket.on('close', () => process.exit());`;
