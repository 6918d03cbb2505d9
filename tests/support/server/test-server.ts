import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import {
  apiError,
  paths,
  pullAnswer,
  pushAnswer,
  signInAnswer,
  type ApiError,
  type PullAnswer,
  type PushAnswer,
  type SignInAnswer,
} from '../../../src/contract/server/api.ts';
import { roles, type Role } from '../../../src/domain/permissions.ts';
import { addAccount } from '../../../src/server/accounts/accounts.ts';
import type { PasswordCost } from '../../../src/server/accounts/password.ts';
import { migrate } from '../../../src/server/db/migrate.ts';
import { openMemoryDatabase } from '../../../src/server/db/pglite.ts';
import type { Database } from '../../../src/server/db/port.ts';
import { createServer, type ServerOptions } from '../../../src/server/http/create-server.ts';
import type { Log } from '../../../src/server/log.ts';
import { logChange } from '../../../src/server/sync/change-log.ts';
import { company, line } from './content.ts';

/** scrypt at its cheapest: tests sign in hundreds of times. */
export const cheapPasswords: PasswordCost = { logN: 4, blockSize: 1, parallel: 1 };
export const password = 'right-password';

/** A log that keeps its lines. */
export function recordingLog(): Log & { lines: string[] } {
  const lines: string[] = [];
  const entry =
    (level: string) =>
    (event: string, values: object = {}) => {
      lines.push(JSON.stringify({ level, event, ...values }));
    };
  return { lines, info: entry('info'), warn: entry('warn'), error: entry('error') };
}

/** A migrated database in memory with one company, one line and an account for each role, named like the role. */
export async function openTestDatabase(): Promise<Database> {
  const database = await openMemoryDatabase();
  await migrate(database);
  await database.transaction(async (tx) => {
    await tx.query('insert into companies (id, content) values ($1, $2::jsonb)', [
      company.id,
      JSON.stringify(company),
    ]);
    await logChange(tx, 'company', company.id);
    await tx.query('insert into lines (id, company_id, content) values ($1, $2, $3::jsonb)', [
      line.id,
      company.id,
      JSON.stringify(line),
    ]);
    await logChange(tx, 'line', line.id);
  });
  for (const role of roles) {
    await addAccount(
      database,
      { username: role, displayName: `${role} სახელი`, role, password },
      cheapPasswords,
    );
  }
  return database;
}

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly value: T | undefined;
  readonly error: ApiError | undefined;
}

/** A real server on a free port, on a database of its own, with a clock that the test sets. */
export async function openTestServer(options: Partial<ServerOptions> = {}) {
  const database = options.database ?? (await openTestDatabase());
  const log = recordingLog();
  let now = new Date('2026-03-02T09:00:00.000Z');
  const server = await createServer({
    database,
    log,
    clock: () => now,
    passwordCost: cheapPasswords,
    ...options,
  });
  const url = await server.listen(0, '127.0.0.1');

  async function ask<S extends z.ZodType>(
    schema: S,
    path: string,
    init: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer<z.output<S>>> {
    const response = await fetch(new URL(path, url), {
      method: init.method ?? (init.body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...init.headers,
      },
      ...(init.body === undefined
        ? {}
        : { body: typeof init.body === 'string' ? init.body : JSON.stringify(init.body) }),
    });
    const text = await response.text();
    const json: unknown = text === '' ? undefined : JSON.parse(text);
    return {
      status: response.status,
      headers: response.headers,
      value: response.ok ? schema.parse(json) : undefined,
      error: response.ok ? undefined : apiError.parse(json),
    };
  }

  const device = (deviceId: string) => ({ id: deviceId, name: 'PC', platform: 'linux', version: '0.1.0' });
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  return {
    url,
    database,
    log,
    ask,
    bearer,
    now: () => now,
    passTime: (ms: number) => {
      now = new Date(now.getTime() + ms);
    },
    trySignIn: (
      username: string,
      typed: string = password,
      deviceId: string = uuidv7(),
    ): Promise<Answer<SignInAnswer>> =>
      ask(signInAnswer, paths.signIn, {
        body: { username, password: typed, device: device(deviceId), deviceTime: now.toISOString() },
      }),
    async desk(username: Role = 'operator', deviceId: string = uuidv7()) {
      const answer = await this.trySignIn(username, password, deviceId);
      if (answer.value === undefined) throw new Error(`sign-in failed: ${answer.error?.reason}`);
      const { token, deskNumber } = answer.value;
      return {
        ...answer.value,
        deskNumber,
        deviceId,
        tryPush: (operations: readonly unknown[]): Promise<Answer<PushAnswer>> =>
          ask(pushAnswer, paths.push, {
            body: { operations, deviceTime: now.toISOString() },
            headers: bearer(token),
          }),
        async push(...operations: unknown[]): Promise<PushAnswer['results']> {
          const pushed = await this.tryPush(operations);
          if (pushed.value === undefined) throw new Error(`push failed: ${pushed.error?.reason}`);
          return pushed.value.results;
        },
        async pull(cursor?: string, limit?: number): Promise<PullAnswer> {
          const query = new URLSearchParams({
            ...(cursor === undefined ? {} : { cursor }),
            ...(limit === undefined ? {} : { limit: String(limit) }),
          });
          const pulled = await ask(pullAnswer, `${paths.pull}?${query}`, { headers: bearer(token) });
          if (pulled.value === undefined) throw new Error(`pull failed: ${pulled.error?.reason}`);
          return pulled.value;
        },
      };
    },
    /** Signs in to the console; gives the cookie to send along. */
    async console(username: Role): Promise<Record<string, string>> {
      const answer = await ask(z.unknown(), '/console/api/session', { body: { username, password } });
      const cookie = answer.headers.get('set-cookie')?.split(';')[0];
      if (cookie === undefined) throw new Error(`console sign-in failed: ${answer.error?.reason}`);
      return { cookie };
    },
    async close(): Promise<void> {
      await server.close();
      await database.close();
    },
  };
}
export type TestServer = Awaited<ReturnType<typeof openTestServer>>;
export type TestDesk = Awaited<ReturnType<TestServer['desk']>>;
