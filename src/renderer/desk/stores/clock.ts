import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    now = Date.now();
    timer = setInterval(() => {
      now = Date.now();
      for (const each of listeners) each();
    }, 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer !== undefined) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

function current(): number {
  // Without a running timer the kept value is old; whoever reads first brings it up to date.
  if (timer === undefined) now = Date.now();
  return now;
}

/** Milliseconds since the epoch, new each second; all clocks of the desk step together. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, current);
}
