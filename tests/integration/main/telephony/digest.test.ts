import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestResponse } from '../../../../src/main/telephony/digest.ts';
import { FakeMediaPort } from '../../../support/fake-media-port.ts';
import { ScriptedPbx, type Sip } from '../../../support/scripted-pbx.ts';
import { createTestTelephone, secret, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

let pbx: ScriptedPbx;
let phone: TestTelephone;

beforeEach(async () => {
  pbx = await ScriptedPbx.start();
  phone = createTestTelephone(new FakeMediaPort());
});
afterEach(async () => {
  await phone.stop();
  await pbx.close();
});

const offer = (kind: string, algorithms: readonly string[]): readonly string[] =>
  algorithms.map((each) => `${kind}: Digest realm="pbx", nonce="n-${each}", algorithm=${each}, qop="auth"`);

/** The algorithm of a request's credentials, where these are right. */
function rightAlgorithm(request: Sip, header: string): string | undefined {
  const text = request.headers.get(header) ?? '';
  const part = (name: string) => new RegExp(`${name}="?([^",]+)`, 'u').exec(text)?.[1] ?? '';
  const algorithm = part('algorithm');
  const expected = digestResponse({
    algorithm,
    username: 'nino',
    realm: 'pbx',
    password: secret,
    method: request.method,
    uri: part('uri'),
    nonce: `n-${algorithm}`,
    quality: { qop: 'auth', nc: part('nc'), cnonce: part('cnonce') },
  });
  return part('response') === expected ? algorithm : undefined;
}

describe('a challenge', () => {
  it.each([
    [['MD5'], 'MD5'],
    [['SHA-256', 'MD5'], 'SHA-256'],
    [['MD5', 'SHA-256'], 'SHA-256'],
    [['SHA-512-256', 'SHA-256', 'MD5'], 'SHA-512-256'],
    [['SHA-1024', 'MD5'], 'MD5'],
  ])('of %j to REGISTER is answered by %s', async (offered, chosen) => {
    pbx.answers.set('REGISTER', (request) =>
      rightAlgorithm(request, 'authorization') === undefined
        ? { status: 401, headers: offer('WWW-Authenticate', offered) }
        : { status: 200, headers: [`Contact: ${request.headers.get('contact') ?? ''}`] },
    );
    phone.telephony.connect(sipAccount([pbx.url]));
    await phone.registered();
    await pbx.request('REGISTER');
    expect(rightAlgorithm(await pbx.request('REGISTER'), 'authorization')).toBe(chosen);
    expect(phone.logLines.join('\n')).not.toContain(secret);
  });

  it('that cannot be answered is a refusal', async () => {
    pbx.answers.set('REGISTER', () => ({ status: 401, headers: offer('WWW-Authenticate', ['SHA-1024']) }));
    phone.telephony.connect(sipAccount([pbx.url]));
    const refused = await phone.untilRegistration(({ status }) => status === 'waiting');
    expect(refused).toMatchObject({ reason: 'pbx.refused', sipStatus: 401 });
    expect(pbx.count('REGISTER')).toBe(1);
  });

  it('of a proxy to INVITE is answered by the strongest', async () => {
    phone.telephony.connect(sipAccount([pbx.url]));
    await phone.registered();
    pbx.answers.set('INVITE', (request) =>
      rightAlgorithm(request, 'proxy-authorization') === undefined
        ? { status: 407, headers: offer('Proxy-Authenticate', ['MD5', 'SHA-256']) }
        : { status: 486 },
    );
    await phone.telephony.dial('0322123456');
    await pbx.request('INVITE');
    expect(rightAlgorithm(await pbx.request('INVITE'), 'proxy-authorization')).toBe('SHA-256');
    expect((await phone.untilCall(({ state }) => state === 'ended')).ending).toBe('busy');
  });
});
