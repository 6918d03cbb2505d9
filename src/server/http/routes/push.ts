import type { FastifyInstance } from 'fastify';
import { paths, type PushAnswer } from '../../../contract/server/api.ts';
import { applyOperations, pushEnvelope } from '../../sync/push.ts';
import type { RouteContext } from '../context.ts';
import { deskSession, requireDesk } from '../desk-session.ts';
import { checked, sendFailure } from '../errors.ts';

/** 200 operations of the longest texts, every letter escaped, still fit: a full batch must never be stuck. */
const bodyLimit = 16 * 1024 * 1024;

/** A desk sends what was done there. */
export function addPush(app: FastifyInstance, context: RouteContext): void {
  const { database, clock, log } = context;
  app.post(paths.push, { bodyLimit, onRequest: requireDesk(context) }, async (request, reply) => {
    const input = checked(pushEnvelope, request.body);
    if (!input.ok) return sendFailure(reply, clock, input);
    const session = deskSession(request);
    const results = await applyOperations(
      { database, session, receivedAt: clock(), log },
      input.value.operations,
    );
    const answer: PushAnswer = { results, serverTime: clock().toISOString() };
    return reply.send(answer);
  });
}
