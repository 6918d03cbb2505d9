import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '../../scripts/environment.ts';

const run = promisify(execFile);

export const whereIsOpenssl = (): string | undefined => findProgram('openssl');

export interface Certificate {
  /** Paths of the PEM files. */
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateRequest {
  /** As in a SAN extension: `IP:127.0.0.1,DNS:localhost`. */
  readonly names?: string;
  /** Good until now plus so many days; negative: expired. */
  readonly days?: number;
}

/** An authority of a test's own. */
export interface CertificateAuthority {
  /** Its certificate (PEM). */
  readonly pem: string;
  /** Signs a new certificate for a server. */
  issue(request?: CertificateRequest): Promise<Certificate>;
}

const day = 24 * 60 * 60 * 1000;
const asn1Time = (ms: number): string =>
  `${new Date(ms)
    .toISOString()
    .replaceAll(/[-:T]|\.\d+/gu, '')
    .slice(0, 14)}Z`;

/** Makes an authority whose files lie in `directory`; needs openssl. */
export async function createAuthority(
  directory: string,
  name = 'Zari test CA',
): Promise<CertificateAuthority> {
  await mkdir(join(directory, 'issued'), { recursive: true });
  const file = (base: string): string => join(directory, base);
  const openssl = (...words: string[]) => run('openssl', words, { cwd: directory });
  await writeFile(
    file('ca.cnf'),
    `[ca]\ndefault_ca = own\n[own]\ndir = ${directory}\nnew_certs_dir = ${directory}/issued\ndatabase = ${directory}/index
rand_serial = yes\ndefault_md = sha256\npolicy = any\ncopy_extensions = copy\nunique_subject = no
[any]\ncommonName = supplied\n`,
  );
  await writeFile(file('index'), '');
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  await openssl(
    ...['req', '-x509', ...ec, '-keyout', file('ca.key'), '-out', file('ca.pem'), '-days', '30'],
    ...['-subj', `/CN=${name}`, '-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
  );
  let issued = 0;
  return {
    pem: await readFile(file('ca.pem'), 'utf8'),
    async issue({ names = 'IP:127.0.0.1,DNS:localhost', days = 30 } = {}) {
      issued += 1;
      const [key, request, certificate] = ['key', 'csr', 'pem'].map((kind) =>
        file(`server-${issued}.${kind}`),
      );
      if (key === undefined || request === undefined || certificate === undefined) throw new Error('no file');
      await openssl(
        ...['req', '-new', ...ec, '-keyout', key, '-out', request, '-subj', '/CN=pbx.zari.example'],
        ...['-addext', `subjectAltName=${names}`],
      );
      const end = Date.now() + days * day;
      await openssl(
        ...['ca', '-batch', '-notext', '-config', file('ca.cnf'), '-cert', file('ca.pem')],
        ...['-keyfile', file('ca.key'), '-in', request, '-out', certificate],
        ...['-startdate', asn1Time(end - 60 * day), '-enddate', asn1Time(end)],
      );
      return { certificate, key };
    },
  };
}
