import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { SipAccount } from '../../contract/server/api.ts';
import type { SipAccounts } from './port.ts';

/** The domain of the practice line: reserved for examples (RFC 2606), so that it is never anybody's PBX. */
export const practiceDomain = 'practice.zari.example';

/** Gives back what it hears (src/practice). */
const practiceEchoNumber = '*43';

/**
 * Invented people for practising to hand calls over: the line takes what is handed to them, but a number that ends in 9
 * is busy then (src/practice). The names say that they are for practice.
 */
const practiceColleagues: SipAccount['colleagues'] = [
  { id: '0199a000-0000-7000-8000-000000000101', name: 'თამარ კაპანაძე (სავარჯიშო)', number: '101' },
  { id: '0199a000-0000-7000-8000-000000000102', name: 'გიორგი მჭედლიძე (სავარჯიშო)', number: '102' },
  {
    id: '0199a000-0000-7000-8000-000000000109',
    name: 'ლევან აბაშიძე (სავარჯიშო, დაკავებული)',
    number: '109',
  },
];

const scenarioTitles = z.array(
  z.object({ id: z.string(), title: z.object({ ka: z.string(), en: z.string(), ru: z.string() }) }),
);

/**
 * Accounts at the practice line: it derives the same password from the shared secret, so no list is kept.
 *
 * @param scenariosPath JSON with the practice calls that operators may ask for; undefined for none
 */
export async function practiceAccounts(options: {
  url: string;
  secret: string;
  scenariosPath?: string | undefined;
}): Promise<SipAccounts> {
  const { url, secret, scenariosPath } = options;
  if (secret === '') throw new Error('the secret of the practice line is empty');
  const practiceScenarios =
    scenariosPath === undefined
      ? []
      : scenarioTitles.parse(JSON.parse(await readFile(scenariosPath, 'utf8')));
  return {
    accountFor: async ({ username, displayName }) => ({
      servers: [url],
      aor: `${username}@${practiceDomain}`,
      authorizationUsername: username,
      password: createHmac('sha256', secret).update(username, 'utf8').digest('base64url').slice(0, 24),
      displayName,
      iceServers: [],
      telephone: {
        echoNumber: practiceEchoNumber,
        dialogEvents: false,
        messageWaiting: false,
        relayOnly: false,
        obeysAutoAnswer: false,
      },
      colleagues: practiceColleagues,
      practiceScenarios,
    }),
    // The practice line plays callers; it connects no two operators.
    numbers: async () => () => undefined,
  };
}
