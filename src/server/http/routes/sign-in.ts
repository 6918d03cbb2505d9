import type { FastifyInstance } from 'fastify';
import { paths, signInRequest, type SignInAnswer } from '../../../contract/server/api.ts';
import { deskOf, rememberDevice } from '../../accounts/desks.ts';
import { issueDeskToken } from '../../accounts/tokens.ts';
import { colleaguesOf } from '../../pbx/colleagues.ts';
import type { RouteContext } from '../context.ts';
import { checked, sendFailure } from '../errors.ts';

/** An operator signs in at a desk: token, desk number, SIP account. */
export function addSignIn(app: FastifyInstance, context: RouteContext): void {
  const { database, clock, log, passwords, sipAccounts } = context;
  app.post(paths.signIn, { bodyLimit: 16 * 1024 }, async (request, reply) => {
    const input = checked(signInRequest, request.body);
    if (!input.ok) return sendFailure(reply, clock, input);
    const { device, username, password } = input.value;
    const now = clock();
    const verified = await passwords.verify({ username, password }, 'desk.signIn', request.ip, now);
    if (!verified.ok) {
      log.warn('signIn.refused', { reason: verified.reason });
      if (verified.retryAfterMs !== undefined) {
        reply.header('retry-after', Math.ceil(verified.retryAfterMs / 1000));
      }
      return sendFailure(reply, clock, verified);
    }
    const account = verified.value;
    const own = await sipAccounts.accountFor(account);
    const sip = own && {
      ...own,
      colleagues: [...own.colleagues, ...(await colleaguesOf(database, sipAccounts, account))],
    };
    const desk = await database.transaction(async (tx) => {
      await rememberDevice(tx, device, now);
      return {
        ...(await deskOf(tx, account.id, device.id, now)),
        issued: await issueDeskToken(tx, account.id, device.id, now),
      };
    });
    log.info('signIn.done', { account: account.id, desk: desk.deskNumber });
    const answer: SignInAnswer = {
      token: desk.issued.token,
      expiresAt: desk.issued.expiresAt.toISOString(),
      operator: account,
      deskNumber: desk.deskNumber,
      lastReference: desk.lastReference,
      ...(sip === undefined ? {} : { sip }),
      serverTime: clock().toISOString(),
    };
    return reply.send(answer);
  });
}
