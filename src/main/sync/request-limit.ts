import type { Clock } from './clock.ts';

/** What ends a request before its answer is whole. */
export interface RequestLimit {
  readonly signal: AbortSignal;
  /** Whether the time was over before the answer was there. */
  isOver(): boolean;
  /** The request has ended, well or not: nothing ends it any more, and nothing keeps it. */
  done(): void;
}

/**
 * Ends a request `ms` milliseconds from now, or when `stop` is aborted. Not by `AbortSignal.any`: the Node of Electron 41
 * (24.15) keeps an entry for each such signal until the longest-living of its sources is gone, and that of a session
 * lives for a shift.
 */
export function limitRequest(clock: Pick<Clock, 'after'>, ms: number, stop?: AbortSignal): RequestLimit {
  const request = new AbortController();
  let isOver = false;
  const cancelTimeout = clock.after(ms, () => {
    isOver = true;
    request.abort();
  });
  const stopped = () => request.abort();
  if (stop?.aborted === true) stopped();
  else stop?.addEventListener('abort', stopped, { once: true });
  return {
    signal: request.signal,
    isOver: () => isOver,
    done() {
      cancelTimeout();
      stop?.removeEventListener('abort', stopped);
    },
  };
}
