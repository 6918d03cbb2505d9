import { useCallback, useEffect, useRef, useState } from 'react';
import type { ReasonCode, Result } from '../../../contract/reasons.ts';

export interface Polled<T> {
  /** The last good answer; stays while the server is away. */
  readonly value: T | undefined;
  /** When it came. */
  readonly asOf: Date | undefined;
  /** Why the last try gave nothing; undefined after a good one. */
  readonly reason: ReasonCode | undefined;
  readonly refresh: () => void;
}

export const pollEveryMs = 5_000;

/**
 * Asks now and then every few seconds, and at once when the page comes back to the front. A hidden page does not ask.
 * A new `ask` (memoise it) starts anew and forgets the old answer; an answer that comes too late is dropped.
 */
export function usePoll<T>(ask: () => Promise<Result<T>>): Polled<T> {
  const [state, setState] = useState<Omit<Polled<T>, 'refresh'> & { of: unknown }>();
  const again = useRef<() => void>(undefined);

  useEffect(() => {
    let stopped = false;
    let busy = false;
    const tryOnce = async () => {
      if (busy || document.visibilityState === 'hidden') return;
      busy = true;
      const result = await ask();
      busy = false;
      if (stopped) return;
      setState((before) => {
        const same = before?.of === ask ? before : undefined;
        return result.ok
          ? { of: ask, value: result.value, asOf: new Date(), reason: undefined }
          : { of: ask, value: same?.value, asOf: same?.asOf, reason: result.reason };
      });
    };
    const start = () => void tryOnce();
    again.current = start;
    start();
    const timer = setInterval(start, pollEveryMs);
    document.addEventListener('visibilitychange', start);
    return () => {
      stopped = true;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', start);
    };
  }, [ask]);

  const refresh = useCallback(() => again.current?.(), []);
  const current = state?.of === ask ? state : undefined;
  return { value: current?.value, asOf: current?.asOf, reason: current?.reason, refresh };
}
