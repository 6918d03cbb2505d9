import { session, type Certificate } from 'electron';
import { isSignedByOwn } from '../certificate-chain.ts';

/** Chromium's own verdict stands. */
const asChromium = -3;
const trusted = 0;

/**
 * Trusts the company's own authority, beside those that Chromium knows, for TURN over TLS: the one connection of a page
 * that leaves the application (`guardSession` cancels every request). The SIP connection is the host's, with Node's TLS.
 *
 * @param own the authority of whoever is signed in (PEM)
 */
export function trustOwnAuthority(own: () => string | undefined): void {
  session.defaultSession.setCertificateVerifyProc(({ certificate, hostname, verificationResult }, decide) => {
    // Chromium names one fault, an unknown authority before a wrong name or date: all of it is looked at again.
    const isUnknown = verificationResult === 'net::ERR_CERT_AUTHORITY_INVALID';
    decide(
      isUnknown && isSignedByOwn(own(), chainOf(certificate), hostname, new Date()) ? trusted : asChromium,
    );
  });
}

function chainOf(leaf: Certificate): string[] {
  const chain: string[] = [];
  let next: Certificate | undefined = leaf;
  while (next !== undefined && !chain.includes(next.data)) {
    chain.push(next.data);
    // Electron's types promise an issuer; the last one has none.
    next = next.issuerCert;
  }
  return chain;
}
