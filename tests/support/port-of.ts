import type { AddressInfo } from 'node:net';

/** The TCP port that a listening server was given. Throws where it does not listen, or not on a port. */
export function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on no port');
  return address.port;
}
