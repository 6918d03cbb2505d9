import { networkInterfaces } from 'node:os';

/**
 * An address of this machine's that is not the loopback's, where it has one. Browsers and PBXs write it into their
 * descriptions, send nothing to the loopback in its place, and a relay lets in only what comes from the peer that it was
 * told of (RFC 8656 §9).
 */
export const ownAddress = (): string =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
