import { setImmediate } from 'node:timers/promises';

/**
 * Lets the event loop turn until `condition` holds; rejects after `turns` of them. For what runs within the process:
 * it waits for work, never for time.
 */
export async function until(condition: () => boolean, turns = 2000): Promise<void> {
  for (let turn = 0; turn < turns; turn++) {
    if (condition()) return;
    await setImmediate();
  }
  throw new Error(`still not so after ${turns} turns of the event loop: ${condition.toString()}`);
}

/** Lets everything that can go on without time passing go on. */
export async function quiet(turns = 30): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await setImmediate();
}
