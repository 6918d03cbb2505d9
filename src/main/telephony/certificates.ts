import { X509Certificate } from 'node:crypto';
import tls from 'node:tls';

/**
 * Whose signature on the certificate of a PBX is good: what Node trusts, what this computer trusts, and the company's
 * own authority (PEM) where the account has one. Blocks of `own` that are no certificate of an authority are left out
 * and counted: one bad block must not cost the good one beside it.
 */
export function trustedAuthorities(own: string | undefined): {
  secureContext: tls.SecureContext;
  unusable: number;
} {
  const blocks = own?.match(/-----BEGIN [^-]+-----[\s\S]*?-----END [^-]+-----/gu) ?? [];
  const usable = blocks.filter(isCertificate);
  const nothingFound = own !== undefined && own.trim() !== '' && blocks.length === 0;
  const all = new Set([...tls.getCACertificates('default'), ...tls.getCACertificates('system'), ...usable]);
  return {
    secureContext: tls.createSecureContext({ ca: [...all] }),
    unusable: nothingFound ? 1 : blocks.length - usable.length,
  };
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).ca;
  } catch {
    return false;
  }
}

/**
 * Whether a connection failed because the other side's certificate is not to be trusted: expired, not valid yet, for
 * another host, of an authority that nobody here knows. The codes are those of `tls` (ERR_TLS_…) and of X.509
 * verification as Node passes them on.
 */
export function isCertificateError(code: string): boolean {
  return code === 'ERR_TLS_CERT_ALTNAME_INVALID' || verificationErrors.has(code);
}

/** https://nodejs.org/docs/latest-v24.x/api/tls.html#x509-certificate-error-codes */
const verificationErrors: ReadonlySet<string> = new Set([
  'CERT_CHAIN_TOO_LONG',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'CRL_HAS_EXPIRED',
  'CRL_NOT_YET_VALID',
  'CRL_SIGNATURE_FAILURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERROR_IN_CERT_NOT_AFTER_FIELD',
  'ERROR_IN_CERT_NOT_BEFORE_FIELD',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'UNABLE_TO_GET_CRL',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
