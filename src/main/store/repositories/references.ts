import type { StoreDatabase } from '../database.ts';
import { createSettings } from './settings.ts';

/** The running numbers of this desk's cases. */
export interface References {
  /** Takes the next number; it is never given again once the transaction around it is done. */
  next(): number;
  /** The next number will be above this one. */
  atLeast(running: number): void;
}

export function createReferences(database: StoreDatabase): References {
  const settings = createSettings(database);
  const last = (): number => Number(settings.get('reference') ?? 0);
  return {
    next: () => {
      const running = last() + 1;
      settings.set('reference', String(running));
      return running;
    },
    atLeast: (running) => {
      if (running > last()) settings.set('reference', String(running));
    },
  };
}
