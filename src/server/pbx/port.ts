import type { Account } from '../accounts/accounts.ts';
import type { SipAccount } from '../../contract/server/api.ts';

/** Where operators' SIP accounts come from. */
export interface SipAccounts {
  /** The operator's account at the PBX, or undefined where they have none. */
  accountFor(operator: Account): Promise<SipAccount | undefined>;
  /** What to dial for a colleague, by user name; undefined for who cannot be called. */
  numbers(): Promise<(username: string) => string | undefined>;
}

/** No PBX: operators can work on cases, and no call reaches them. */
export const noSipAccounts: SipAccounts = {
  accountFor: async () => undefined,
  numbers: async () => () => undefined,
};
