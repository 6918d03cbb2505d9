import type { FastifyReply, FastifyRequest } from 'fastify';
import { fail } from '../../contract/reasons.ts';
import { may } from '../../domain/permissions.ts';
import { findDeskSession, type DeskSession } from '../accounts/tokens.ts';
import type { RouteContext } from './context.ts';
import { sendFailure } from './errors.ts';

const sessions = new WeakMap<FastifyRequest, DeskSession & { token: string }>();

/** The bearer token of the request (RFC 6750 §2.1), or undefined. */
export function bearerToken(request: FastifyRequest): string | undefined {
  return /^Bearer ([\w-]{20,200})$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** A hook that lets only signed-in desks through. It runs before the body is read. */
export function requireDesk({ database, clock }: RouteContext) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const token = bearerToken(request);
    const session = token === undefined ? undefined : await findDeskSession(database, token, clock());
    if (token === undefined || session === undefined) return sendFailure(reply, clock, fail('auth.expired'));
    if (!may(session.account.role, 'desk.signIn')) return sendFailure(reply, clock, fail('auth.notAllowed'));
    sessions.set(request, { ...session, token });
    return undefined;
  };
}

/** Who asks. For routes behind `requireDesk` only. */
export function deskSession(request: FastifyRequest): DeskSession & { token: string } {
  const session = sessions.get(request);
  if (session === undefined) throw new Error('a desk route without requireDesk');
  return session;
}
