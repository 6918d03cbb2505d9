import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

/** Extended key usage of servers (RFC 5280 §4.2.1.12). */
const serverAuthentication = '1.3.6.1.5.5.7.3.1';
/** More than any company's chain has. */
const longestChain = 8;

/**
 * Whether a server's certificate is good for `host` by one of the authorities in `own` (PEM): all that is asked of a
 * certificate but revocation, name constraints and path lengths, which Node tells nothing of.
 *
 * @param presented the server's own certificate first, then those that it sent with it (PEM)
 */
export function isSignedByOwn(
  own: string | undefined,
  presented: readonly string[],
  host: string,
  now: Date,
): boolean {
  const inTime = ({ validFromDate, validToDate }: X509Certificate): boolean =>
    validFromDate <= now && now <= validToDate;
  const [leaf, ...others] = presented.flatMap(read);
  if (leaf === undefined || !inTime(leaf) || !isFor(leaf, host)) return false;
  const authorities = (own?.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/gu) ?? [])
    .flatMap(read)
    .filter((authority) => authority.ca && inTime(authority));
  const between = others.filter((other) => other.ca && inTime(other));
  let current: X509Certificate | undefined = leaf;
  for (let length = 0; current !== undefined && length < longestChain; length += 1) {
    const signed: X509Certificate = current;
    const signs = (issuer: X509Certificate): boolean =>
      signed.checkIssued(issuer) && signed.verify(issuer.publicKey);
    if (authorities.some(signs)) return true;
    current = between.find((each) => each.fingerprint256 !== signed.fingerprint256 && signs(each));
  }
  return false;
}

function isFor(leaf: X509Certificate, host: string): boolean {
  const named = isIP(host) === 0 ? leaf.checkHost(host) : leaf.checkIP(host);
  // Node's name for the extended usages; without any it is good for everything.
  const usages: readonly string[] | undefined = leaf.keyUsage;
  return named !== undefined && (usages === undefined || usages.includes(serverAuthentication));
}

/** None where a block is no certificate. */
function read(pem: string): X509Certificate[] {
  try {
    return [new X509Certificate(pem)];
  } catch {
    return [];
  }
}
