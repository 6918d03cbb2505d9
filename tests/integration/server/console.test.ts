import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  caseDetail,
  caseList,
  consolePaths,
  consoleSession,
  fitnessList,
  shiftList,
} from '../../../src/contract/server/console.ts';
import { may, roles, type Permission, type Role } from '../../../src/domain/permissions.ts';
import {
  callRecord,
  fitnessReport,
  operation,
  shiftEvent,
  submittedCase,
} from '../../support/server/operations.ts';
import { openTestServer, password, type TestServer } from '../../support/server/test-server.ts';

let server: TestServer;
let built: string;
beforeAll(async () => {
  built = mkdtempSync(join(tmpdir(), 'zari-console-'));
  mkdirSync(join(built, 'assets'));
  writeFileSync(
    join(built, 'index.html'),
    '<meta name="csp-nonce" content="__CSP_NONCE__"><script src="/console/assets/main-1.js"></script>',
  );
  writeFileSync(join(built, 'assets/main-1.js'), 'start();');
  server = await openTestServer({ consoleDirectory: built });
});
afterAll(async () => {
  await server.close();
  rmSync(built, { recursive: true });
});

describe('every role on every route', () => {
  const routes: [string, string, Permission][] = [
    ['session', consolePaths.session, 'console.signIn'],
    ['cases', consolePaths.cases, 'case.readAll'],
    ['case', consolePaths.case.replace(':id', uuidv7()), 'case.readAll'],
    ['shifts', consolePaths.shifts, 'shift.readAll'],
    ['fitness', consolePaths.fitness, 'shift.readAll'],
  ];
  const table = roles.flatMap((role) => routes.map((route) => [role, ...route] as const));

  test.each(table)('%s at %s', async (role, name, path, permission) => {
    if (!may(role, 'console.signIn')) {
      await expect(server.console(role)).rejects.toThrow('auth.notAllowed');
      return;
    }
    const answer = await server.ask(z.unknown(), path, { headers: await server.console(role) });
    if (!may(role, permission))
      expect([answer.status, answer.error?.reason]).toEqual([403, 'auth.notAllowed']);
    else expect(answer.status).toBe(name === 'case' ? 404 : 200);
  });

  test.each(routes)('nobody at %s', async (_name, path) => {
    for (const headers of [{}, { cookie: 'zari_console=nonsense' }]) {
      const answer = await server.ask(z.unknown(), path, { headers });
      expect([answer.status, answer.error?.reason]).toEqual([401, 'session.signedOut']);
    }
  });

  test('a desk’s token is no console session, nor the other way round', async () => {
    const desk = await server.desk('supervisor');
    const asCookie = await server.ask(z.unknown(), consolePaths.cases, {
      headers: { cookie: `zari_console=${desk.token}` },
    });
    const { cookie = '' } = await server.console('supervisor');
    const asBearer = await server.ask(z.unknown(), '/api/v1/sync/pull', {
      headers: server.bearer(cookie.split('=')[1] ?? ''),
    });
    expect([asCookie.status, asBearer.status]).toEqual([401, 401]);
  });
});

