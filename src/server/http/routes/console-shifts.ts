import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { consolePaths, type ShiftList } from '../../../contract/server/console.ts';
import { dayOf, listShifts } from '../../views/shifts.ts';
import { requireConsole } from '../console-session.ts';
import type { RouteContext } from '../context.ts';
import { checked, sendFailure } from '../errors.ts';

const query = z.object({ day: z.iso.date().optional() });

/** The shifts of a day, today where none is named. */
export function addConsoleShifts(app: FastifyInstance, context: RouteContext): void {
  const { database, clock, timeZone } = context;
  app.get(
    consolePaths.shifts,
    { onRequest: requireConsole(context, 'shift.readAll') },
    async (request, reply) => {
      const input = checked(query, request.query);
      if (!input.ok) return sendFailure(reply, clock, input);
      const today = dayOf(clock(), timeZone);
      const day = input.value.day ?? today;
      return reply.send({
        day,
        today,
        shifts: await listShifts(database, day, timeZone),
      } satisfies ShiftList);
    },
  );
}
