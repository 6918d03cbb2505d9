import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import type { Operation } from '../../src/contract/operations.ts';
import type { ReasonCode } from '../../src/contract/reasons.ts';
import {
  paths,
  pushRequest,
  signInRequest,
  type Change,
  type PullAnswer,
  type PushAnswer,
  type SignInAnswer,
} from '../../src/contract/server/api.ts';
import { portOf } from './port-of.ts';

/**
 * away: the connection breaks before anything is done. loseAnswer: everything is done, then the connection breaks.
 * hang: no answer until the caller gives up. error: 500. wrongShape: 200 with something else. redirect: to elsewhere.
 * signInAgain: 401. portal: 401 in the words of somebody in between. wait: 429 with Retry-After.
 * tooLarge: 413 for a push of more than one operation. forgetResults: answers for every second operation only.
 */
export type Fault =
  | 'none'
  | 'away'
  | 'loseAnswer'
  | 'hang'
  | 'error'
  | 'wrongShape'
  | 'redirect'
  | 'signInAgain'
  | 'portal'
  | 'wait'
  | 'tooLarge'
  | 'forgetResults';

export interface FakeAccount {
  password: string;
  /** Why a right password is refused all the same. */
  refusal?: ReasonCode;
  answer: Omit<SignInAnswer, 'token' | 'serverTime'>;
}

export interface FakeServer {
  /** The same server without a socket, in place of the global fetch. */
  readonly fetch: typeof globalThis.fetch;
  /** Listens on a port of the system's choice, or on the one of before; answers its address. */
  listen(): Promise<string>;
  /** Breaks all connections and frees the port. */
  close(): Promise<void>;
  /** What goes wrong from now on, for one path or for all. */
  fault(fault: Fault, path?: string): void;
  readonly accounts: Map<string, FakeAccount>;
  readonly tokens: Set<string>;
  /** Each operation that was applied, in order. */
  readonly applied: Operation[];
  /** Content, in order; the cursor is a place in it. */
  readonly changes: Change[];
  /** Largest page of a pull, whatever is asked for. */
  pageSize: number;
  /** An operation that spoils the whole push it is in. */
  poisoned: (operation: Operation) => boolean;
  /** An operation that the server will not take. */
  rejected: (operation: Operation) => boolean;
  /** The ids of every push that arrived. */
  readonly pushes: string[][];
  /** Every request that arrived: its path. */
  readonly requests: string[];
  /** The most pushes that were ever under way at once. */
  readonly mostPushesAtOnce: number;
  /** Milliseconds since 1970. */
  now: () => number;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}
interface Incoming {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly token: string | undefined;
  readonly body: unknown;
}

