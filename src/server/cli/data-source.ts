import type { z } from 'zod';
import { apiError } from '../../contract/server/api.ts';
import { caseList, shiftList, type CaseSummary, type ShiftRow } from '../../contract/server/console.ts';
import { addAccount } from '../accounts/accounts.ts';
import { adminPaths, type NewAccountRequest } from '../admin-contract.ts';
import { DirectoryInUseError, hasDatabase, openDataDirectory } from '../data-directory.ts';
import type { Database } from '../db/port.ts';
import { readRunningServer } from '../running-server.ts';
import { listCases } from '../views/cases.ts';
import { dayOf, listShifts } from '../views/shifts.ts';
import { CliFailure } from './failure.ts';

/** Where a command gets its answers from: a running server, or the data directory of one that is not running. */
export interface DataSource {
  cases(limit: number): Promise<CaseSummary[]>;
  shifts(day: string | undefined): Promise<ShiftRow[]>;
  /** False where the user name is taken. */
  addAccount(account: NewAccountRequest): Promise<boolean>;
  close(): Promise<void>;
}

export interface SourceOptions {
  readonly dataDirectory: string;
  readonly serverUrl: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * The running server of the data directory, which alone may have it open; the directory itself where none runs. Word
 * of a server that was killed is recognised by nobody answering there.
 */
export async function openSource(options: SourceOptions): Promise<DataSource> {
  const { dataDirectory, serverUrl, environment } = options;
  const running = await readRunningServer(dataDirectory);
  if (serverUrl !== undefined) {
    const url = serverUrl.replace(/\/+$/, '');
    const token = environment['ZARI_ADMIN_TOKEN'] ?? (running?.url === url ? running.token : undefined);
    if (token === undefined) throw new CliFailure('noToken', url);
    return serverSource(url, token);
  }
  if (running !== undefined && (await answers(running.url))) return serverSource(running.url, running.token);
  if (!hasDatabase(dataDirectory)) throw new CliFailure('noData', dataDirectory);
  try {
    return databaseSource(await openDataDirectory(dataDirectory), environment);
  } catch (error) {
    if (error instanceof DirectoryInUseError) throw new CliFailure('inUse', dataDirectory);
    throw error;
  }
}

function databaseSource(database: Database, environment: NodeJS.ProcessEnv): DataSource {
  const timeZone = environment['ZARI_TIME_ZONE'] || 'Asia/Tbilisi';
  return {
    cases: async (limit) => (await listCases(database, { limit })).cases,
    shifts: (day) => listShifts(database, day ?? dayOf(new Date(), timeZone), timeZone),
    addAccount: async (account) => (await addAccount(database, account)) !== undefined,
    close: () => database.close(),
  };
}

function serverSource(url: string, token: string): DataSource {
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    let response: Response;
    try {
      response = await fetch(new URL(path, url), {
        ...init,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      });
    } catch {
      throw new CliFailure('noAnswer', url);
    }
    if (response.ok || response.status === 409) return response;
    const error = apiError.safeParse(await response.json().catch(() => undefined));
    throw new CliFailure('refused', error.success ? error.data.reason : `HTTP ${response.status}`);
  };
  const read = async <S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> =>
    schema.parse(await (await ask(path)).json());
  return {
    cases: async (limit) => (await read(`${adminPaths.cases}?limit=${limit}`, caseList)).cases,
    shifts: async (day) =>
      (await read(`${adminPaths.shifts}${day === undefined ? '' : `?day=${day}`}`, shiftList)).shifts,
    addAccount: async (account) => {
      const response = await ask(adminPaths.accounts, { method: 'POST', body: JSON.stringify(account) });
      return response.status !== 409;
    },
    close: async () => {},
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(new URL('/healthz', url), { signal: AbortSignal.timeout(5_000) })).ok;
  } catch {
    return false;
  }
}
