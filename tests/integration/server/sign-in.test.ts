import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { paths } from '../../../src/contract/server/api.ts';
import { roles, may } from '../../../src/domain/permissions.ts';
import { practiceAccounts } from '../../../src/server/pbx/practice-accounts.ts';
import { caseOperation } from '../../support/server/operations.ts';
import { openTestServer, password, type TestServer } from '../../support/server/test-server.ts';

const minute = 60_000;
let server: TestServer;
beforeAll(async () => {
  server = await openTestServer({
    sipAccounts: await practiceAccounts({ url: 'ws://127.0.0.1:1', secret: 'practice' }),
  });
});
afterAll(() => server.close());

describe('signing in at a desk', () => {
  test('gives a token, a desk number and the SIP account', async () => {
    const { value } = await server.trySignIn('operator');
    expect(value?.operator).toMatchObject({ username: 'operator', role: 'operator' });
    expect(value?.deskNumber).toBeGreaterThanOrEqual(1000);
    expect(value?.lastReference).toBe(0);
    expect(value?.sip).toMatchObject({
      servers: ['ws://127.0.0.1:1'],
      aor: 'operator@practice.zari.example',
    });
    expect(value?.sip?.password).toHaveLength(24);
  });

  test('tells whom calls can be handed over to: everybody else at a desk who has a number', async () => {
    const numbers = new Map([
      ['operator', '101'],
      ['senior', '102'],
      ['backOffice', '103'],
    ]);
    const { accountFor } = await practiceAccounts({ url: 'ws://127.0.0.1:1', secret: 'practice' });
    const other = await openTestServer({
      sipAccounts: { accountFor, numbers: async () => (username) => numbers.get(username) },
    });
    const { value } = await other.trySignIn('operator');
    await other.close();
    // The practice colleagues, then the one with a number.
    expect(value?.sip?.colleagues.map(({ number }) => number)).toEqual(['101', '102', '109', '102']);
  });

  test('takes the user name in any case, with spaces around it', async () => {
    expect((await server.trySignIn('  OPERATOR ')).status).toBe(200);
  });

  test('gives the same desk number to the same operator and device, another to any other', async () => {
    const device = uuidv7();
    const numbers = [
      (await server.desk('operator', device)).deskNumber,
      (await server.desk('operator', device)).deskNumber,
      (await server.desk('operator')).deskNumber,
      (await server.desk('senior', device)).deskNumber,
    ];
    expect(numbers[0]).toBe(numbers[1]);
    expect(new Set(numbers).size).toBe(3);
  });

  test('says the highest reference that came from the desk', async () => {
    const device = uuidv7();
    const desk = await server.desk('operator', device);
    await desk.push(caseOperation(desk.deskNumber, 7), caseOperation(desk.deskNumber, 3));
    expect((await server.desk('operator', device)).lastReference).toBe(7);
  });

  test.each(roles)('lets a %s in only where the role may', async (role) => {
    const answer = await server.trySignIn(role);
    if (may(role, 'desk.signIn')) expect(answer.status).toBe(200);
    else expect([answer.status, answer.error?.reason]).toEqual([403, 'auth.notAllowed']);
  });

  test('answers a wrong password and an unknown user the same', async () => {
    const wrong = await server.trySignIn('backOffice', 'wrong');
    const unknown = await server.trySignIn('nobody-here', 'wrong');
    expect([wrong.status, wrong.error?.reason]).toEqual([401, 'auth.wrongPassword']);
    expect({ ...unknown.error, serverTime: '' }).toEqual({ ...wrong.error, serverTime: '' });
    expect(unknown.status).toBe(401);
  });

  test('locks after repeated wrong passwords, even for the right one, and opens again', async () => {
    for (let count = 0; count < 5; count += 1) {
      expect((await server.trySignIn('supervisor', 'wrong')).error?.reason).toBe('auth.wrongPassword');
    }
    const locked = await server.trySignIn('supervisor');
    expect([locked.status, locked.error?.reason]).toEqual([429, 'auth.locked']);
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await server.trySignIn('senior')).status).toBe(200);

    server.passTime(2 * minute);
    expect((await server.trySignIn('supervisor')).status).toBe(200);
    expect((await server.trySignIn('supervisor', 'wrong')).error?.reason).toBe('auth.wrongPassword');
  });

  test('counts tries that arrive at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => server.trySignIn('administrator', 'wrong')),
    );
    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(5);
    expect(answers.filter((answer) => answer.status === 429)).toHaveLength(15);
  });

  test('keeps no count of names that are made up behind a locked address', async () => {
    const guarded = await openTestServer();
    try {
      const rows = async () => (await guarded.database.query('select 1 from sign_in_attempts')).length;
      let name = 0;
      const guess = () => guarded.trySignIn(`made-up-${(name += 1)}`, 'wrong');
      let status = 401;
      for (let count = 0; status === 401 && count < 150; count += 1) ({ status } = await guess());
      expect(status).toBe(429);
      const before = await rows();
      for (let count = 0; count < 20; count += 1) expect((await guess()).status).toBe(429);
      expect(await rows()).toBe(before);
    } finally {
      await guarded.close();
    }
  });

  test('believes a proxy only where it is named', async () => {
    const behindProxy = await openTestServer({ trustProxy: ['127.0.0.1'] });
    try {
      const guess = async (asked: TestServer, client: string): Promise<number> =>
        (
          await asked.ask(z.unknown(), '/console/api/session', {
            body: { username: 'backOffice', password: 'wrong' },
            headers: { 'x-forwarded-for': client },
          })
        ).status;
      for (let count = 0; count < 5; count += 1) expect(await guess(behindProxy, '192.0.2.1')).toBe(401);
      expect(await guess(behindProxy, '192.0.2.1')).toBe(429);
      // What the client itself put in front of the proxy's word changes nothing.
      expect(await guess(behindProxy, '198.51.100.9, 192.0.2.1')).toBe(429);
      expect(await guess(behindProxy, '192.0.2.2')).toBe(401);

      const direct = await openTestServer();
      try {
        for (let count = 0; count < 5; count += 1) expect(await guess(direct, `192.0.2.${count}`)).toBe(401);
        expect(await guess(direct, '192.0.2.99')).toBe(429);
      } finally {
        await direct.close();
      }
    } finally {
      await behindProxy.close();
    }
  });

  test.each([
    ['no JSON', '{"username":'],
    ['another shape', JSON.stringify({ username: 'operator' })],
    ['a list', '[]'],
  ])('refuses %s', async (_what, body) => {
    const answer = await server.ask(z.unknown(), paths.signIn, { body });
    expect([answer.status, answer.error?.reason]).toEqual([400, 'input.invalid']);
  });

  test('refuses what is too large', async () => {
    const answer = await server.ask(z.unknown(), paths.signIn, {
      body: { username: 'x'.repeat(20_000), password },
    });
    expect([answer.status, answer.error?.reason]).toEqual([413, 'input.invalid']);
  });
});

