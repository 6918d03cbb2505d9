import { z } from 'zod';
import { fail } from '../../contract/reasons.ts';
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
import { instantNow, systemClock, type Clock } from './clock.ts';
import { exchange, type Exchange, type ExchangeDeps, type ServerAnswer } from './http-exchange.ts';

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
  /** `https://zari.example`, perhaps with a path before the contract's own; asked before each request. */
  readonly serverUrl: () => string;
  readonly log: Log;
  readonly clock?: Clock;
  readonly fetch?: typeof globalThis.fetch;
  /** For one request with its whole answer; 10 s unless told. */
  readonly timeoutMs?: number;
}

/** A server's address that is no http(s) URL, or carries a password, is answered with server.unreachable. */
export function createServerClient(options: ServerClientDeps): ServerClient {
  const clock = options.clock ?? systemClock;
  // Node writes down the address and the times of the last 250 requests (W3C resource-timing §4.4): nobody reads them.
  performance.setResourceTimingBufferSize(0);
  const deps: ExchangeDeps = {
    clock,
    log: options.log,
    offset: createClockOffset(clock),
    fetch: options.fetch ?? globalThis.fetch,
    timeoutMs: options.timeoutMs ?? 10_000,
  };
  let checked: { readonly text: string; readonly base: URL | undefined } | undefined;

  function baseUrl(): URL | undefined {
    const text = options.serverUrl();
    if (checked?.text !== text) {
      if (checked) deps.offset.forget(); // another server, another clock
      checked = { text, base: usable(text) };
      if (checked.base === undefined) options.log.error('server.addressRefused');
      else if (checked.base.protocol === 'http:' && !loopback.has(checked.base.hostname)) {
        options.log.warn('server.withoutTls');
      }
    }
    return checked.base;
  }

  async function send<T>(
    path: string,
    request: Omit<Exchange<T>, 'url'>,
    query: Record<string, string> = {},
  ) {
    const base = baseUrl();
    if (base === undefined) return fail('server.unreachable', 'the address is no http(s) URL');
    const url = new URL(base.pathname.replace(/\/+$/, '') + path, base);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return exchange(deps, { ...request, url });
  }

  return {
    signIn(request) {
      const body: SignInRequest = { ...request, deviceTime: instantNow(clock) };
      return send(paths.signIn, { method: 'POST', body, schema: signInAnswer });
    },
    async signOut(token) {
      const answer = await send(paths.signOut, { method: 'POST', token, body: {}, schema: z.unknown() });
      return answer.ok ? { ok: true, value: undefined } : answer;
    },
    push(token, operations, signal) {
      const body: PushRequest = { operations: [...operations], deviceTime: instantNow(clock) };
      return send(paths.push, { method: 'POST', token, body, schema: pushAnswer, signal });
    },
    pull(token, { cursor, limit }, signal) {
      const query = { ...(cursor === undefined ? {} : { cursor }), limit: String(limit) };
      return send(paths.pull, { method: 'GET', token, schema: pullAnswer, signal }, query);
    },
    clockOffsetMs: () => deps.offset.offsetMs(),
  };
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

function usable(text: string): URL | undefined {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined;
  return url.username === '' && url.password === '' ? url : undefined;
}
