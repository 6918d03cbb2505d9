import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { sipAccount, type SipAccount } from '../../contract/server/api.ts';
import { normaliseUsername } from '../accounts/accounts.ts';
import type { SipAccounts } from './port.ts';

/** Accounts from a JSON file `{ "<username>": <SIP account> }`, read anew at each sign-in. */
export async function fileAccounts(path: string): Promise<SipAccounts> {
  const read = async () => {
    const accounts = await parse(path);
    if (typeof accounts === 'string') throw new Error(`SIP accounts in ${path}: ${accounts}`);
    return accounts;
  };
  await read();
  return {
    accountFor: async (operator) => (await read()).get(operator.username),
    numbers: async () => {
      const accounts = await read();
      return (username) => accounts.get(username)?.aor.split('@')[0];
    },
  };
}

/** The accounts by username, or what is wrong with the file: never by quoting it, as it holds passwords. */
async function parse(path: string): Promise<Map<string, SipAccount> | string> {
  try {
    const accounts = z.record(z.string(), sipAccount).parse(JSON.parse(await readFile(path, 'utf8')));
    return new Map(Object.entries(accounts).map(([name, account]) => [normaliseUsername(name), account]));
  } catch (error) {
    if (error instanceof z.ZodError) {
      return error.issues.map((issue) => `${issue.path.map(String).join('.')}: ${issue.code}`).join('; ');
    }
    return error instanceof SyntaxError ? 'not JSON' : 'cannot be read';
  }
}
