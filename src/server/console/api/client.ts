import { z } from 'zod';
import { fail, ok, type Result } from '../../../contract/reasons.ts';
import { apiError } from '../../../contract/server/api.ts';
import {
  caseDetail,
  caseList,
  consolePaths,
  consoleSession,
  fitnessList,
  shiftList,
  type CaseDetail,
  type CaseSummary,
  type ConsoleSession,
  type FitnessRow,
  type ShiftList,
} from '../../../contract/server/console.ts';

/** The console's server as its pages see it. */
export interface ConsoleClient {
  session(): Promise<Result<ConsoleSession>>;
  signIn(username: string, password: string): Promise<Result<ConsoleSession>>;
  signOut(): Promise<Result<void>>;
  cases(page: { before?: string; limit: number }): Promise<Result<{ cases: CaseSummary[]; more: boolean }>>;
  case(id: string): Promise<Result<CaseDetail>>;
  /** The shifts of a day; of today, as the server knows it, where none is named. `day`: `YYYY-MM-DD`. */
  shifts(day: string | undefined): Promise<Result<ShiftList>>;
  /** The latest check of each operator. */
  fitness(): Promise<Result<{ checks: FitnessRow[] }>>;
}

/** After this long without an answer the server counts as unreachable. */
const patienceMs = 10_000;

/** The client over HTTP, with the session cookie that the browser keeps. */
export function httpClient(): ConsoleClient {
  return {
    session: () => ask(consoleSession, consolePaths.session),
    signIn: (username, password) =>
      ask(consoleSession, consolePaths.session, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username, password }),
      }),
    signOut: async () => {
      const answer = await ask(z.undefined(), consolePaths.session, { method: 'DELETE' });
      return answer.ok ? ok(undefined) : answer;
    },
    cases: ({ before, limit }) =>
      ask(caseList, `${consolePaths.cases}?limit=${limit}${before === undefined ? '' : `&before=${before}`}`),
    case: (id) => ask(caseDetail, consolePaths.case.replace(':id', encodeURIComponent(id))),
    shifts: (day) =>
      ask(
        shiftList,
        day === undefined ? consolePaths.shifts : `${consolePaths.shifts}?day=${encodeURIComponent(day)}`,
      ),
    fitness: () => ask(fitnessList, consolePaths.fitness),
  };
}

async function ask<S extends z.ZodType>(
  schema: S,
  path: string,
  init: RequestInit = {},
): Promise<Result<z.output<S>>> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(path, {
      ...init,
      credentials: 'same-origin',
      signal: AbortSignal.timeout(patienceMs),
    });
    const text = await response.text();
    body = text === '' ? undefined : JSON.parse(text);
  } catch (error) {
    return fail(error instanceof SyntaxError ? 'server.refused' : 'server.unreachable');
  }
  if (!response.ok) {
    const told = apiError.safeParse(body);
    return told.success ? fail(told.data.reason) : fail('server.refused', `HTTP ${response.status}`);
  }
  const parsed = schema.safeParse(body);
  return parsed.success ? ok(parsed.data) : fail('server.refused', 'unexpected answer');
}
