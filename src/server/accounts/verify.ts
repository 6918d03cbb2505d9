import { fail, ok, type Result } from '../../contract/reasons.ts';
import type { Permission } from '../../domain/permissions.ts';
import { may } from '../../domain/permissions.ts';
import type { Database } from '../db/port.ts';
import { findAccount, type Account } from './accounts.ts';
import { beginAttempt } from './attempts.ts';
import { hashPassword, verifyPassword, type PasswordCost } from './password.ts';

export type Verification = Result<Account> & { readonly retryAfterMs?: number };

/** Checks passwords. An unknown user takes as long as a wrong password, and is answered the same. */
export class PasswordCheck {
  readonly #database: Database;
  readonly cost: PasswordCost;
  #nobody: Promise<string> | undefined;

  constructor(database: Database, cost: PasswordCost) {
    this.#database = database;
    this.cost = cost;
  }

  /**
   * The account, if the password is right and its role has the permission. Reasons: auth.locked (with the time to
   * wait), auth.wrongPassword, auth.notAllowed (told only to who knows the password).
   */
  async verify(
    credentials: { username: string; password: string },
    permission: Permission,
    address: string,
    now: Date,
  ): Promise<Verification> {
    const attempt = await beginAttempt(this.#database, credentials.username, address, now);
    if (!attempt.allowed) return { ...fail('auth.locked'), retryAfterMs: attempt.retryAfterMs };
    const found = await findAccount(this.#database, credentials.username);
    this.#nobody ??= hashPassword('nobody has this password', this.cost);
    const right = await verifyPassword(credentials.password, found?.passwordHash ?? (await this.#nobody));
    if (found === undefined || !right) return fail('auth.wrongPassword');
    await attempt.succeeded();
    return may(found.account.role, permission) ? ok(found.account) : fail('auth.notAllowed');
  }

  /** Makes the stand-in hash now, so that the first unknown user does not take longer than the next. */
  async prepare(): Promise<void> {
    this.#nobody ??= hashPassword('nobody has this password', this.cost);
    await this.#nobody;
  }
}
