import type { FastifyReply, FastifyRequest } from 'fastify';
import { fail } from '../../contract/reasons.ts';
import { may, type Permission } from '../../domain/permissions.ts';
import type { Account } from '../accounts/accounts.ts';
import { findConsoleAccount } from '../accounts/tokens.ts';
import type { RouteContext } from './context.ts';
import { sendFailure } from './errors.ts';

export const consoleCookie = 'zari_console';
export const consoleCookiePath = '/console/api';

const accounts = new WeakMap<FastifyRequest, Account>();

/** A hook that lets through who is signed in to the console and has the permission. */
export function requireConsole({ database, clock }: RouteContext, permission: Permission) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const token = request.cookies[consoleCookie];
    const account = token === undefined ? undefined : await findConsoleAccount(database, token, clock());
    if (account === undefined) return sendFailure(reply, clock, fail('session.signedOut'));
    if (!may(account.role, 'console.signIn') || !may(account.role, permission)) {
      return sendFailure(reply, clock, fail('auth.notAllowed'));
    }
    accounts.set(request, account);
    return undefined;
  };
}

/** Who asks. For routes behind `requireConsole` only. */
export function consoleAccount(request: FastifyRequest): Account {
  const account = accounts.get(request);
  if (account === undefined) throw new Error('a console route without requireConsole');
  return account;
}

/**
 * A hook for what changes something: only from the console's own pages. SameSite=Strict takes another port of the
 * same host for the same site, so the origin is compared as well; browsers always send it with POST and DELETE.
 */
export function requireOwnOrigin({ clock }: RouteContext) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const origin = request.headers.origin;
    const site = request.headers['sec-fetch-site'];
    const foreignOrigin = origin !== undefined && hostOf(origin) !== request.headers.host;
    const foreignSite = site !== undefined && site !== 'same-origin' && site !== 'none';
    return foreignOrigin || foreignSite
      ? sendFailure(reply, clock, fail('auth.notAllowed', 'origin'))
      : undefined;
  };
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
