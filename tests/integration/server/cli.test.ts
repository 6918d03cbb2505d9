import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { pushAnswer, signInAnswer } from '../../../src/contract/server/api.ts';
import { caseList } from '../../../src/contract/server/console.ts';
import { lockDirectory } from '../../../src/server/db/directory-lock.ts';
import { portOf } from '../../support/port-of.ts';
import { writeDemo } from '../../support/server/demo.ts';
import { operation, shiftEvent, submittedCase } from '../../support/server/operations.ts';
import { runCli, startServerProgram, type ServerProgram } from '../../support/server/program.ts';

let root: string;
let data: string;
let demo: string;
let server: ServerProgram | undefined;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'zari-server-'));
  data = join(root, 'data');
  demo = writeDemo(join(root, 'demo'));
  // Every test finds data that a server made and left in order.
  await (await startServerProgram(data, ['--demo', demo])).end('SIGTERM');
});
afterEach(async () => {
  await server?.end('SIGKILL');
  server = undefined;
});
afterAll(() => rmSync(root, { recursive: true }));

async function post<S extends z.ZodType>(schema: S, path: string, body: unknown, token?: string) {
  const response = await fetch(new URL(path, server?.url), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  return schema.parse(await response.json());
}
const deviceTime = '2026-03-02T08:00:00.000Z';
const signIn = (deviceId: string) =>
  post(signInAnswer, '/api/v1/sign-in', {
    username: 'nino',
    password: 'zari-demo',
    device: { id: deviceId, name: 'PC', platform: 'linux', version: '1' },
    deviceTime,
  });

test('a server killed in the middle of a push starts again, with one case and not two', async () => {
  const deviceId = uuidv7();
  server = await startServerProgram(data, ['--demo', demo]);
  let desk = await signIn(deviceId);
  const operations = Array.from({ length: 60 }, (_, index) =>
    operation('case.submit', submittedCase(desk.deskNumber, index + 1)),
  );
  const push = () => post(pushAnswer, '/api/v1/sync/push', { operations, deviceTime }, desk.token);
  const first = push().then(
    () => 'answered',
    () => 'cut off',
  );
  // The first case is in; the others are on their way when the power goes.
  const headers = { authorization: `Bearer ${readAdminToken(data)}` };
  for (;;) {
    const cases = await fetch(new URL('/admin/v1/cases', server.url), { headers });
    if (caseList.parse(await cases.json()).cases.length > 0) break;
  }
  await server.end('SIGKILL');
  await first;

  server = await startServerProgram(data, ['--demo', demo]);
  desk = await signIn(deviceId);
  const again = await push();
  expect(again.results.map(({ status }) => status)).toContain('duplicate');
  expect(again.results.every(({ status }) => status !== 'rejected')).toBe(true);
  expect((await push()).results.every(({ status }) => status === 'duplicate')).toBe(true);

  const listed = await runCli(['cases', 'list', '--data', data, '--json', '--limit', '1000']);
  const references = z.array(z.object({ reference: z.string() })).parse(JSON.parse(listed.out));
  expect(references.map((entry) => entry.reference).toSorted()).toEqual(
    operations.map(({ payload }) => payload.reference),
  );
  expect((await signIn(deviceId)).lastReference).toBe(60);
});

describe('while the server runs', () => {
  test('lists come through it, in the reader’s language and local time', async () => {
    server = await startServerProgram(data, ['--demo', demo]);
    const desk = await signIn(uuidv7());
    await post(
      pushAnswer,
      '/api/v1/sync/push',
      {
        operations: [
          operation('shift.event', shiftEvent({ deviceTime })),
          operation('case.submit', submittedCase(desk.deskNumber, 1)),
        ],
        deviceTime,
      },
      desk.token,
    );
    const cases = await runCli(['cases', 'list', '--data', data, '--limit', '3']);
    expect(cases).toMatchObject({ code: 0, err: '' });
    expect(cases.out).toMatch(/^Reference +Received +Kind/);
    expect(cases.out).toMatch(
      /\d{4}-\d{6}-\d +\d\d\.\d\d\.\d{4} \d\d:\d\d +complaint .*ლალი ბერიძე +ნინო კაპანაძე/,
    );
    const georgian = await runCli(['shifts', 'list', '--data', data, '--day', '2026-03-02'], {
      ZARI_LANGUAGE: 'ka',
      TZ: 'Asia/Tbilisi',
    });
    expect(georgian.out).toMatch(/^ოპერატორი/);
    expect(georgian.out).toContain('02.03.2026 12:00');
    const byUrl = await runCli(['cases', 'list', '--server', `${server.url}/`, '--data', data, '--json']);
    expect(JSON.parse(byUrl.out)).not.toEqual([]);
  });

  test('the word it leaves is for its own user, and goes with it', async () => {
    server = await startServerProgram(data);
    const path = join(data, 'server.json');
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await server.end('SIGTERM')).toBe(0);
    expect(existsSync(path)).toBe(false);
  });

  test('a second server is refused, and says what to do', async () => {
    server = await startServerProgram(data);
    const second = await runCli(['serve', '--port', '0', '--data', data]);
    expect(second).toMatchObject({ code: 1, out: '' });
    expect(second.err).toContain('in use by another process');
    const health = await fetch(new URL('/healthz', server.url));
    expect(health.status).toBe(200);
  });

  test('nobody gets in without its token', async () => {
    server = await startServerProgram(data);
    for (const authorization of ['', 'Bearer ', `Bearer ${'x'.repeat(43)}`]) {
      const answer = await fetch(new URL('/admin/v1/cases', server.url), { headers: { authorization } });
      expect(answer.status).toBe(403);
    }
    const elsewhere = await runCli(['cases', 'list', '--server', server.url, '--data', join(root, 'other')]);
    expect(elsewhere.code).toBe(1);
    expect(elsewhere.err).toContain('No access');
  });

  test('an account can be added, and signs in', async () => {
    server = await startServerProgram(data);
    const words = [
      'accounts',
      'add',
      'Mariam',
      '--name',
      'მარიამ ლომიძე',
      '--role',
      'senior',
      '--data',
      data,
    ];
    const added = await runCli([...words, '--password-stdin'], {}, 'long-enough\n');
    expect(added).toMatchObject({ code: 0, out: 'Account added: Mariam\n' });
    const session = await post(z.object({ role: z.string() }), '/console/api/session', {
      username: 'mariam',
      password: 'long-enough',
    });
    expect(session.role).toBe('senior');
    const again = await runCli(words);
    expect([again.code, again.err]).toEqual([1, 'This user name is taken: Mariam\n']);
    const nobody = await runCli(['accounts', 'add', 'x', '--name', 'x', '--role', 'king', '--data', data]);
    expect([nobody.code, nobody.err]).toEqual([1, 'Not a valid value: role\n']);
  });

  test('it ends with its parent', async () => {
    server = await startServerProgram(data);
    expect(await server.end('stdin')).toBe(0);
  });
});

