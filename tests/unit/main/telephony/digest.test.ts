import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { strongestChallenges } from '../../../../src/main/telephony/challenges.ts';
import { algorithmOf, digestResponse } from '../../../../src/main/telephony/digest.ts';

// RFC 7616 §3.9.1
const mufasa = {
  username: 'Mufasa',
  realm: 'http-auth@example.org',
  password: 'Circle of Life',
  method: 'GET',
  uri: '/dir/index.html',
  nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
  quality: { qop: 'auth', nc: '00000001', cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ' },
} as const;

describe('digest', () => {
  it.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
    ['sha-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('gives the response of RFC 7616 §3.9.1 for %s', (algorithm, response) => {
    expect(digestResponse({ ...mufasa, algorithm })).toBe(response);
  });

  it('gives the response of RFC 2617 §3.5', () => {
    expect(
      digestResponse({
        algorithm: 'MD5',
        username: 'Mufasa',
        realm: 'testrealm@host.com',
        password: 'Circle Of Life',
        method: 'GET',
        uri: '/dir/index.html',
        nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
        quality: { qop: 'auth', nc: '00000001', cnonce: '0a4f113b' },
      }),
    ).toBe('6629fae49393a05397450978507c4ef1');
  });

  it('protects the body where asked to, and does without qop where none is offered', () => {
    const hash = (text: string) => createHash('sha256').update(text).digest('hex');
    const secret = hash(`${mufasa.username}:${mufasa.realm}:${mufasa.password}`);
    const { nonce, method, uri, quality } = mufasa;
    const whole = {
      ...mufasa,
      algorithm: 'SHA-256',
      quality: { ...quality, qop: 'auth-int' as const },
      body: 'v=0',
    };
    expect(digestResponse(whole)).toBe(
      hash(
        `${secret}:${nonce}:00000001:${quality.cnonce}:auth-int:${hash(`${method}:${uri}:${hash('v=0')}`)}`,
      ),
    );
    expect(digestResponse({ ...mufasa, algorithm: 'SHA-256', quality: undefined })).toBe(
      hash(`${secret}:${nonce}:${hash(`${method}:${uri}`)}`),
    );
  });

  it.each([
    ['MD5-sess', 'md5'],
    ['sha-256-SESS', 'sha256'],
    ['SHA-512-256-sess', 'sha512-256'],
  ])('binds the secret to both nonces for %s (RFC 7616 §3.4.2)', (algorithm, name) => {
    const hash = (text: string) => createHash(name).update(text).digest('hex');
    const { username, realm, password, nonce, method, uri, quality } = mufasa;
    const secret = hash(`${hash(`${username}:${realm}:${password}`)}:${nonce}:${quality.cnonce}`);
    expect(digestResponse({ ...mufasa, algorithm })).toBe(
      hash(`${secret}:${nonce}:00000001:${quality.cnonce}:auth:${hash(`${method}:${uri}`)}`),
    );
    expect(digestResponse({ ...mufasa, algorithm, quality: undefined })).toBeUndefined();
  });

  it('knows no algorithm that it does not have', () => {
    expect(digestResponse({ ...mufasa, algorithm: 'SHA-1024-sess' })).toBeUndefined();
    expect(algorithmOf(undefined)?.name).toBe('MD5');
  });
});

describe('several challenges', () => {
  const challenge = (algorithm: string) => ({
    name: 'www-authenticate',
    value: `Digest realm="pbx, the", nonce="n-${algorithm}", algorithm=${algorithm}, qop="auth,auth-int"`,
  });
  const left = (...algorithms: string[]) =>
    strongestChallenges(algorithms.map(challenge)).map(({ value }) => /n-([^"]+)/u.exec(value)?.[1]);

  it('leave the strongest that can be answered, wherever it stands', () => {
    expect(left('SHA-256', 'MD5')).toEqual(['SHA-256']);
    expect(left('MD5', 'SHA-256')).toEqual(['SHA-256']);
    expect(left('SHA-1024', 'MD5', 'SHA-256-sess')).toEqual(['SHA-256-sess']);
    expect(left('SHA-1024', 'MD5-sess', 'MD5')).toEqual(['MD5-sess']);
    expect(left('SHA-1024')).toEqual(['SHA-1024']);
  });

  it('keep one of each kind and all other fields', () => {
    const proxy = { ...challenge('MD5'), name: 'proxy-authenticate' };
    const other = { name: 'via', value: 'SIP/2.0/WS x' };
    const names = strongestChallenges([other, challenge('MD5'), proxy, challenge('SHA-256')]).map(
      (f) => f.name,
    );
    expect(names).toEqual(['via', 'proxy-authenticate', 'www-authenticate']);
  });

  it('come out as SIP.js reads them: it loses an algorithm in quotes and a qop without', () => {
    const value = 'Digest qop=auth, algorithm="SHA-256" , realm="a", nonce = "b", domain="sip:x"';
    expect(strongestChallenges([{ name: 'www-authenticate', value }])).toEqual([
      { name: 'www-authenticate', value: 'Digest realm="a", nonce="b", algorithm=SHA-256, qop="auth"' },
    ]);
  });

  it('of another scheme pass as they are', () => {
    const basic = { name: 'www-authenticate', value: 'Basic realm="a"' };
    expect(strongestChallenges([basic])).toEqual([basic]);
  });
});
