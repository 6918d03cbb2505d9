import type { FastifyInstance } from 'fastify';
import { consolePaths, consoleSignIn, type ConsoleSession } from '../../../contract/server/console.ts';
import type { Account } from '../../accounts/accounts.ts';
import { issueConsoleToken, revokeToken } from '../../accounts/tokens.ts';
import {
  consoleAccount,
  consoleCookie,
  consoleCookiePath,
  requireConsole,
  requireOwnOrigin,
} from '../console-session.ts';
import type { RouteContext } from '../context.ts';
import { checked, sendFailure } from '../errors.ts';

/** Who is signed in to the console; sign in; sign out. */
export function addConsoleSession(app: FastifyInstance, context: RouteContext): void {
  const { database, clock, log, passwords } = context;
  const onRequest = requireOwnOrigin(context);

  app.get(
    consolePaths.session,
    { onRequest: requireConsole(context, 'console.signIn') },
    async (request, reply) => reply.send(toSession(consoleAccount(request))),
  );

  app.post(consolePaths.session, { bodyLimit: 16 * 1024, onRequest }, async (request, reply) => {
    const input = checked(consoleSignIn, request.body);
    if (!input.ok) return sendFailure(reply, clock, input);
    const now = clock();
    const verified = await passwords.verify(input.value, 'console.signIn', request.ip, now);
    if (!verified.ok) {
      log.warn('console.signIn.refused', { reason: verified.reason });
      if (verified.retryAfterMs !== undefined) {
        reply.header('retry-after', Math.ceil(verified.retryAfterMs / 1000));
      }
      return sendFailure(reply, clock, verified);
    }
    const { token, expiresAt } = await issueConsoleToken(database, verified.value.id, now);
    reply.setCookie(consoleCookie, token, {
      path: consoleCookiePath,
      httpOnly: true,
      sameSite: 'strict',
      secure: request.protocol === 'https',
      expires: expiresAt,
    });
    return reply.send(toSession(verified.value));
  });

  app.delete(consolePaths.session, { onRequest }, async (request, reply) => {
    const token = request.cookies[consoleCookie];
    if (token !== undefined) await revokeToken(database, token, clock());
    reply.clearCookie(consoleCookie, { path: consoleCookiePath });
    return reply.code(204).send();
  });
}

function toSession({ displayName, username, role }: Account): ConsoleSession {
  return { displayName, username, role };
}
