import { hostname } from 'node:os';
import { fail, ok, type Failure, type Result } from '../../contract/reasons.ts';
import type { SignInAnswer } from '../../contract/server/api.ts';
import type { Log } from '../logging/log.ts';
import { StoreError, type Store, type StoredSession, type StoreVault } from '../store/requests.ts';
import { systemClock, type Clock } from '../sync/clock.ts';
import type { ServerClient } from '../sync/server-client.ts';
import type { Device } from './device.ts';
import { createOfflineGuard } from './offline-guard.ts';
import type { OpenSession, SessionService } from './port.ts';
import { normaliseServerAddress } from './server-address.ts';
import { storeFailure } from './store-failure.ts';
import { normaliseUsername } from './username.ts';

export interface SessionServiceDeps {
  readonly client: Pick<ServerClient, 'signIn'>;
  readonly vault: StoreVault;
  readonly device: Device;
  /** The address that `client` speaks to; must stay the same while somebody signs in or is signed in. */
  readonly serverUrl: () => string;
  /** Zari's version, as the server's list of devices shows it. */
  readonly version: string;
  readonly log: Log;
  readonly clock?: Clock;
}

/**
 * Signing in asks the server first; only where it gives no usable answer does the password open the store alone. A
 * password that the server refuses never opens the store, so that a blocked account is blocked here as well.
 */