describe('the session', () => {
  const signIn = (headers: Record<string, string> = {}, typed = password) =>
    server.ask(consoleSession, consolePaths.session, {
      body: { username: 'supervisor', password: typed },
      headers,
    });

  test('is a cookie that scripts and other sites do not get', async () => {
    const answer = await signIn();
    expect(answer.value).toEqual({
      username: 'supervisor',
      displayName: 'supervisor სახელი',
      role: 'supervisor',
    });
    const cookie = answer.headers.get('set-cookie') ?? '';
    for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/console/api']) expect(cookie).toContain(part);
  });

  test('ends with signing out, on the server as well', async () => {
    const headers = await server.console('supervisor');
    await server.ask(z.unknown(), consolePaths.session, { method: 'DELETE', headers });
    expect((await server.ask(z.unknown(), consolePaths.cases, { headers })).status).toBe(401);
  });

  test.each([
    { origin: 'https://elsewhere.example' },
    { origin: 'http://127.0.0.1:1' },
    { origin: 'null' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site' },
  ])('cannot be begun from another origin: %o', async (headers) => {
    const answer = await signIn({ ...headers });
    expect([answer.status, answer.error?.reason]).toEqual([403, 'auth.notAllowed']);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  test('is begun from the own origin', async () => {
    expect((await signIn({ origin: server.url })).status).toBe(200);
  });

  test('is not begun by a form', async () => {
    const answer = await server.ask(z.unknown(), consolePaths.session, {
      body: `username=supervisor&password=${password}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect([answer.status, answer.error?.reason]).toEqual([415, 'input.invalid']);
  });
});

describe('cases', () => {
  const read = async (query = '', role: Role = 'supervisor') => {
    const answer = await server.ask(caseList, `${consolePaths.cases}${query}`, {
      headers: await server.console(role),
    });
    if (answer.value === undefined) throw new Error(`${answer.status} ${answer.error?.reason}`);
    return answer.value;
  };

  test('come newest first, page by page, each once', async () => {
    const desk = await server.desk();
    for (let running = 1; running <= 5; running += 1) {
      server.passTime(running === 3 ? 0 : 1000);
      await desk.push(operation('case.submit', submittedCase(desk.deskNumber, running)));
    }
    const first = await read('?limit=2');
    expect(first.more).toBe(true);
    expect(first.cases[0]).toMatchObject({
      status: 'new',
      company: { name: { en: 'Test company' } },
      line: { colour: '#1c7ed6' },
      categoryLabel: { en: 'Internet' },
      operator: { displayName: 'operator სახელი' },
      hasCall: false,
    });
    const seen = [...first.cases];
    let more = first.more;
    while (more) {
      const page = await read(`?limit=2&before=${seen.at(-1)?.id}`);
      seen.push(...page.cases);
      more = page.more;
    }
    expect(seen.map((entry) => entry.reference)).toEqual(
      seen
        .toSorted(
          (one, other) => other.receivedAt.localeCompare(one.receivedAt) || other.id.localeCompare(one.id),
        )
        .map((entry) => entry.reference),
    );
    expect(new Set(seen.map((entry) => entry.id)).size).toBe(seen.length);
  });

  test('tell the whole story, also when the call arrives after the case', async () => {
    const desk = await server.desk();
    const scriptPath = {
      scriptId: uuidv7(),
      title: { en: 'Complaint' },
      visits: [
        { step: 'identify', title: { en: 'Identify' }, version: 3, arrival: { by: 'start' as const } },
      ],
      said: [],
    };
    const call = callRecord({ outcome: 'resolved', scriptPath });
    const submitted = submittedCase(desk.deskNumber, 1, { callId: call.id });
    const path = consolePaths.case.replace(':id', submitted.id);
    await desk.push(operation('case.submit', submitted));
    const headers = await server.console('backOffice');
    const early = await server.ask(caseDetail, path, { headers });
    expect(early.value).toMatchObject({ hasCall: false, callId: call.id });
    expect(early.value?.call).toBeUndefined();
    await desk.push(operation('call.record', call));
    const whole = await server.ask(caseDetail, path, { headers });
    expect(whole.value).toMatchObject({
      hasCall: true,
      call: { id: call.id, outcomeLabel: { en: 'Resolved' }, scriptPath },
    });
  });

  test('of a line that is not known here are shown all the same', async () => {
    const desk = await server.desk();
    const submitted = submittedCase(desk.deskNumber, 1, { lineId: uuidv7(), companyId: uuidv7() });
    await desk.push(operation('case.submit', submitted));
    const { cases } = await read();
    expect(cases.find((entry) => entry.id === submitted.id)).toMatchObject({
      categoryLabel: { ka: 'internet' },
    });
  });

  test.each(['?limit=0', '?limit=x', '?before=1'])('refuse %s', async (query) => {
    await expect(read(query)).rejects.toThrow('400 input.invalid');
  });
});

describe('shifts', () => {
  const read = async (day: string) => {
    const answer = await server.ask(shiftList, `${consolePaths.shifts}?day=${day}`, {
      headers: await server.console('supervisor'),
    });
    return answer.value?.shifts ?? [];
  };

  test('of a day carry both clocks, and a night shift is on both days', async () => {
    server.passTime(10 * 24 * 60 * 60_000);
    const desk = await server.desk();
    const shiftId = uuidv7();
    // 23:30 on the 10th until 07:30 on the 11th in Tbilisi, four hours ahead of UTC.
    const push = (event: Parameters<typeof shiftEvent>[0]) =>
      desk.push(operation('shift.event', shiftEvent({ shiftId, ...event })));
    await push({ kind: 'start', deviceTime: '2026-03-10T19:30:00.000Z' });
    await push({
      kind: 'presence',
      presence: 'break',
      breakReason: 'meal',
      deviceTime: '2026-03-10T23:00:00.000Z',
    });
    await push({ kind: 'end', deviceTime: '2026-03-11T03:30:00.000Z' });
    for (const day of ['2026-03-10', '2026-03-11']) {
      const shift = (await read(day)).find((entry) => entry.shiftId === shiftId);
      expect(shift).toMatchObject({
        startedAt: '2026-03-10T19:30:00.000Z',
        endedAt: '2026-03-11T03:30:00.000Z',
        endReceivedAt: server.now().toISOString(),
      });
      expect(shift?.events.map((event) => event.kind)).toEqual(['start', 'presence', 'end']);
    }
    expect((await read('2026-03-09')).some((entry) => entry.shiftId === shiftId)).toBe(false);
  });

  test('are put into the day by the corrected clock, and never into the future', async () => {
    const desk = await server.desk();
    const [behind, ahead] = [uuidv7(), uuidv7()];
    const today = server.now().toISOString().slice(0, 10);
    await desk.push(
      operation(
        'shift.event',
        shiftEvent({
          shiftId: behind,
          deviceTime: new Date(server.now().getTime() - 400 * 86_400_000).toISOString(),
          clockOffsetMs: 400 * 86_400_000,
        }),
      ),
      operation('shift.event', shiftEvent({ shiftId: ahead, deviceTime: '2031-01-01T00:00:00.000Z' })),
    );
    const ids = (await read(today)).map((entry) => entry.shiftId);
    expect(ids).toEqual(expect.arrayContaining([behind, ahead]));
  });

  test('of today are those of the centre’s day, not of UTC', async () => {
    // 22:30 in UTC is the next day in Tbilisi.
    const now = server.now();
    const late = new Date(now).setUTCHours(22, 30, 0, 0);
    server.passTime(late - now.getTime() + (late < now.getTime() ? 86_400_000 : 0));
    const headers = await server.console('supervisor');
    const answer = await server.ask(shiftList, consolePaths.shifts, { headers });
    const tomorrow = new Date(server.now().getTime() + 86_400_000).toISOString().slice(0, 10);
    expect(answer.value).toMatchObject({ day: tomorrow, today: tomorrow });
  });

  test('of no day are refused', async () => {
    const answer = await server.ask(z.unknown(), `${consolePaths.shifts}?day=2026-02-31`, {
      headers: await server.console('supervisor'),
    });
    expect(answer.status).toBe(400);
  });
});

describe('the pages', () => {
  test('come with a strict policy and a new nonce each time', async () => {
    const pages = await Promise.all([1, 2].map(() => fetch(`${server.url}/console/`)));
    const nonces = await Promise.all(
      pages.map(async (page) => /content="([^"]+)"/.exec(await page.text())?.[1]),
    );
    expect(new Set(nonces).size).toBe(2);
    const policy = pages[0]?.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`'nonce-${nonces[0]}'`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
  });

  test('find their scripts, and nothing beside them', async () => {
    const script = await fetch(`${server.url}/console/assets/main-1.js`);
    expect([script.status, await script.text()]).toEqual([200, 'start();']);
    expect(script.headers.get('cache-control')).toContain('immutable');
    for (const path of ['/console/assets/..%2findex.html', '/console/assets/%2e%2e/%2e%2e/etc/passwd']) {
      expect((await fetch(server.url + path)).status).toBeGreaterThanOrEqual(400);
    }
  });

  test('are where somebody looks for them first', async () => {
    for (const path of ['/', '/console']) {
      const answer = await fetch(server.url + path, { redirect: 'manual' });
      expect([answer.status, answer.headers.get('location')]).toEqual([302, '/console/']);
    }
  });
});

test('checks before a shift: the latest of each operator', async () => {
  const desk = await server.desk();
  const senior = await server.desk('senior');
  const latest = fitnessReport({ startedAt: '2026-03-02T07:30:00.000Z' });
  await desk.push(operation('fitness.report', fitnessReport({ startedAt: '2026-03-02T07:00:00.000Z' })));
  await desk.push(operation('fitness.report', latest));
  await senior.push(operation('fitness.report', fitnessReport({ startedAt: '2026-03-02T07:15:00.000Z' })));
  const answer = await server.ask(fitnessList, consolePaths.fitness, {
    headers: await server.console('supervisor'),
  });
  expect(answer.value?.checks.map(({ operator }) => operator.displayName)).toEqual([
    'operator სახელი',
    'senior სახელი',
  ]);
  expect(answer.value?.checks[0]?.report).toEqual(latest);
});
