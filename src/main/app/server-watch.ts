import { paths } from '../../contract/server/api.ts';
import type { ServerStatus } from '../session/port.ts';

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
    const answering =
      health === null
        ? Promise.reject(new TypeError('no URL'))
        : fetch(health, {
            signal: AbortSignal.any([stopped.signal, AbortSignal.timeout(answerWithinMs)]),
            redirect: 'error',
          });
    const reached = await answering.then(
      (answer) => answer.ok,
      () => false,
    );
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
