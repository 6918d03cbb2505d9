import type { Log } from '../logging/log.ts';

export interface Listeners<T> {
  add(listener: (value: T) => void): () => void;
  emit(value: T): void;
}

/** Listeners of one event. One that throws is logged and keeps no other from hearing. */
export function listeners<T>(log: Log, name: string): Listeners<T> {
  const all = new Set<(value: T) => void>();
  return {
    add: (listener) => {
      all.add(listener);
      return () => all.delete(listener);
    },
    emit: (value) => {
      for (const listener of all) {
        try {
          listener(value);
        } catch (error) {
          log.error('listener failed', { name, error: error instanceof Error ? error.name : 'unknown' });
        }
      }
    },
  };
}
