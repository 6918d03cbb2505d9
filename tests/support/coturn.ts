import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SipAccount } from '../../src/contract/server/api.ts';
import { findTurnserver } from '../../scripts/environment.ts';
import { freePort, freeUdpPorts } from './free-port.ts';
import { ownAddress } from './own-address.ts';
import { isOpen, startPeerProcess } from './peer-process.ts';

export interface Coturn {
  /** As an account has it, over one way to the server. */
  iceServer(transport: 'udp' | 'tcp'): SipAccount['iceServers'][number];
  /** How many relays it has given out so far. */
  allocations(): number;
  stop(): Promise<void>;
}

/** Starts a TURN server (RFC 8656) of its own that listens on the loopback. */
export async function startCoturn(): Promise<Coturn> {
  const program = findTurnserver();
  if (program === undefined) throw new Error('coturn is not installed');
  const directory = await mkdtemp(join(tmpdir(), 'zari-coturn-'));
  const [port, relay] = [await freePort(), await freeUdpPorts(60)];
  const [username, credential] = ['zari', 'of-this-run'];
  let allocations = 0;
  const peer = await startPeerProcess({
    name: 'coturn',
    program,
    words: [
      ...['-n', '--listening-ip=127.0.0.1', `--relay-ip=${ownAddress()}`, `--listening-port=${port}`],
      ...[
        `--min-port=${relay}`,
        `--max-port=${relay + 59}`,
        '--allow-loopback-peers',
        '--no-tls',
        '--no-dtls',
      ],
      ...['--lt-cred-mech', `--user=${username}:${credential}`, '--realm=zari.example', '--no-cli'],
      ...['--log-file=stdout', '--verbose', `--pidfile=${directory}/pid`, `--userdb=${directory}/users`],
    ],
    directory,
    isUp: () => isOpen(port),
    log: (line) => {
      if (/ALLOCATE processed, success/u.test(line)) allocations += 1;
    },
  });
  return {
    iceServer: (transport) => ({
      urls: [`turn:127.0.0.1:${port}?transport=${transport}`],
      username,
      credential,
    }),
    allocations: () => allocations,
    async stop() {
      await peer.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
