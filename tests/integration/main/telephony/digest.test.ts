import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestResponse } from '../../../../src/main/telephony/digest.ts';
import { FakeMediaPort, fakeSdp } from '../../../support/fake-media-port.ts';
import { ScriptedPbx, type Sip } from '../../../support/scripted-pbx.ts';
import { createTestTelephone, secret, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

let pbx: ScriptedPbx;
let phone: TestTelephone;
let media: FakeMediaPort;

beforeEach(async () => {
  pbx = await ScriptedPbx.start();
  media = new FakeMediaPort();
  phone = createTestTelephone(media);
});
afterEach(async () => {
  await phone.stop();
  await pbx.close();
});

const offer = (kind: string, algorithms: readonly string[]): readonly string[] =>
  algorithms.map((each) => `${kind}: Digest realm="pbx", nonce="n-${each}", algorithm=${each}, qop="auth"`);

const partOf = (request: Sip, header: string, name: string): string =>
  new RegExp(`\\b${name}="?([^",]+)`, 'u').exec(request.headers.get(header) ?? '')?.[1] ?? '';

/** The algorithm of a request's credentials, where these are right. */
function rightAlgorithm(
  request: Sip,
  header: string,
  nonce?: string,
  qop: 'auth' | 'auth-int' = 'auth',
): string | undefined {
  const part = (name: string) => partOf(request, header, name);
  const algorithm = part('algorithm');
  const expected = digestResponse({
    algorithm,
    username: 'nino',
    realm: 'pbx',
    password: secret,
    method: request.method,
    uri: part('uri'),
    nonce: nonce ?? `n-${algorithm}`,
    quality: { qop, nc: part('nc'), cnonce: part('cnonce') },
    body: request.body,
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
    [['MD5-sess'], 'MD5-sess'],
    [['MD5', 'SHA-256-sess'], 'SHA-256-sess'],
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

describe('a nonce', () => {
  const challenge = (kind: string, nonce: string, more = '') => [
    `${kind}: Digest realm="pbx", nonce="${nonce}", algorithm=SHA-256, qop="auth"${more}`,
  ];
  const registered = (request: Sip, ...headers: string[]) => ({
    status: 200,
    headers: [`Contact: ${request.headers.get('contact') ?? ''}`, ...headers],
  });
  const answer = { status: 200, body: fakeSdp('sendrecv', 1, 'answer') };
  const authorized = (request: Sip, nonce: string) =>
    rightAlgorithm(request, 'proxy-authorization', nonce) === 'SHA-256';

  it('that is stale is followed by the new one (RFC 7616 §3.3)', async () => {
    const nonces = ['one', 'two'];
    let asked = 0;
    pbx.answers.set('REGISTER', (request) => {
      const right = nonces.find((nonce) => rightAlgorithm(request, 'authorization', nonce) !== undefined);
      if (right === 'two') return registered(request);
      const stale = right === 'one' ? ', stale=true' : '';
      return { status: 401, headers: challenge('WWW-Authenticate', nonces[asked++] ?? '', stale) };
    });
    phone.telephony.connect(sipAccount([pbx.url]));
    await phone.registered();
    expect(pbx.count('REGISTER')).toBe(3);
  });

  it('with which the password was wrong is not followed by another try', async () => {
    let asked = 0;
    pbx.answers.set('REGISTER', () => ({
      status: 401,
      headers: challenge('WWW-Authenticate', `n${asked++}`),
    }));
    phone.telephony.connect(sipAccount([pbx.url]));
    const refused = await phone.untilRegistration(({ status }) => status === 'waiting');
    expect(refused).toMatchObject({ reason: 'pbx.refused', sipStatus: 401 });
    expect(pbx.count('REGISTER')).toBe(2);
  });

  it('is used on for the next requests, counted, until the server names or wants another', async () => {
    phone.telephony.connect(sipAccount([pbx.url]));
    await phone.registered();
    let nonce = 'first';
    pbx.answers.set('INVITE', (request) => {
      if (!authorized(request, nonce)) {
        return { status: 407, headers: challenge('Proxy-Authenticate', nonce, ', stale=true') };
      }
      return { ...answer, status: 486, body: '' };
    });
    const count = (request: Sip) => partOf(request, 'proxy-authorization', 'nc');
    const dial = async () => {
      const before = phone.events.length;
      await phone.telephony.dial('0322123456');
      await phone.untilCall(({ state }) => state === 'ended' && phone.events.length > before);
    };
    await dial();
    expect((await pbx.request('INVITE')).headers.has('proxy-authorization')).toBe(false);
    expect(count(await pbx.request('INVITE'))).toBe('00000001');
    await dial();
    expect(count(await pbx.request('INVITE'))).toBe('00000002');
    expect(pbx.count('INVITE')).toBe(3);
    nonce = 'second';
    await dial();
    expect(count(await pbx.request('INVITE'))).toBe('00000003');
    const again = await pbx.request('INVITE');
    expect(count(again)).toBe('00000001');
    expect(authorized(again, 'second')).toBe(true);
  });

  it('that the answer names (nextnonce) is used for the next request', async () => {
    pbx.answers.set('REGISTER', (request) => {
      if (rightAlgorithm(request, 'authorization', 'one') !== undefined) {
        return registered(request, 'Authentication-Info: qop=auth, nextnonce="two", rspauth="x"');
      }
      if (rightAlgorithm(request, 'authorization', 'two') !== undefined) return registered(request);
      return { status: 401, headers: challenge('WWW-Authenticate', 'one') };
    });
    phone.telephony.connect(sipAccount([pbx.url]));
    await phone.registered();
    pbx.cut();
    await phone.untilRegistration(({ status }) => status === 'waiting');
    phone.telephony.retryNow();
    await phone.registered();
    expect(pbx.count('REGISTER')).toBe(3);
    const last = pbx.received.findLast(({ method }) => method === 'REGISTER');
    expect(last && rightAlgorithm(last, 'authorization', 'two')).toBe('SHA-256');
  });

  it('is asked for anew within a call: the numbers of the requests stay in order (RFC 3261 §12.2.1.1)', async () => {
    phone.telephony.connect(sipAccount([pbx.url]));
    await phone.registered();
    let asked = 0;
    /** Each request is challenged once, with a nonce of its own. */
    const challenged = (then: { status: number; body?: string }) => (request: Sip) =>
      authorized(request, `n${asked}`)
        ? then
        : { status: 407, headers: challenge('Proxy-Authenticate', `n${++asked}`, ', stale=true') };
    pbx.answers.set('INVITE', challenged(answer));
    pbx.answers.set('INFO', challenged({ status: 200 }));
    pbx.answers.set('BYE', challenged({ status: 200 }));
    await phone.telephony.dial('0322123456');
    await phone.untilCall(({ state }) => state === 'active');
    const { id } = phone.last();
    const forget = () => (asked += 1);
    forget();
    media.telephoneEvents = false;
    expect(await phone.telephony.sendDtmf(id, '1')).toMatchObject({ ok: true });
    forget();
    expect(await phone.telephony.setHeld(id, true)).toMatchObject({ ok: true });
    forget();
    await phone.telephony.hangUp(id);
    await pbx.request('BYE');
    await pbx.request('BYE');
    const numbers = pbx.received
      .filter(({ status, method }) => status === undefined && ['INVITE', 'INFO', 'BYE'].includes(method))
      .map(({ headers }) => headers.get('cseq'));
    expect(numbers).toEqual([
      '1 INVITE',
      '2 INVITE',
      '3 INFO',
      '4 INFO',
      '5 INVITE',
      '6 INVITE',
      '7 BYE',
      '8 BYE',
    ]);
  });

  it('with auth-int protects the offer, too', async () => {
    phone.telephony.connect(sipAccount([pbx.url]));
    await phone.registered();
    pbx.answers.set('INVITE', (request) =>
      rightAlgorithm(request, 'proxy-authorization', 'whole', 'auth-int') === 'SHA-256'
        ? { status: 486 }
        : {
            status: 407,
            headers: [
              'Proxy-Authenticate: Digest realm="pbx", nonce="whole", algorithm=SHA-256, qop="auth-int"',
            ],
          },
    );
    for (const _round of [1, 2]) {
      const before = phone.events.length;
      await phone.telephony.dial('0322123456');
      await phone.untilCall(({ ending }) => ending === 'busy' && phone.events.length > before);
    }
    // The second one could not know its offer when it was made.
    expect(pbx.count('INVITE')).toBe(4);
  });
});
