import { z } from 'zod';
import { signInAnswer } from '../../../contract/server/api.ts';
import type { StoreDatabase } from '../database.ts';
import type { HandlersOf } from '../handlers.ts';
import type { StoredSession } from '../requests.ts';
import { fromStored } from '../stored.ts';
import { createReferences } from './references.ts';
import { createSettings } from './settings.ts';

const storedSession = signInAnswer
  .omit({ serverTime: true, lastReference: true })
  .extend({ serverUrl: z.string().optional() });

/** The saved session, or undefined where nobody has signed in to this store yet. */
export function loadSession(database: StoreDatabase): StoredSession | undefined {
  const body = createSettings(database).get('session');
  return body === undefined ? undefined : fromStored(storedSession, body);
}

export function sessionHandlers(
  database: StoreDatabase,
): HandlersOf<'session.save' | 'session.load' | 'reference.atLeast'> {
  const settings = createSettings(database);
  const references = createReferences(database);
  return {
    'session.save': (session) => settings.set('session', JSON.stringify(storedSession.parse(session))),
    'session.load': () => loadSession(database),
    'reference.atLeast': (running) => references.atLeast(running),
  };
}