/** A central server that keeps to the contract, and to its faults. Its ledger applies each operation id once. */
export function createFakeServer(): FakeServer {
  const faults = new Map<string, Fault>();
  let everywhere: Fault = 'none';
  let listening: Server | undefined;
  let port = 0;
  let pushesNow = 0;
  let mostPushesAtOnce = 0;

  const time = () => new Date(server.now()).toISOString();
  const refuse = (status: number, reason: ReasonCode, headers?: Record<string, string>): Answer => ({
    status,
    body: { reason, serverTime: time() },
    ...(headers ? { headers } : {}),
  });

  function signIn(body: unknown): Answer {
    const request = signInRequest.safeParse(body);
    if (!request.success) return refuse(400, 'input.invalid');
    const account = server.accounts.get(request.data.username);
    if (!account || account.password !== request.data.password) return refuse(401, 'auth.wrongPassword');
    if (account.refusal) return refuse(account.refusal === 'auth.locked' ? 429 : 403, account.refusal);
    const token = `token-${server.tokens.size + 1}-of-${request.data.username}`;
    server.tokens.add(token);
    const answer: SignInAnswer = { ...account.answer, token, serverTime: time() };
    return { status: 200, body: answer };
  }

  function push(body: unknown, fault: Fault): Answer {
    const request = pushRequest.safeParse(body);
    if (!request.success) return refuse(400, 'input.invalid');
    const { operations } = request.data;
    server.pushes.push(operations.map((operation) => operation.id));
    if (fault === 'tooLarge' && operations.length > 1) return { status: 413, body: 'too large' };
    if (operations.some(server.poisoned)) return refuse(400, 'input.invalid');
    const results = operations.map((operation): PushAnswer['results'][number] => {
      if (server.rejected(operation)) return { id: operation.id, status: 'rejected', reason: 'notFound' };
      if (server.applied.some(({ id }) => id === operation.id))
        return { id: operation.id, status: 'duplicate' };
      server.applied.push(operation);
      return { id: operation.id, status: 'applied' };
    });
    const told = fault === 'forgetResults' ? results.filter((_, place) => place % 2 === 0) : results;
    const answer: PushAnswer = { results: told, serverTime: time() };
    return { status: 200, body: answer };
  }

  function pull(query: URLSearchParams): Answer {
    const from = Number(query.get('cursor') ?? '0');
    if (!Number.isInteger(from) || from > server.changes.length) return refuse(400, 'input.invalid');
    const to = Math.min(server.changes.length, from + Math.min(server.pageSize, Number(query.get('limit'))));
    const answer: PullAnswer = {
      changes: server.changes.slice(from, to),
      cursor: String(to),
      more: to < server.changes.length,
      serverTime: time(),
    };
    return { status: 200, body: answer };
  }

  function route(request: Incoming, fault: Fault): Answer {
    if (request.path === paths.signIn) return signIn(request.body);
    if (request.token === undefined || !server.tokens.has(request.token)) return refuse(401, 'auth.expired');
    if (request.path === paths.push) return push(request.body, fault);
    if (request.path === paths.pull) return pull(request.query);
    if (request.path !== paths.signOut) return refuse(404, 'notFound');
    server.tokens.delete(request.token);
    return { status: 200, body: { serverTime: time() } };
  }

  /** Undefined: the connection breaks. `gone` settles when the caller has given up. */
  async function handle(request: Incoming, gone: Promise<void>): Promise<Answer | undefined> {
    server.requests.push(request.path);
    const fault = faults.get(request.path) ?? everywhere;
    if (request.path === paths.push) mostPushesAtOnce = Math.max(mostPushesAtOnce, ++pushesNow);
    try {
      await setImmediate(); // a server takes its time, so that requests that overlap are seen to
      switch (fault) {
        case 'away':
          return undefined;
        case 'hang':
          await gone;
          return undefined;
        case 'error':
          return refuse(500, 'internal');
        case 'wrongShape':
          return { status: 200, body: { results: 'yes', changes: [{ entity: 'line' }], cursor: 7 } };
        case 'redirect':
          return { status: 307, body: '', headers: { location: '/elsewhere' } };
        case 'signInAgain':
          return refuse(401, 'auth.expired');
        case 'portal':
          return { status: 401, body: '<html>Welcome to the Wi-Fi of the hotel</html>' };
        case 'wait':
          return refuse(429, 'auth.locked', { 'retry-after': '120' });
        case 'loseAnswer':
          route(request, fault);
          return undefined;
        default:
          return route(request, fault);
      }
    } finally {
      if (request.path === paths.push) pushesNow -= 1;
    }
  }

  const server: FakeServer = {
    accounts: new Map(),
    tokens: new Set(),
    applied: [],
    changes: [],
    pageSize: 1000,
    poisoned: () => false,
    rejected: () => false,
    pushes: [],
    requests: [],
    get mostPushesAtOnce() {
      return mostPushesAtOnce;
    },
    now: () => Date.now(),
    fault(fault, path) {
      if (path === undefined) everywhere = fault;
      else faults.set(path, fault);
    },
    async fetch(input, init) {
      const url = new URL(input instanceof Request ? input.url : input);
      const { signal } = init ?? {};
      signal?.throwIfAborted();
      const gone = new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
      const headers = new Headers(init?.headers);
      const answer = await handle(
        {
          method: init?.method ?? 'GET',
          path: url.pathname,
          query: url.searchParams,
          token: headers.get('authorization')?.replace('Bearer ', ''),
          body: parse(init?.body),
        },
        gone,
      );
      signal?.throwIfAborted();
      if (!answer) throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } });
      return new Response(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body), {
        status: answer.status,
        ...(answer.headers ? { headers: answer.headers } : {}),
      });
    },
    async listen() {
      const created = createServer((request, response) => {
        void (async () => {
          const url = new URL(request.url ?? '/', 'http://localhost');
          const body = await text(request);
          const gone = new Promise<void>((resolve) => response.once('close', () => resolve()));
          const answer = await handle(
            {
              method: request.method ?? 'GET',
              path: url.pathname,
              query: url.searchParams,
              token: request.headers.authorization?.replace('Bearer ', ''),
              body: parse(body),
            },
            gone,
          );
          if (!answer) {
            request.socket.destroy();
            return;
          }
          response.writeHead(answer.status, answer.headers);
          response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
        })();
      });
      await new Promise<void>((resolve, reject) => {
        created.once('error', reject);
        created.listen(port, '127.0.0.1', resolve);
      });
      listening = created;
      port = portOf(created);
      return `http://127.0.0.1:${port}`;
    },
    async close() {
      const closing = listening;
      listening = undefined;
      if (!closing) return;
      const closed = new Promise<void>((resolve) => closing.close(() => resolve()));
      closing.closeAllConnections();
      await closed;
    },
  };
  return server;
}

function parse(body: unknown): unknown {
  if (typeof body !== 'string' || body === '') return undefined;
  return JSON.parse(body);
}
