import { fileAccounts } from './file-accounts.ts';
import { noSipAccounts, type SipAccounts } from './port.ts';
import { practiceAccounts } from './practice-accounts.ts';

/**
 * The accounts that the environment names: ZARI_SIP_ACCOUNTS (a file, for a real PBX) before ZARI_PRACTICE_URL with
 * ZARI_PRACTICE_SECRET and ZARI_PRACTICE_SCENARIOS (the practice line), else none.
 */
export async function sipAccountsFrom(environment: NodeJS.ProcessEnv): Promise<SipAccounts> {
  const file = environment['ZARI_SIP_ACCOUNTS'];
  if (file) return fileAccounts(file);
  const url = environment['ZARI_PRACTICE_URL'];
  if (!url) return noSipAccounts;
  const secret = environment['ZARI_PRACTICE_SECRET'];
  if (!secret) throw new Error('ZARI_PRACTICE_URL is set without ZARI_PRACTICE_SECRET');
  return practiceAccounts({
    url,
    secret,
    scenariosPath: environment['ZARI_PRACTICE_SCENARIOS'] || undefined,
  });
}
