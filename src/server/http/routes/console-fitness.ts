import type { FastifyInstance } from 'fastify';
import { consolePaths } from '../../../contract/server/console.ts';
import { latestChecks } from '../../views/fitness.ts';
import { requireConsole } from '../console-session.ts';
import type { RouteContext } from '../context.ts';

/** The latest check before a shift of each operator: for who answers for the shifts. */
export function addConsoleFitness(app: FastifyInstance, context: RouteContext): void {
  app.get(
    consolePaths.fitness,
    { onRequest: requireConsole(context, 'shift.readAll') },
    async (_request, reply) => reply.send({ checks: await latestChecks(context.database) }),
  );
}
