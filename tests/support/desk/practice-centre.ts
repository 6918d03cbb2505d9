import { join } from 'node:path';
import { writeFile, mkdir } from 'node:fs/promises';
import { startCentre, type Centre } from '../../../scripts/centre.ts';
import { root } from '../../../scripts/environment.ts';
import {
  createPracticeLine,
  type PracticeCall,
  type PracticeLine,
} from '../../../src/practice/practice-line.ts';
import { practicePassword } from '../../../src/practice/practice-password.ts';
import { loadScenarios } from '../../../src/practice/scenario.ts';
import { startAsterisk, type Asterisk } from '../asterisk.ts';

const secret = 'of this run only';

/** A centre whose practice line runs in this process, so that a test can look at the other side of a call. */
export interface PracticeCentre extends Centre {
  readonly line: PracticeLine;
  /** The SIP password of an operator: what no renderer may ever see. */
  sipPassword(username: string): string;
  /** The newest call of the practice line. */
  newestCall(): PracticeCall;
}

/** Server and practice line on any free ports, with their data in `dataDirectory`. */
export async function startPracticeCentre(dataDirectory: string): Promise<PracticeCentre> {
  const scenarios = await loadScenarios(join(root, 'assets/practice/scenarios.json'));
  if (!scenarios.ok) throw new Error(scenarios.detail);
  const line = await createPracticeLine({
    port: 0,
    passwordFor: (username) => practicePassword(secret, username),
    scenarios: scenarios.value,
    voicesDirectory: join(root, 'assets/practice/voices'),
  });
  const centre = await startCentre({
    dataDirectory,
    serverPort: 0,
    practicePort: 0,
    practice: { url: line.url, secret },
  });
  return {
    ...centre,
    line,
    sipPassword: (username) => practicePassword(secret, username),
    newestCall() {
      const call = line.calls().at(-1);
      if (call === undefined) throw new Error('the practice line has no call');
      return call;
    },
    async stop() {
      await centre.stop();
      await line.close();
    },
  };
}

/** A centre whose telephones are served by a real Asterisk. */
export interface AsteriskCentre extends Centre {
  readonly asterisk: Asterisk;
  sipPassword(username: string): string;
}

export interface AsteriskCentreOptions {
  readonly mediaEverywhere?: boolean;
  /** More of nino's account: ICE servers, what the PBX can do. */
  readonly account?: Readonly<Record<string, unknown>>;
  /** Accounts beside nino's, with the same password. */
  readonly others?: readonly string[];
}

/** Server on any free port and an Asterisk of its own, with nino's account on it and those of others. */
export async function startAsteriskCentre(
  dataDirectory: string,
  { mediaEverywhere = false, account = {}, others = [] }: AsteriskCentreOptions = {},
): Promise<AsteriskCentre> {
  const password = 'asterisk-of-this-run';
  const asterisk = await startAsterisk({
    accounts: ['nino', ...others].map((username) => ({ username, password })),
    mediaEverywhere,
  });
  const sipAccounts = join(dataDirectory, 'sip-accounts.json');
  await mkdir(dataDirectory, { recursive: true });
  await writeFile(
    sipAccounts,
    JSON.stringify({
      nino: {
        servers: [asterisk.wsUrl],
        aor: `nino@${asterisk.domain}`,
        authorizationUsername: 'nino',
        password,
        displayName: 'ნინო კაპანაძე',
        ...account,
      },
    }),
    { mode: 0o600 },
  );
  const centre = await startCentre({ dataDirectory, serverPort: 0, practicePort: 0, sipAccounts });
  return {
    ...centre,
    asterisk,
    sipPassword: () => password,
    async stop() {
      await centre.stop();
      await asterisk.stop();
    },
  };
}
