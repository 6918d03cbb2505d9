/** A network of this machine's own, with two ways from a telephone to a PBX, that can be taken away (Linux, as root). */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ip = async (...words: string[]): Promise<void> => void (await run('ip', words));

export const pbxAddress = '10.201.0.1';
export const ways = ['d0', 'd1'] as const;
/** A network card of the telephone's. */
export type Way = (typeof ways)[number];

/** The two ends; the names hold the process id, so that two runs do not meet. */
export interface Network {
  readonly telephone: string;
  readonly pbx: string;
  remove(): Promise<void>;
}

/** Makes the network, with the first way open. */
export async function makeNetwork(): Promise<Network> {
  const [telephone, pbx] = [`zari-telephone-${process.pid}`, `zari-pbx-${process.pid}`];
  const remove = async (): Promise<void> => {
    for (const name of [telephone, pbx]) await ip('netns', 'del', name).catch(() => undefined);
  };
  try {
    for (const name of [telephone, pbx]) {
      await ip('netns', 'add', name);
      await ip('-n', name, 'link', 'set', 'lo', 'up');
    }
    // Not on the loopback device: Asterisk offers none of its addresses as candidates. And with a way to everywhere,
    // whose end nobody is at: without one it does not know its own address.
    await ip('-n', pbx, 'link', 'add', 'here', 'type', 'veth', 'peer', 'name', 'nowhere');
    await ip('-n', pbx, 'addr', 'add', `${pbxAddress}/24`, 'dev', 'here');
    for (const end of ['here', 'nowhere']) await ip('-n', pbx, 'link', 'set', end, 'up');
    await ip('-n', pbx, 'route', 'add', 'default', 'dev', 'here');
    for (const [index, way] of ways.entries()) {
      const there = `p${index}`;
      await ip('-n', telephone, 'link', 'add', way, 'type', 'veth', 'peer', 'name', there, 'netns', pbx);
      await ip('-n', pbx, 'addr', 'add', `10.201.${index + 1}.1/24`, 'dev', there);
      await ip('-n', pbx, 'link', 'set', there, 'up');
    }
  } catch (error) {
    await remove();
    throw error;
  }
  return { telephone, pbx, remove };
}

/** From within the telephone's end: opens a way, with its address, and makes it the one to everywhere. */
export async function openWay(way: Way): Promise<void> {
  await ip('addr', 'add', `${addressOn(way)}/24`, 'dev', way);
  await ip('link', 'set', way, 'up');
  await ip('route', 'replace', 'default', 'via', `10.201.${ways.indexOf(way) + 1}.1`);
}

/** From within the telephone's end: pulls the cable; the address goes with it, as with a Wi-Fi that is left. */
export async function closeWay(way: Way): Promise<void> {
  await ip('link', 'set', way, 'down');
  await ip('addr', 'flush', 'dev', way);
}

/** The telephone's address on a way. */
export const addressOn = (way: Way): string => `10.201.${ways.indexOf(way) + 1}.2`;

/** From within the telephone's end: what goes to the PBX and comes from it disappears without a word. */
export async function swallow(on: boolean): Promise<void> {
  const change = on ? '-A' : '-D';
  await run('iptables', [change, 'INPUT', '-s', pbxAddress, '-j', 'DROP']);
  await run('iptables', [change, 'OUTPUT', '-d', pbxAddress, '-j', 'DROP']);
}
