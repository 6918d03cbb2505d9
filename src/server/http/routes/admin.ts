import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { fail } from '../../../contract/reasons.ts';
import type { ShiftList } from '../../../contract/server/console.ts';
import { addAccount } from '../../accounts/accounts.ts';
import { dayOf, listShifts } from '../../views/shifts.ts';
import { listCases } from '../../views/cases.ts';
import { adminPaths, newAccountRequest } from '../../admin-contract.ts';
import type { RouteContext } from '../context.ts';
import { bearerToken } from '../desk-session.ts';
import { checked, sendFailure } from '../errors.ts';

/** What the command line of the same machine asks a running server, which alone may open its database. */
export function addAdmin(app: FastifyInstance, context: RouteContext): void {
  const { adminToken, clock, database, timeZone } = context;
  if (adminToken === undefined) return;
  const onRequest = async (request: FastifyRequest, reply: FastifyReply) => {
    const local = /^(127\.|::1$|::ffff:127\.)/.test(request.ip);
    const token = bearerToken(request);
    return local && token !== undefined && sameSecret(token, adminToken)
      ? undefined
      : sendFailure(reply, clock, fail('auth.notAllowed'));
  };

  app.get(adminPaths.cases, { onRequest }, async (request, reply) => {
    const input = checked(
      z.object({ limit: z.coerce.number().int().min(1).max(1000).default(50) }),
      request.query,
    );
    return input.ok ? reply.send(await listCases(database, input.value)) : sendFailure(reply, clock, input);
  });

  app.get(adminPaths.shifts, { onRequest }, async (request, reply) => {
    const input = checked(z.object({ day: z.iso.date().optional() }), request.query);
    if (!input.ok) return sendFailure(reply, clock, input);
    const today = dayOf(clock(), timeZone);
    const day = input.value.day ?? today;
    return reply.send({ day, today, shifts: await listShifts(database, day, timeZone) } satisfies ShiftList);
  });

  app.post(adminPaths.accounts, { onRequest, bodyLimit: 16 * 1024 }, async (request, reply) => {
    const input = checked(newAccountRequest, request.body);
    if (!input.ok) return sendFailure(reply, clock, input);
    const account = await addAccount(database, input.value, context.passwords.cost);
    return account === undefined
      ? sendFailure(reply, clock, fail('input.invalid', 'username: taken'), 409)
      : reply.code(201).send(account);
  });
}

function sameSecret(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
