import type { Log } from '../../src/server/log.ts';

/** A server's log that goes nowhere. */
export const quietServerLog: Log = { info: () => {}, warn: () => {}, error: () => {} };
