import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { createAuthority, whereIsOpenssl, type CertificateAuthority } from '../../../support/certificates.ts';
import { FakeMediaPort } from '../../../support/fake-media-port.ts';
import { portOf } from '../../../support/port-of.ts';
import { ScriptedPbx } from '../../../support/scripted-pbx.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

describe.skipIf(whereIsOpenssl() === undefined)('the certificate of a PBX (needs openssl)', () => {
  let directory: string;
  let authority: CertificateAuthority;
  let stranger: CertificateAuthority;
  let server: Server | undefined;
  let phone: TestTelephone;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'zari-certificates-'));
    authority = await createAuthority(join(directory, 'own'));
    stranger = await createAuthority(join(directory, 'stranger'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));
  beforeEach(() => {
    phone = createTestTelephone(new FakeMediaPort());
  });
  afterEach(async () => {
    await phone.stop();
    server?.closeAllConnections();
    server?.close();
    server = undefined;
  });

  /** A PBX behind TLS that answers every REGISTER. */
  async function serve(
    request: Parameters<CertificateAuthority['issue']>[0],
    by = authority,
  ): Promise<string> {
    const { certificate, key } = await by.issue(request);
    server = createServer({ cert: await readFile(certificate), key: await readFile(key) });
    const sockets = new WebSocketServer({ server, handleProtocols: () => 'sip' });
    ScriptedPbx.on(sockets);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `wss://127.0.0.1:${portOf(server)}`;
  }
  const connect = (servers: string[], certificateAuthority: string | undefined) =>
    phone.telephony.connect(
      sipAccount(servers, { telephone: { ...sipAccount([]).telephone, certificateAuthority } }),
    );
  const waiting = () => phone.untilRegistration(({ status }) => status === 'waiting');

  it('is good when the account names its authority', async () => {
    connect([await serve({})], authority.pem);
    await phone.registered();
    expect(phone.telephony.registration().reason).toBeUndefined();
  });

  it('is good though a block beside its authority is none, and that is said', async () => {
    const rubbish = '-----BEGIN CERTIFICATE-----\nbm9uZQ==\n-----END CERTIFICATE-----\n';
    connect([await serve({})], rubbish + authority.pem);
    await phone.registered();
    expect(phone.logLines.join('\n')).toContain('certificate authority is unusable');
  });

  it.each([
    ['expired', { days: -1 }, 'CERT_HAS_EXPIRED'],
    ['not valid yet', { days: 120 }, 'CERT_NOT_YET_VALID'],
    ['for another host', { names: 'DNS:other.example' }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('is refused when it is %s, and the log names it', async (_what, request, code) => {
    connect([await serve(request)], authority.pem);
    const registration = await waiting();
    expect(registration).toMatchObject({ reason: 'pbx.certificate' });
    expect(registration.sipStatus).toBeUndefined();
    expect(registration.nextTryAt).toBeDefined();
    expect(phone.logLines.join('\n')).toContain(`"reason":"${code}"`);
  });

  it('is refused when its authority is unknown, none at all or another one', async () => {
    const url = await serve({}, stranger);
    for (const known of [undefined, authority.pem, 'no certificate']) {
      connect([url], known);
      expect(await waiting()).toMatchObject({ reason: 'pbx.certificate' });
      await phone.stop();
    }
    expect(phone.logLines.join('\n')).toMatch(/UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT/u);
  });

  it('that is bad gives way to the next server, and an absent server is not called a bad certificate', async () => {
    const good = await ScriptedPbx.start();
    connect([await serve({ days: -1 }), good.url], authority.pem);
    expect(await waiting()).toMatchObject({ reason: 'pbx.certificate' });
    phone.telephony.retryNow();
    await phone.registered();
    await good.close();
    expect(await waiting()).toMatchObject({ reason: 'pbx.unreachable' });
  });
});
