import { randomBytes } from 'node:crypto';
import { forgetOldAttempts } from './accounts/attempts.ts';
import { defaultPasswordCost, type PasswordCost } from './accounts/password.ts';
import { forgetOldTokens } from './accounts/tokens.ts';
import { openDataDirectory } from './data-directory.ts';
import { createServer } from './http/create-server.ts';
import { seedDemo } from './jobs/seed-demo.ts';
import { errorValues, type Log } from './log.ts';
import { sipAccountsFrom } from './pbx/from-environment.ts';
import { announceServer, withdrawServer } from './running-server.ts';

/** How often counts and tokens that can no longer matter are removed. */
const sweepEveryMs = 60 * 60_000;

export interface StartOptions {
  readonly dataDirectory: string;
  readonly port: number;
  readonly host: string;
  readonly log: Log;
  readonly environment: NodeJS.ProcessEnv;
  readonly demoDirectory?: string | undefined;
  readonly consoleDirectory?: string | undefined;
  readonly passwordCost?: PasswordCost;
}

/** `10.0.0.5, 192.0.2.0/24` as a list; nobody where there is nothing. */
function trustedProxies(text = ''): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** A whole server on a data directory: lock, database, migrations, demo, HTTP, and word of it for the command line. */
export async function startServer(
  options: StartOptions,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const { dataDirectory, log, environment, passwordCost = defaultPasswordCost } = options;
  const sipAccounts = await sipAccountsFrom(environment);
  const database = await openDataDirectory(dataDirectory);
  const adminToken = randomBytes(32).toString('base64url');
  const undo: (() => Promise<void> | void)[] = [() => database.close()];
  const stop = async () => {
    for (const step of undo.splice(0).toReversed()) await step();
  };
  try {
    if (options.demoDirectory !== undefined) {
      log.info('demo.seeded', await seedDemo(database, options.demoDirectory, passwordCost));
    }
    const sweep = async (): Promise<void> => {
      await forgetOldAttempts(database, new Date());
      await forgetOldTokens(database, new Date());
    };
    await sweep();
    const sweeping = setInterval(() => {
      sweep().catch((error: unknown) => log.error('sweep.failed', errorValues(error)));
    }, sweepEveryMs);
    undo.push(() => clearInterval(sweeping));
    const server = await createServer({
      database,
      log,
      sipAccounts,
      passwordCost,
      consoleDirectory: options.consoleDirectory,
      timeZone: environment['ZARI_TIME_ZONE'] || undefined,
      adminToken,
      trustProxy: trustedProxies(environment['ZARI_TRUSTED_PROXIES']),
    });
    undo.push(() => server.close());
    const url = await server.listen(options.port, options.host);
    announceServer(dataDirectory, { url, token: adminToken, pid: process.pid });
    undo.push(() => withdrawServer(dataDirectory));
    log.info('server.started', { url });
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
