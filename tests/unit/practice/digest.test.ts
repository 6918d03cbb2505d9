import { describe, expect, it } from 'vitest';
import { practicePassword } from '../../../src/practice/practice-password.ts';
import { DigestAuthenticator, digestResponse } from '../../../src/practice/sip/digest.ts';

const REALM = 'practice.zari.example';
const URI = 'sip:practice.zari.example';

function setUp(): { authenticator: DigestAuthenticator; pass: (ms: number) => void } {
  let now = 1_700_000_000_000;
  const passwords = new Map([['nino', 'right']]);
  const authenticator = new DigestAuthenticator(
    REALM,
    (username) => passwords.get(username),
    () => now,
  );
  return { authenticator, pass: (ms) => (now += ms) };
}

function nonceOf(authenticator: DigestAuthenticator): string {
  const verdict = authenticator.verify(undefined, 'REGISTER', URI);
  if (verdict.ok || verdict.reason !== 'challenge') throw new Error('no challenge');
  return /nonce="([^"]+)"/.exec(verdict.challenge)?.[1] ?? '';
}

function credentials(nonce: string, changes: Partial<Record<string, string>> = {}): string {
  const fields = {
    username: 'nino',
    password: 'right',
    realm: REALM,
    method: 'REGISTER',
    uri: URI,
    nc: '00000001',
    cnonce: 'abc',
  };
  const all = { ...fields, nonce, ...changes };
  const response = changes['response'] ?? digestResponse(all);
  return `Digest username="${all.username}", realm="${all.realm}", nonce="${nonce}", uri="${all.uri}", response="${response}", algorithm=MD5, qop=auth, nc=${all.nc}, cnonce="${all.cnonce}"`;
}

describe('digestResponse', () => {
  // RFC 7616 §3.9.1, the MD5 example.
  it('agrees with the example of the standard', () => {
    const response = digestResponse({
      username: 'Mufasa',
      realm: 'http-auth@example.org',
      password: 'Circle of Life',
      method: 'GET',
      uri: '/dir/index.html',
      nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
      nc: '00000001',
      cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
    });
    expect(response).toBe('8ca523f5e9506fed4657c9700eebdbec');
  });
});

describe('DigestAuthenticator', () => {
  it('challenges who brings no credentials', () => {
    const { authenticator } = setUp();
    expect(authenticator.verify(undefined, 'REGISTER', URI)).toMatchObject({
      ok: false,
      reason: 'challenge',
      challenge: expect.stringMatching(
        /^Digest realm="practice\.zari\.example", nonce="[^"]+", algorithm=MD5, qop="auth"$/,
      ),
    });
  });

  it('accepts the right password, counting up', () => {
    const { authenticator } = setUp();
    const nonce = nonceOf(authenticator);
    expect(authenticator.verify(credentials(nonce), 'REGISTER', URI)).toEqual({ ok: true, username: 'nino' });
    const second = credentials(nonce, { nc: '00000002' });
    expect(authenticator.verify(second, 'REGISTER', URI)).toEqual({ ok: true, username: 'nino' });
  });

  it('takes credentials only once', () => {
    const { authenticator } = setUp();
    const once = credentials(nonceOf(authenticator));
    authenticator.verify(once, 'REGISTER', URI);
    expect(authenticator.verify(once, 'REGISTER', URI)).toMatchObject({ ok: false, reason: 'challenge' });
  });

  it('asks anew when the nonce is too old, and says so', () => {
    const { authenticator, pass } = setUp();
    const old = credentials(nonceOf(authenticator));
    pass(301_000);
    expect(authenticator.verify(old, 'REGISTER', URI)).toMatchObject({
      reason: 'challenge',
      challenge: expect.stringContaining('stale=true'),
    });
  });

  it('challenges a nonce of somebody else', () => {
    const { authenticator } = setUp();
    const foreign = nonceOf(setUp().authenticator);
    expect(authenticator.verify(credentials(foreign), 'REGISTER', URI)).toMatchObject({
      reason: 'challenge',
    });
  });

  it.each([
    ['a wrong password', { password: 'wrong' }],
    ['an unknown user', { username: 'nobody' }],
    ['another method', { method: 'INVITE' }],
    ['another URI', { uri: 'sip:elsewhere.example' }],
    ['a count that is none', { nc: '1' }],
    ['no count of the client', { cnonce: '' }],
    ['a response that is none', { response: 'zz' }],
  ])('refuses %s', (_name, changes) => {
    const { authenticator } = setUp();
    const verdict = authenticator.verify(credentials(nonceOf(authenticator), changes), 'REGISTER', URI);
    expect(verdict).toEqual({ ok: false, reason: 'refused' });
  });

  it.each([
    '',
    'Basic bmlubzpyaWdodA==',
    'Digest',
    'Digest username="nino',
    'Digest ,,,=,=',
    'Digest __proto__="x"',
  ])('challenges the malformed %j', (value) => {
    expect(setUp().authenticator.verify(value, 'REGISTER', URI)).toMatchObject({ reason: 'challenge' });
  });
});

describe('practicePassword', () => {
  it('is 24 characters that differ by user and secret', () => {
    const password = practicePassword('secret', 'nino');
    expect(password).toMatch(/^[A-Za-z0-9_-]{24}$/);
    expect(practicePassword('secret', 'nino')).toBe(password);
    expect(practicePassword('secret', 'dato')).not.toBe(password);
    expect(practicePassword('other', 'nino')).not.toBe(password);
  });

  it('refuses an empty secret', () => {
    expect(() => practicePassword('', 'nino')).toThrow(TypeError);
  });
});
