import { EventEmitter } from 'node:events';
import type { Log } from '../logging/log.ts';
import type { SyncEvents, SyncService } from '../session/port.ts';
import { systemClock, type Clock } from './clock.ts';
import { defaultReconnectPolicy, type ReconnectPolicy } from './reconnect-policy.ts';
import type { ServerClient } from './server-client.ts';
import { startSyncRun, type SyncRun } from './sync-run.ts';

export interface SyncServiceDeps {
  readonly client: ServerClient;
  readonly log: Log;
  readonly clock?: Clock;
  readonly policy?: ReconnectPolicy;
  /** 0…1, for the jitter. */
  readonly random?: () => number;
  /** The rest between two pulls; 15 s unless told. */
  readonly pullEveryMs?: number;
}

/**
 * Carries the outbox to the server and the content back while somebody is signed in. A new `start` takes the place of
 * the run before it, and begins only after that has ended: there are never two pushes at a time.
 */
export function createSyncService(deps: SyncServiceDeps): SyncService {
  const events = new EventEmitter();
  let run: SyncRun | undefined;
  let ending: Promise<void> = Promise.resolve();

  function emit<E extends keyof SyncEvents>(event: E, ...values: Parameters<SyncEvents[E]>): void {
    try {
      events.emit(event, ...values);
    } catch (error) {
      // A listener's fault must not stop the sending.
      deps.log.error('sync.listenerFailed', {
        event,
        error: error instanceof Error ? error.name : 'unknown',
      });
    }
  }

  function end(): Promise<void> {
    const last = run;
    run = undefined;
    if (last) ending = Promise.all([ending, last.stop()]).then(() => undefined);
    return ending;
  }

  return {
    start(session) {
      const before = end();
      run = startSyncRun(
        {
          client: deps.client,
          log: deps.log,
          clock: deps.clock ?? systemClock,
          policy: deps.policy ?? defaultReconnectPolicy,
          random: deps.random ?? Math.random,
          pullEveryMs: deps.pullEveryMs ?? 15_000,
          emit,
        },
        session,
        before,
      );
    },
    stop: end,
    nudge: () => run?.nudge(),
    sendNow: () => run?.sendNow(),
    on(event, listener) {
      events.on(event, listener);
      return () => events.off(event, listener);
    },
  };
}
