import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { ApiError } from '../../contract/server/api.ts';
import { fail, ok, type Failure, type ReasonCode, type Result } from '../../contract/reasons.ts';
import type { Clock } from '../clock.ts';
import { errorValues, type Log } from '../log.ts';
import { issueText } from '../sync/push.ts';

const statusOf: Partial<Record<ReasonCode, number>> = {
  'input.invalid': 400,
  'auth.wrongPassword': 401,
  'auth.expired': 401,
  'session.signedOut': 401,
  'auth.notAllowed': 403,
  notFound: 404,
  'auth.locked': 429,
};

/** Answers with an `apiError` and the status that fits its reason. */
export function sendFailure(
  reply: FastifyReply,
  clock: Clock,
  failure: Failure,
  status: number = statusOf[failure.reason] ?? 500,
): FastifyReply {
  const body: ApiError = {
    reason: failure.reason,
    ...(failure.detail === undefined ? {} : { detail: failure.detail }),
    serverTime: clock().toISOString(),
  };
  return reply.code(status).send(body);
}

/** Input in the shape of the contract, or input.invalid with the place that is wrong, never its value. */
export function checked<S extends z.ZodType>(schema: S, input: unknown): Result<z.output<S>> {
  const parsed = schema.safeParse(input);
  return parsed.success ? ok(parsed.data) : fail('input.invalid', issueText(parsed.error));
}

/** Every error that no route answered becomes an `apiError`; only the log learns more. */
export function answerErrors(app: FastifyInstance, clock: Clock, log: Log): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 400 && status < 500) {
      // Fastify's own refusals: not JSON, too large, wrong media type.
      return sendFailure(reply, clock, fail('input.invalid', error.code), status);
    }
    log.error('http.failed', { route: request.routeOptions.url, ...errorValues(error) });
    return sendFailure(reply, clock, fail('internal'));
  });
  app.setNotFoundHandler((_request, reply) => sendFailure(reply, clock, fail('notFound')));
}
