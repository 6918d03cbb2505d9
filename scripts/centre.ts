/** Server and practice line on this machine, with the demo company: what `npm start`, the shows and the tests stand on. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { root } from './environment.ts';
import { startNode, urlOf, type Running } from './processes.ts';

export interface CentreOptions {
  /** Where everything is kept from one start to the next. */
  readonly dataDirectory: string;
  /** Ports that are wanted; another one is taken where they are in use. 0: any. */
  readonly serverPort: number;
  readonly practicePort: number;
  /** A JSON file of SIP accounts by username; the practice line is then not started. */
  readonly sipAccounts?: string | undefined;
  /** Where the demo company comes from; its own folder of the assets unless told. */
  readonly demoDirectory?: string;
  /** A practice line that runs already; none is started then. */
  readonly practice?: { readonly url: string; readonly secret: string } | undefined;
}

export interface Centre {
  readonly serverUrl: string;
  readonly practiceUrl: string | undefined;
  server(): Running;
  practice(): Running | undefined;
  /** Starts the server again on the same data and port, after it was stopped or killed. */
  restartServer(): Promise<void>;
  /** Starts the practice line again on the same port. */
  restartPractice(): Promise<void>;
  stop(): Promise<void>;
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((settle) => {
    const probe = createServer();
    probe.once('error', () => settle(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => settle(true)));
  });

/** A secret that stays the same from start to start, readable by its owner only. */
async function keptSecret(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    const secret = randomBytes(32).toString('base64url');
    await writeFile(path, secret, { mode: 0o600 });
    return secret;
  }
}

/** Starts both and waits until they listen. Rejects, with what they said, when one of them cannot start. */
export async function startCentre(options: CentreOptions): Promise<Centre> {
  const data = options.dataDirectory;
  await mkdir(data, { recursive: true });
  const secret = options.practice?.secret ?? (await keptSecret(join(data, 'practice-secret')));
  const wanted = async (port: number): Promise<string> => String((await isFree(port)) ? port : 0);

  const startPractice = (port: string): Promise<Running> =>
    startNode(
      join(root, 'build/practice/cli.js'),
      [
        '--port',
        port,
        '--voices',
        join(root, 'assets/practice/voices'),
        '--scenarios',
        join(root, 'assets/practice/scenarios.json'),
      ],
      { ZARI_PRACTICE_SECRET: secret },
    );
  const ownPractice = options.sipAccounts === undefined && options.practice === undefined;
  let practice = ownPractice ? await startPractice(await wanted(options.practicePort)) : undefined;
  const practiceUrl = options.practice?.url ?? (practice && urlOf(practice));

  const startServer = (port: string): Promise<Running> =>
    startNode(
      join(root, 'build/server/cli.js'),
      [
        'serve',
        '--port',
        port,
        '--data',
        join(data, 'server'),
        '--demo',
        options.demoDirectory ?? join(root, 'assets/demo'),
        '--console',
        join(root, 'build/console'),
      ],
      {
        ...(practiceUrl === undefined
          ? {}
          : {
              ZARI_PRACTICE_URL: practiceUrl,
              ZARI_PRACTICE_SECRET: secret,
              ZARI_PRACTICE_SCENARIOS: join(root, 'assets/practice/scenarios.json'),
            }),
        ...(options.sipAccounts === undefined ? {} : { ZARI_SIP_ACCOUNTS: options.sipAccounts }),
      },
    );
  let server = await startServer(await wanted(options.serverPort)).catch(async (error: unknown) => {
    await practice?.stop();
    throw error;
  });
  const serverUrl = urlOf(server);

  return {
    serverUrl,
    practiceUrl,
    server: () => server,
    practice: () => practice,
    async restartServer() {
      server = await startServer(new URL(serverUrl).port);
    },
    async restartPractice() {
      if (ownPractice && practiceUrl !== undefined) practice = await startPractice(new URL(practiceUrl).port);
    },
    async stop() {
      await Promise.all([server.stop(), practice?.stop()]);
    },
  };
}
