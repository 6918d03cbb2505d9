import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { SipAccounts } from './port.ts';

/** The domain of the practice line: reserved for examples (RFC 2606), so that it is never anybody's PBX. */
export const practiceDomain = 'practice.zari.example';

/** Gives back what it hears (src/practice). */
const practiceEchoNumber = '*43';

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
      colleagues: [],
      practiceScenarios,
    }),
    // The practice line plays callers; it connects no two operators.
    numbers: async () => () => undefined,
  };
}
