import type { z } from 'zod';
import { fail, type Failure } from '../../contract/reasons.ts';
import { apiError } from '../../contract/server/api.ts';
import type { Log } from '../logging/log.ts';
import type { ClockOffset } from './clock-offset.ts';
import type { Clock } from './clock.ts';
import { limitRequest } from './request-limit.ts';
import { parseRetryAfter } from './retry-after.ts';

/** Why the server did not do something, with its HTTP status and the wait it asked for, where there are any. */
export type ServerFailure = Failure & {
  readonly status?: number | undefined;
  readonly retryAfterMs?: number | undefined;
};
export type ServerAnswer<T> = { readonly ok: true; readonly value: T } | ServerFailure;

export interface ExchangeDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly offset: ClockOffset;
  readonly fetch: typeof globalThis.fetch;
  readonly timeoutMs: number;
}

export interface Exchange<T> {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly token?: string | undefined;
  readonly body?: unknown;
  /** What a good answer looks like; anything else is server.refused. */
  readonly schema: z.ZodType<T>;
  readonly signal?: AbortSignal | undefined;
}

interface RawAnswer {
  readonly status: number;
  readonly retryAfterMs: number | undefined;
  readonly body: unknown;
}

/**
 * One request and its answer, body included, within the time limit. Fails with server.unreachable (no answer),
 * server.refused (5xx, a redirect, an answer of the wrong shape), or the reason that the server gave. Bodies, tokens
 * and addresses never reach the log.
 */
export async function exchange<T>(deps: ExchangeDeps, request: Exchange<T>): Promise<ServerAnswer<T>> {
  const departure = deps.offset.departure();
  const raw = await ask(deps, request);
  if ('ok' in raw) {
    deps.log.warn('server.silent', { path: request.url.pathname, cause: raw.detail });
    return raw;
  }
  const { answer, serverTime } = judge(request.schema, raw);
  if (serverTime !== undefined) deps.offset.answered(departure, serverTime);
  if (!answer.ok) {
    const { reason, status } = answer;
    deps.log.warn('server.failed', { path: request.url.pathname, reason, status });
  }
  return answer;
}

async function ask<T>(deps: ExchangeDeps, request: Exchange<T>): Promise<RawAnswer | Failure> {
  const limit = limitRequest(deps.clock, deps.timeoutMs, request.signal);
  const headers: Record<string, string> = { accept: 'application/json' };
  if (request.token !== undefined) headers['authorization'] = `Bearer ${request.token}`;
  if (request.body !== undefined) headers['content-type'] = 'application/json';
  try {
    const response = await deps.fetch(request.url, {
      method: request.method,
      headers,
      // A redirect would carry a password or a token to an address that nobody chose.
      redirect: 'manual',
      credentials: 'omit',
      cache: 'no-store',
      signal: limit.signal,
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      retryAfterMs: parseRetryAfter(response.headers.get('retry-after'), deps.clock.now()),
      body: parseJson(text),
    };
  } catch (error) {
    if (limit.isOver()) return fail('server.unreachable', 'timeout');
    if (request.signal?.aborted) return fail('server.unreachable', 'stopped');
    return fail('server.unreachable', networkCode(error));
  } finally {
    limit.done();
  }
}

function judge<T>(
  schema: z.ZodType<T>,
  raw: RawAnswer,
): { answer: ServerAnswer<T>; serverTime: string | undefined } {
  const { status, retryAfterMs } = raw;
  if (status >= 200 && status < 300) {
    const parsed = schema.safeParse(raw.body);
    if (parsed.success) return { answer: { ok: true, value: parsed.data }, serverTime: timeOf(raw.body) };
    const where = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
    return refused(`answer of the wrong shape at "${where}"`);
  }
  const named = apiError.safeParse(raw.body);
  if (!named.success) return refused(`HTTP ${status}`);
  const { reason, detail, serverTime } = named.data;
  if (status < 400 || status >= 500) return { ...refused(`HTTP ${status} ${reason}`), serverTime };
  return { answer: { ...fail(reason, detail), status, retryAfterMs }, serverTime };

  function refused(detail: string) {
    return { answer: { ...fail('server.refused', detail), status, retryAfterMs }, serverTime: undefined };
  }
}

function timeOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('serverTime' in body)) return undefined;
  return typeof body.serverTime === 'string' ? body.serverTime : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON: judged as an answer of the wrong shape
  }
}

/** The system's code of a network error (ECONNREFUSED, ENOTFOUND …), which says enough and names nobody. */
function networkCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string') {
    return cause.code;
  }
  return error instanceof Error ? error.name : 'unknown';
}
