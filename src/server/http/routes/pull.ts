import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { paths, type PullAnswer } from '../../../contract/server/api.ts';
import { defaultPullLimit, mostPulled, pull } from '../../sync/pull.ts';
import type { RouteContext } from '../context.ts';
import { requireDesk } from '../desk-session.ts';
import { checked, sendFailure } from '../errors.ts';

const query = z.object({
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(mostPulled).default(defaultPullLimit),
});

/** A desk asks for what changed since its cursor. */
export function addPull(app: FastifyInstance, context: RouteContext): void {
  const { database, clock } = context;
  app.get(paths.pull, { onRequest: requireDesk(context) }, async (request, reply) => {
    const input = checked(query, request.query);
    if (!input.ok) return sendFailure(reply, clock, input);
    const page = await pull(database, input.value.cursor || undefined, input.value.limit);
    if (!page.ok) return sendFailure(reply, clock, page);
    const answer: PullAnswer = { ...page.value, serverTime: clock().toISOString() };
    return reply.send(answer);
  });
}
