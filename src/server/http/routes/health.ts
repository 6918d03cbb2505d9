import type { FastifyInstance } from 'fastify';
import { paths } from '../../../contract/server/api.ts';
import type { RouteContext } from '../context.ts';

/** Whether the server and its database answer. */
export function addHealth(app: FastifyInstance, { database, clock }: RouteContext): void {
  app.get(paths.health, async () => {
    await database.query('select 1');
    return { status: 'ok', serverTime: clock().toISOString() };
  });
}