describe('while no server runs', () => {
  test('lists come from the directory, also after a server that was killed', async () => {
    server = await startServerProgram(data, ['--demo', demo]);
    await server.end('SIGKILL');
    expect(existsSync(join(data, 'server.json'))).toBe(true);
    const cases = await runCli(['cases', 'list', '--data', data, '--json']);
    expect(cases.code).toBe(0);
    expect(() => z.array(z.unknown()).parse(JSON.parse(cases.out))).not.toThrow();
  });

  test('a directory without data is not made into one', async () => {
    const nowhere = join(root, 'nowhere');
    const answer = await runCli(['cases', 'list', '--data', nowhere]);
    expect(answer.code).toBe(1);
    expect(answer.err).toContain('no server data here');
    expect(existsSync(nowhere)).toBe(false);
  });

  test('a directory that something else holds is said to be in use', async () => {
    const unlock = lockDirectory(data);
    const answer = await runCli(['cases', 'list', '--data', data]);
    unlock?.();
    expect(answer.code).toBe(1);
    expect(answer.err).toContain('in use by another process');
  });
});

describe('starting', () => {
  test('on a port that is taken says so', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const port = String(portOf(taken));
    const answer = await runCli(['serve', '--data', data, '--port', port]);
    taken.close();
    expect([answer.code, answer.out]).toEqual([1, '']);
    expect(answer.err).toContain(`The port is in use: ${port}`);
  });

  test('with a demo file that is wrong names file and row, and starts nothing', async () => {
    const bad = writeDemo(join(root, 'bad'), { 'lines.json': '[{"id":"1"}]' });
    const answer = await runCli(['serve', '--data', join(root, 'fresh'), '--port', '0', '--demo', bad]);
    expect(answer.code).toBe(1);
    expect(answer.err).toMatch(/lines\.json: row 1: id: /);
  });

  test.each([
    [['nonsense'], 2, 'Usage'],
    [['cases'], 2, 'Usage'],
    [['serve', '--nonsense'], 2, 'Usage'],
    [['serve', '--port', 'x'], 1, 'Not a valid value: --port x'],
    [['cases', 'list', '--limit', '0'], 1, 'Not a valid value: --limit 0'],
    [['shifts', 'list', '--day', 'today'], 1, 'Not a valid value: --day today'],
  ])('%j is not understood', async (words, code, said) => {
    const answer = await runCli(words);
    expect([answer.code, answer.out]).toEqual([code, '']);
    expect(answer.err).toContain(said);
  });

  test('--help says how', async () => {
    const answer = await runCli(['--help']);
    expect([answer.code, answer.err]).toEqual([0, '']);
    expect(answer.out).toContain('cases list');
  });

  test('half-written word of a server does not stop the command line', async () => {
    writeFileSync(join(data, 'server.json'), '{"url":');
    expect((await runCli(['cases', 'list', '--data', data])).code).toBe(0);
    rmSync(join(data, 'server.json'));
  });
});

function readAdminToken(directory: string): string {
  const word: unknown = JSON.parse(readFileSync(join(directory, 'server.json'), 'utf8'));
  return z.object({ token: z.string() }).parse(word).token;
}
