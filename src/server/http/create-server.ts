import cookie from '@fastify/cookie';
import fastify from 'fastify';
import { defaultPasswordCost, type PasswordCost } from '../accounts/password.ts';
import { PasswordCheck } from '../accounts/verify.ts';
import { systemClock, type Clock } from '../clock.ts';
import type { Database } from '../db/port.ts';
import type { Log } from '../log.ts';
import { noSipAccounts, type SipAccounts } from '../pbx/port.ts';
import type { RouteContext } from './context.ts';
import { answerErrors } from './errors.ts';
import { addSecurityHeaders } from './headers.ts';
import { addAdmin } from './routes/admin.ts';
import { addConsoleCase } from './routes/console-case.ts';
import { addConsoleCases } from './routes/console-cases.ts';
import { addConsolePages } from './routes/console-pages.ts';
import { addConsoleSession } from './routes/console-session.ts';
import { addConsoleFitness } from './routes/console-fitness.ts';
import { addConsoleShifts } from './routes/console-shifts.ts';
import { addHealth } from './routes/health.ts';
import { addPull } from './routes/pull.ts';
import { addPush } from './routes/push.ts';
import { addSignIn } from './routes/sign-in.ts';
import { addSignOut } from './routes/sign-out.ts';

export interface ServerOptions {
  /** Migrated; the caller closes it after the server. */
  readonly database: Database;
  readonly log: Log;
  readonly clock?: Clock;
  readonly sipAccounts?: SipAccounts;
  /** Where the built console lies. */
  readonly consoleDirectory?: string | undefined;
  /** IANA name; default Asia/Tbilisi. */
  readonly timeZone?: string | undefined;
  readonly adminToken?: string | undefined;
  /** For tests, which have no time for real passwords. */
  readonly passwordCost?: PasswordCost;
  /** Addresses of the proxies in front, whose X-Forwarded-* is believed; default none. */
  readonly trustProxy?: string[];
}

export interface Server {
  /** Port 0: any free one. Gives the server's URL. */
  listen(port: number, host: string): Promise<string>;
  /** Undefined until it listens. */
  readonly url: string | undefined;
  /** Answers what has been asked, then stops. */
  close(): Promise<void>;
}

/** The central server's HTTP side, on a database that is there already. */
export async function createServer(options: ServerOptions): Promise<Server> {
  const { database, log, clock = systemClock, passwordCost = defaultPasswordCost } = options;
  const passwords = new PasswordCheck(database, passwordCost);
  await passwords.prepare();
  const context: RouteContext = {
    database,
    clock,
    log,
    passwords,
    sipAccounts: options.sipAccounts ?? noSipAccounts,
    timeZone: options.timeZone ?? 'Asia/Tbilisi',
    consoleDirectory: options.consoleDirectory,
    adminToken: options.adminToken,
  };
  const app = fastify({
    // Such keys are taken away, so that one odd operation does not make a whole push unreadable.
    onProtoPoisoning: 'remove',
    onConstructorPoisoning: 'remove',
    bodyLimit: 64 * 1024,
    trustProxy: options.trustProxy ?? false,
    forceCloseConnections: 'idle',
    requestTimeout: 60_000,
    routerOptions: { maxParamLength: 100 },
  });
  answerErrors(app, clock, log);
  addSecurityHeaders(app);
  app.addHook('onResponse', async (request, reply) => {
    // The route's pattern, not the address asked for: addresses carry ids and searches.
    log.info('http', {
      method: request.method,
      route: request.routeOptions.url,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    });
  });
  await app.register(cookie);
  addHealth(app, context);
  addSignIn(app, context);
  addSignOut(app, context);
  addPush(app, context);
  addPull(app, context);
  addConsoleSession(app, context);
  addConsoleCases(app, context);
  addConsoleCase(app, context);
  addConsoleShifts(app, context);
  addConsoleFitness(app, context);
  addConsolePages(app, context);
  addAdmin(app, context);

  let url: string | undefined;
  return {
    listen: async (port, host) => {
      await app.listen({ port, host });
      const [address] = app.addresses();
      if (typeof address !== 'object') throw new Error('the server has no address');
      url = `http://${urlHost(host)}:${address.port}`;
      return url;
    },
    get url() {
      return url;
    },
    close: () => app.close(),
  };
}

/** The host as others on this machine reach it; an IPv6 address in brackets (RFC 3986 §3.2.2). */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
