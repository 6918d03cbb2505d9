import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { createAccess } from '../../../../src/main/shells/browser/access.ts';

const host = '127.0.0.1:5000';

function request(headers: Record<string, string>): IncomingMessage {
  const message = new IncomingMessage(new Socket());
  message.headers = headers;
  return message;
}

function visited() {
  const access = createAccess(() => host);
  const cookie = access.redeem(access.token)?.split(';')[0] ?? '';
  return { access, cookie };
}

test('the token opens the door once', () => {
  const access = createAccess(() => host);
  expect(access.redeem('wrong')).toBeUndefined();
  expect(access.redeem(access.token)).toMatch(/HttpOnly; SameSite=Strict/);
  expect(access.redeem(access.token)).toBeUndefined();
});

test('the browser with the cookie is let in', () => {
  const { access, cookie } = visited();
  expect(access.allows(request({ host, cookie }))).toBe(true);
  expect(access.allows(request({ host, cookie: `a=b; ${cookie}`, origin: `http://${host}` }))).toBe(true);
});

test('without the cookie, under a foreign name or from a foreign page nobody is', () => {
  const { access, cookie } = visited();
  expect(access.allows(request({ host }))).toBe(false);
  expect(access.allows(request({ host, cookie: 'zari=guess' }))).toBe(false);
  expect(access.allows(request({ host: 'evil.example:5000', cookie }))).toBe(false);
  expect(access.allows(request({ host, cookie, origin: 'http://evil.example' }))).toBe(false);
  expect(access.allows(request({ host, cookie, origin: 'null' }))).toBe(false);
});
