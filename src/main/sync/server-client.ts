import { z } from 'zod';
import type { Operation } from '../../contract/operations.ts';
import {
  paths,
  pullAnswer,
  pushAnswer,
  signInAnswer,
  type PullAnswer,
  type PushAnswer,
  type PushRequest,
  type SignInAnswer,
  type SignInRequest,
} from '../../contract/server/api.ts';
import type { Log } from '../logging/log.ts';
import { createClockOffset } from './clock-offset.ts';
import { instantNow, type Clock } from './clock.ts';
import { exchange, type ExchangeDeps, type ServerAnswer } from './http-exchange.ts';

/** The central server as the host speaks to it. No method throws. */
export interface ServerClient {
  signIn(request: Omit<SignInRequest, 'deviceTime'>): Promise<ServerAnswer<SignInAnswer>>;
  signOut(token: string): Promise<ServerAnswer<void>>;
  push(
    token: string,
    operations: readonly Operation[],
    signal?: AbortSignal,
  ): Promise<ServerAnswer<PushAnswer>>;
  /** The page of changes after `cursor`, or the first one; at most `limit` changes. */
  pull(
    token: string,
    page: { cursor: string | undefined; limit: number },
    signal?: AbortSignal,
  ): Promise<ServerAnswer<PullAnswer>>;
  /** Server's clock minus device's clock in milliseconds, from the answers so far: see `ClockOffset`. */
  clockOffsetMs(): number | undefined;
}

export interface ServerClientDeps {
  /** `https://zari.example`, perhaps with a path before the contract's own. */
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly fetch?: typeof globalThis.fetch;
  /** For one request with its whole answer; 10 s unless told. */
  readonly timeoutMs?: number;
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Throws a TypeError for an address that is no http(s) URL or that carries a password. */
export function createServerClient(options: ServerClientDeps): ServerClient {
  const base = new URL(options.baseUrl);
  if (base.protocol !== 'https:' && base.protocol !== 'http:') {
    throw new TypeError(`the server's address must be http or https, not ${base.protocol}`);
  }
  if (base.username !== '' || base.password !== '') {
    throw new TypeError("the server's address must not carry a user name or password");
  }
  if (base.protocol === 'http:' && !loopback.has(base.hostname)) options.log.warn('server.withoutTls');

  const offset = createClockOffset(options.clock);
  const deps: ExchangeDeps = {
    clock: options.clock,
    log: options.log,
    offset,
    fetch: options.fetch ?? globalThis.fetch,
    timeoutMs: options.timeoutMs ?? 10_000,
  };
  const urlOf = (path: string) => new URL(base.pathname.replace(/\/+$/, '') + path, base);

  return {
    signIn(request) {
      const body: SignInRequest = { ...request, deviceTime: instantNow(options.clock) };
      return exchange(deps, { method: 'POST', url: urlOf(paths.signIn), body, schema: signInAnswer });
    },
    async signOut(token) {
      const request = { method: 'POST', url: urlOf(paths.signOut), token, body: {} } as const;
      const answer = await exchange(deps, { ...request, schema: z.unknown() });
      return answer.ok ? { ok: true, value: undefined } : answer;
    },
    push(token, operations, signal) {
      const body: PushRequest = { operations: [...operations], deviceTime: instantNow(options.clock) };
      return exchange(deps, {
        method: 'POST',
        url: urlOf(paths.push),
        token,
        body,
        schema: pushAnswer,
        signal,
      });
    },
    pull(token, { cursor, limit }, signal) {
      const url = urlOf(paths.pull);
      if (cursor !== undefined) url.searchParams.set('cursor', cursor);
      url.searchParams.set('limit', String(limit));
      return exchange(deps, { method: 'GET', url, token, schema: pullAnswer, signal });
    },
    clockOffsetMs: () => offset.offsetMs(),
  };
}
