import { z } from 'zod';
import { instant } from '../../contract/common.ts';
import { fail, ok, type Result } from '../../contract/reasons.ts';
import { paths } from '../../contract/server/api.ts';
import type { Clock } from './clock.ts';
import { limitRequest } from './request-limit.ts';

const health = z.object({ serverTime: instant });
/** The first one pays for the connection; the quickest says how far the server is. */
const tries = 3;
const answerWithinMs = 4_000;

export interface ServerProbe {
  readonly roundTripMs: number;
  /** Server's clock minus this computer's, wrong by half the round trip at most. */
  readonly clockOffsetMs: number;
}

/** How far the server is and what time it has. Never rejects; fails with server.unreachable and server.refused. */
export async function probeServer(
  url: string,
  parts: { clock: Clock; fetch?: typeof globalThis.fetch; signal?: AbortSignal },
): Promise<Result<ServerProbe>> {
  const { clock } = parts;
  const ask = parts.fetch ?? globalThis.fetch;
  const address = URL.parse(paths.health, url);
  if (address === null) return fail('server.unreachable', 'the address is no URL');
  let best: ServerProbe | undefined;
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const limit = limitRequest(clock, answerWithinMs, parts.signal);
    const departure = clock.monotonic();
    let answer: Response;
    let body: unknown;
    try {
      answer = await ask(address, { signal: limit.signal, redirect: 'error' });
      body = await answer.json();
    } catch (error) {
      if (best !== undefined) return ok(best);
      return fail(error instanceof SyntaxError ? 'server.refused' : 'server.unreachable');
    } finally {
      limit.done();
    }
    const roundTripMs = Math.max(0, clock.monotonic() - departure);
    const told = health.safeParse(body);
    if (!answer.ok || !told.success) return fail('server.refused', `HTTP ${answer.status}`);
    if (best === undefined || roundTripMs < best.roundTripMs) {
      const clockOffsetMs = Date.parse(told.data.serverTime) + roundTripMs / 2 - clock.now();
      best = { roundTripMs: Math.round(roundTripMs), clockOffsetMs: Math.round(clockOffsetMs) };
    }
  }
  return best === undefined ? fail('server.unreachable') : ok(best);
}
