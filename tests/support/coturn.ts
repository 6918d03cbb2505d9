import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SipAccount } from '../../src/contract/server/api.ts';
import { findTurnserver } from '../../scripts/environment.ts';
import type { Certificate } from './certificates.ts';
import { freePort, freeUdpPorts } from './free-port.ts';
import { ownAddress } from './own-address.ts';
import { isOpen, startPeerProcess } from './peer-process.ts';

export interface Coturn {
  /** As an account has it, over one way to the server. */
  iceServer(transport: 'udp' | 'tcp' | 'tls'): SipAccount['iceServers'][number];
  /** How many relays it has given out so far. */
  allocations(): number;
  stop(): Promise<void>;
}

/**
 * Starts a TURN server (RFC 8656) of its own that listens on the loopback: over UDP and TCP, or with a certificate over
 * TLS and in no other way.
 */
export async function startCoturn({ tls }: { readonly tls?: Certificate } = {}): Promise<Coturn> {
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
      ...['-n', '--listening-ip=127.0.0.1', `--relay-ip=${ownAddress()}`],
      ...[`--min-port=${relay}`, `--max-port=${relay + 59}`, '--allow-loopback-peers', '--no-dtls'],
      ...(tls === undefined
        ? [`--listening-port=${port}`, '--no-tls']
        : [
            '--no-udp',
            '--no-tcp',
            `--tls-listening-port=${port}`,
            `--cert=${tls.certificate}`,
            `--pkey=${tls.key}`,
          ]),
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
      urls: [
        transport === 'tls'
          ? `turns:127.0.0.1:${port}?transport=tcp`
          : `turn:127.0.0.1:${port}?transport=${transport}`,
      ],
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
