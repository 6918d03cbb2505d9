import type { Log } from '../logging/log.ts';

/**
 * Does something with a SIP.js session that may come too late: SIP.js then throws or rejects, as the mood takes it.
 * Either is logged, without the text, and settles.
 */
export async function attempt(log: Log, what: string, action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch (error) {
    log.warn('too late or not possible', { what, error: error instanceof Error ? error.name : 'unknown' });
  }
}
