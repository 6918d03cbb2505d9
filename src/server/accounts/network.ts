import { isIPv6 } from 'node:net';

/**
 * Who is counted as one by the address alone: an IPv4 address (also where IPv6 carries it, RFC 4291 §2.5.5.2), or the
 * first 64 bits of an IPv6 address, since whoever has one has all 2^64 of its network (RFC 6177).
 */
export function networkOf(address: string): string {
  const [bare = ''] = address.split('%');
  const [, carried] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare) ?? [];
  if (carried !== undefined) return carried;
  if (!isIPv6(bare)) return bare;
  const [head = '', tail] = bare.split('::');
  const before = head === '' ? [] : head.split(':');
  // An address in dots at the end stands for two groups.
  const after = tail === undefined || tail === '' ? [] : tail.replace(/[\d.]+\.\d+$/, '0:0').split(':');
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
