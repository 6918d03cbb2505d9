import { createSocket } from 'node:dgram';
import { findRtpengine } from '../../scripts/environment.ts';
import { freeUdpPorts } from './free-port.ts';
import { startPeerProcess, type PeerProcess } from './peer-process.ts';

export interface Rtpengine extends PeerProcess {
  /** UDP port of its control protocol (ng). */
  readonly controlPort: number;
}

/** Starts an rtpengine of its own in user space: it needs neither a kernel module nor to be root. */
export async function startRtpengine(directory: string, log?: (line: string) => void): Promise<Rtpengine> {
  const program = findRtpengine();
  if (program === undefined) throw new Error('rtpengine is not installed');
  const first = await freeUdpPorts(102);
  const controlPort = first + 100;
  const peer = await startPeerProcess({
    name: 'rtpengine',
    program,
    words: [
      ...[
        '--config-file=none',
        '--table=-1',
        '--interface=127.0.0.1',
        `--listen-ng=127.0.0.1:${controlPort}`,
      ],
      ...[`--port-min=${first}`, `--port-max=${first + 99}`, '--foreground', '--log-stderr', '--log-level=6'],
      ...['--num-threads=2', '--delete-delay=0'],
    ],
    directory,
    isUp: () => pings(controlPort),
    log,
  });
  return { ...peer, controlPort };
}

/** Whether it answers `ping` (bencode, as the ng protocol has it). */
function pings(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const done = (answered: boolean): void => {
      clearTimeout(timer);
      socket.close();
      resolve(answered);
    };
    const timer = setTimeout(() => done(false), 200);
    socket.once('message', () => done(true));
    socket.once('error', () => done(false));
    socket.send('1 d7:command4:pinge', port, '127.0.0.1');
  });
}
