import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { id } from '../../../contract/common.ts';
import { fail } from '../../../contract/reasons.ts';
import { consolePaths } from '../../../contract/server/console.ts';
import { readCase } from '../../views/cases.ts';
import { requireConsole } from '../console-session.ts';
import type { RouteContext } from '../context.ts';
import { checked, sendFailure } from '../errors.ts';

/** One case with its whole story. */
export function addConsoleCase(app: FastifyInstance, context: RouteContext): void {
  const { database, clock } = context;
  app.get(
    consolePaths.case,
    { onRequest: requireConsole(context, 'case.readAll') },
    async (request, reply) => {
      const input = checked(z.object({ id }), request.params);
      if (!input.ok) return sendFailure(reply, clock, input);
      const found = await readCase(database, input.value.id);
      return found === undefined ? sendFailure(reply, clock, fail('notFound')) : reply.send(found);
    },
  );
}
