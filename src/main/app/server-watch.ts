import { paths } from '../../contract/server/api.ts';
import type { ServerStatus } from '../session/port.ts';
import { systemClock } from '../sync/clock.ts';
import { limitRequest } from '../sync/request-limit.ts';

const everyMs = 5_000;
const answerWithinMs = 4_000;

/**
 * Asks the server for a sign of life while nobody is signed in, so that the sign-in page can say how it stands. An
 * address that is no URL is one that nobody answers at.
 */
export function watchServer(url: string, tell: (status: ServerStatus) => void): () => void {
  const stopped = new AbortController();
  let last: ServerStatus | undefined;
  let timer: NodeJS.Timeout | undefined;
  const health = URL.parse(paths.health, url);
  const ask = async (): Promise<void> => {
    const limit = limitRequest(systemClock, answerWithinMs, stopped.signal);
    const answering =
      health === null
        ? Promise.reject(new TypeError('no URL'))
        : fetch(health, { signal: limit.signal, redirect: 'error' });
    const reached = await answering.then(
      (answer) => answer.ok,
      () => false,
    );
    limit.done();
    if (stopped.signal.aborted) return;
    const now = new Date().toISOString();
    const status = reached ? 'reachable' : 'unreachable';
    last = {
      status,
      since: last?.status === status ? last.since : now,
      lastAnswerAt: reached ? now : last?.lastAnswerAt,
    };
    tell(last);
    timer = setTimeout(() => void ask(), everyMs);
  };
  void ask();
  return () => {
    stopped.abort();
    clearTimeout(timer);
  };
}