export function createSessionService(deps: SessionServiceDeps): SessionService {
  const guard = createOfflineGuard(deps.clock ?? systemClock);
  let current: { readonly username: string; readonly session: OpenSession } | undefined;
  /** Signing in and out, one after the other, whatever is clicked. */
  let turn: Promise<unknown> = Promise.resolve();

  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = turn.then(task, task);
    turn = done.catch(() => undefined); // the caller has the error; the next turn comes all the same
    return done;
  }

  async function signIn(
    typed: string,
    password: string,
    previousPassword: string | undefined,
  ): Promise<Result<OpenSession>> {
    const username = normaliseUsername(typed);
    if (username === '' || password === '') return fail('input.invalid', 'username or password is empty');
    if (current && current.username !== username) return fail('session.wrongState');
    const answer = await deps.client.signIn({
      username,
      password,
      device: {
        id: deps.device.id,
        name: hostname().slice(0, 120),
        platform: process.platform,
        version: deps.version,
      },
    });
    const result = answer.ok
      ? await enter(username, password, previousPassword, answer.value)
      : answer.reason === 'server.unreachable' || answer.reason === 'server.refused'
        ? await enterOffline(username, password, answer)
        : fail(answer.reason, answer.detail);
    if (!result.ok) {
      deps.log.warn('session.refused', { reason: result.reason });
      return result;
    }
    current = { username, session: result.value };
    deps.log.info('session.open', { offline: result.value.offline, sip: result.value.sip !== undefined });
    await remember(username);
    return result;
  }

  /** The server has accepted the password. */
  async function enter(
    username: string,
    password: string,
    previousPassword: string | undefined,
    answer: SignInAnswer,
  ): Promise<Result<OpenSession>> {
    guard.right(username);
    const opened: Result<Store> = current
      ? ok(current.session.store) // a new sign-in in the middle of the work: the store is open and stays so
      : await openStore(username, password, previousPassword);
    if (!opened.ok) return opened;
    const store = opened.value;
    const { serverTime: _, lastReference, ...issued } = answer;
    const saved: StoredSession = { ...issued, serverUrl: normaliseServerAddress(deps.serverUrl()) };
    try {
      if (await holdsWorkForAnother(store, saved)) {
        if (!current) await close(store);
        return fail('auth.notAllowed', 'what is unsent here is for another server');
      }
      // The counter first: a session without its counter could give out a reference twice.
      await store.run('reference.atLeast', lastReference);
      await store.run('session.save', saved);
    } catch (error) {
      if (!current) await close(store);
      return storeFailure(error);
    }
    return ok(openSession(saved, store, false));
  }

  async function openStore(
    username: string,
    password: string,
    previousPassword: string | undefined,
  ): Promise<Result<Store>> {
    try {
      if (!(await deps.vault.known(username))) return ok(await deps.vault.create(username, password));
      return ok(await deps.vault.open(username, password));
    } catch (error) {
      if (!isWrongPassword(error)) return storeFailure(error);
    }
    // Right for the server and wrong for the store: the password was changed since the last sign-in on this device.
    if (previousPassword === undefined) return fail('auth.previousPasswordNeeded');
    try {
      await deps.vault.rewrap(username, previousPassword, password);
      return ok(await deps.vault.open(username, password));
    } catch (error) {
      return isWrongPassword(error) ? fail('auth.wrongPassword', 'previousPassword') : storeFailure(error);
    }
  }

  /** `why` is what the server's client said. */
  async function enterOffline(
    username: string,
    password: string,
    why: Failure,
  ): Promise<Result<OpenSession>> {
    // Who is signed in already wants a new session, and only the server gives one.
    if (current) return fail(why.reason, why.detail);
    try {
      if (!(await deps.vault.known(username))) return fail('auth.firstTimeOffline', why.reason);
    } catch (error) {
      return storeFailure(error);
    }
    const waitMs = guard.waitMs(username);
    if (waitMs > 0) return fail('auth.locked', `${Math.ceil(waitMs / 1000)} s`);
    let store: Store;
    try {
      store = await deps.vault.open(username, password);
    } catch (error) {
      if (isWrongPassword(error)) guard.wrong(username);
      return storeFailure(error);
    }
    guard.right(username);
    try {
      const saved = await store.run('session.load');
      // A session of another server gives neither its token nor its outbox to the one that is set now.
      if (saved && isIssuedBy(saved, normaliseServerAddress(deps.serverUrl())))
        return ok(openSession(saved, store, true));
      await close(store);
      return fail('auth.firstTimeOffline', why.reason);
    } catch (error) {
      await close(store);
      return storeFailure(error);
    }
  }

  async function remember(username: string): Promise<void> {
    try {
      await deps.device.rememberUsername(username);
    } catch (error) {
      deps.log.warn('device.notWritten', { error: error instanceof Error ? error.name : 'unknown' });
    }
  }

  async function close(store: Store): Promise<void> {
    try {
      await store.close();
    } catch (error) {
      deps.log.error('store.notClosed', { error: error instanceof Error ? error.name : 'unknown' });
    }
  }

  return {
    signIn: (username, password, previousPassword) =>
      inTurn(() => signIn(username, password, previousPassword)),

    /**
     * Closes the store; the server is not told. The token stays inside the encrypted store, where only this
     * operator's password reaches it: after the next sign-in, also one without the server, it sends what is unsent.
     * Signing out at the server would end it, and with it the way out for work that is still waiting.
     */
    signOut: () =>
      inTurn(async () => {
        const leaving = current;
        current = undefined;
        if (!leaving) return;
        await close(leaving.session.store);
        deps.log.info('session.closed');
      }),
  };
}

/** Whether the session came from the server at this address. Older sessions do not say: taken as if they did. */
function isIssuedBy(saved: StoredSession, serverUrl: string): boolean {
  return saved.serverUrl === undefined || saved.serverUrl === serverUrl;
}

/**
 * Whether the store has something to send that was made for another server than the one that has just signed us in. A
 * server that moved to a new address still knows the operator by the same id.
 */
async function holdsWorkForAnother(store: Store, issued: StoredSession): Promise<boolean> {
  const before = await store.run('session.load');
  if (before === undefined || issued.serverUrl === undefined || isIssuedBy(before, issued.serverUrl))
    return false;
  if (before.operator.id === issued.operator.id) return false;
  const { waiting, parked } = await store.run('outbox.summary');
  return waiting + parked > 0;
}

function openSession(saved: StoredSession, store: Store, offline: boolean): OpenSession {
  return { operator: saved.operator, sip: saved.sip, store, offline };
}

function isWrongPassword(error: unknown): boolean {
  return error instanceof StoreError && error.reason === 'auth.wrongPassword';
}
