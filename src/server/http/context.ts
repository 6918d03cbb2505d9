import type { PasswordCheck } from '../accounts/verify.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/port.ts';
import type { Log } from '../log.ts';
import type { SipAccounts } from '../pbx/port.ts';

/** What the routes work with. */
export interface RouteContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly passwords: PasswordCheck;
  readonly sipAccounts: SipAccounts;
  /** IANA name of the zone whose days supervisors mean. */
  readonly timeZone: string;
  /** Where the built console lies; undefined: none. */
  readonly consoleDirectory: string | undefined;
  /** What the command line of this machine proves itself with; undefined: no such access. */
  readonly adminToken: string | undefined;
}
