import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { id } from '../../../contract/common.ts';
import { consolePaths } from '../../../contract/server/console.ts';
import { listCases } from '../../views/cases.ts';
import { requireConsole } from '../console-session.ts';
import type { RouteContext } from '../context.ts';
import { checked, sendFailure } from '../errors.ts';

const query = z.object({
  before: id.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** The list of cases, newest first. */
export function addConsoleCases(app: FastifyInstance, context: RouteContext): void {
  const { database, clock } = context;
  app.get(
    consolePaths.cases,
    { onRequest: requireConsole(context, 'case.readAll') },
    async (request, reply) => {
      const input = checked(query, request.query);
      if (!input.ok) return sendFailure(reply, clock, input);
      return reply.send(await listCases(database, input.value));
    },
  );
}