describe('a token', () => {
  test('ends with signing out', async () => {
    const desk = await server.desk();
    await server.ask(z.unknown(), paths.signOut, { method: 'POST', headers: server.bearer(desk.token) });
    const answer = await desk.tryPush([]);
    expect([answer.status, answer.error?.reason]).toEqual([401, 'auth.expired']);
  });

  test('ends when the same operator signs in at the same device again', async () => {
    const first = await server.desk();
    const second = await server.desk('operator', first.deviceId);
    expect((await first.tryPush([])).status).toBe(401);
    expect((await second.tryPush([])).status).toBe(400);
  });

  test('ends after its time', async () => {
    const desk = await server.desk();
    server.passTime(31 * 24 * 60 * minute);
    expect((await desk.tryPush([])).error?.reason).toBe('auth.expired');
  });

  test('is kept as a digest only', async () => {
    const desk = await server.desk();
    const rows = await server.database.query('select * from tokens');
    expect(JSON.stringify(rows)).not.toContain(desk.token);
  });

  test.each([paths.push, paths.pull])('is asked for at %s', async (path) => {
    const none = await server.ask(z.unknown(), path, { method: path === paths.push ? 'POST' : 'GET' });
    const wrong = await server.ask(z.unknown(), path, {
      method: path === paths.push ? 'POST' : 'GET',
      headers: server.bearer('x'.repeat(43)),
    });
    expect([none.status, wrong.status]).toEqual([401, 401]);
  });
});

test('the log holds no names, numbers, passwords or tokens', async () => {
  const desk = await server.desk();
  await desk.push(caseOperation(desk.deskNumber, 1), { id: uuidv7(), kind: 'ლალი' });
  const log = server.log.lines.join('\n');
  expect(server.log.lines.length).toBeGreaterThan(0);
  for (const secret of [password, desk.token, 'operator სახელი', 'ლალი ბერიძე', '599 12 34 56']) {
    expect(log).not.toContain(secret);
  }
});

test('every answer carries the security headers', async () => {
  for (const path of [paths.health, paths.pull, '/nothing-here']) {
    const { headers } = await server.ask(z.unknown(), path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
  }
});
