import type { FastifyInstance } from 'fastify';
import { paths } from '../../../contract/server/api.ts';
import { revokeToken } from '../../accounts/tokens.ts';
import type { RouteContext } from '../context.ts';
import { bearerToken } from '../desk-session.ts';

/** Ends a desk's token. Always succeeds: a token that is unknown or over is signed out already. */
export function addSignOut(app: FastifyInstance, { database, clock }: RouteContext): void {
  app.post(paths.signOut, { bodyLimit: 1024 }, async (request, reply) => {
    const token = bearerToken(request);
    if (token !== undefined) await revokeToken(database, token, clock());
    return reply.send({ serverTime: clock().toISOString() });
  });
}
