import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSignedByOwn } from '../../../../src/main/shells/certificate-chain.ts';
import { createAuthority, whereIsOpenssl, type CertificateAuthority } from '../../../support/certificates.ts';

describe.skipIf(whereIsOpenssl() === undefined)('the certificate of a TURN server', () => {
  let directory: string;
  let company: CertificateAuthority;
  let stranger: CertificateAuthority;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'zari-chain-'));
    company = await createAuthority(join(directory, 'company'), 'Company');
    stranger = await createAuthority(join(directory, 'stranger'), 'Company');
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  const issued = async (authority: CertificateAuthority, request: { names?: string; days?: number } = {}) =>
    readFile((await authority.issue(request)).certificate, 'utf8');
  const now = () => new Date();

  it("is good by the company's own authority, for its names and addresses alone", async () => {
    const leaf = await issued(company, { names: 'IP:127.0.0.1,DNS:turn.company.ge' });
    for (const host of ['127.0.0.1', 'turn.company.ge']) {
      expect(isSignedByOwn(company.pem, [leaf], host, now())).toBe(true);
      expect(
        isSignedByOwn(`no certificate\n${stranger.pem}${company.pem}`, [leaf, company.pem], host, now()),
      ).toBe(true);
    }
    for (const host of ['127.0.0.2', 'company.ge', 'turn.company.ge.evil.example', '']) {
      expect(isSignedByOwn(company.pem, [leaf], host, now())).toBe(false);
    }
  });

  it('is none of ours by another authority of the same name, or without one', async () => {
    const leaf = await issued(stranger);
    expect(isSignedByOwn(company.pem, [leaf, stranger.pem], '127.0.0.1', now())).toBe(false);
    expect(isSignedByOwn(undefined, [await issued(company)], '127.0.0.1', now())).toBe(false);
    expect(isSignedByOwn('nonsense', ['nonsense'], '127.0.0.1', now())).toBe(false);
    expect(isSignedByOwn(company.pem, [], '127.0.0.1', now())).toBe(false);
  });

  it("is bad once it has expired, and a server's own certificate is no authority", async () => {
    expect(isSignedByOwn(company.pem, [await issued(company, { days: -1 })], '127.0.0.1', now())).toBe(false);
    const leaf = await issued(company);
    expect(isSignedByOwn(leaf, [leaf], '127.0.0.1', now())).toBe(false);
  });
});
