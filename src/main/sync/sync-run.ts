import type { Log } from '../logging/log.ts';
import type { OpenSession, SyncEvents } from '../session/port.ts';
import type { Clock } from './clock.ts';
import { createLane, type LaneControl, type LaneOutcome } from './lane.ts';
import { createPuller } from './pull.ts';
import { createPusher } from './push.ts';
import type { ReconnectPolicy } from './reconnect-policy.ts';
import type { ServerClient } from './server-client.ts';
import { createServerStatus } from './server-status.ts';
import type { Verdict } from './verdict.ts';

export interface SyncRunDeps {
  readonly client: ServerClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly policy: ReconnectPolicy;
  readonly random: () => number;
  readonly pullEveryMs: number;
  readonly emit: <E extends keyof SyncEvents>(event: E, ...values: Parameters<SyncEvents[E]>) => void;
}

/** The sync of one session, from its sign-in to its end. */
export interface SyncRun {
  nudge(): void;
  sendNow(): void;
  stop(): Promise<void>;
}

/** How long a request under way may take to end when the operator leaves. */
const graceMs = 2000;

/** Two lanes beside each other, so that a slow pull never holds back a complaint. `before`: the run that was there. */
export function startSyncRun(deps: SyncRunDeps, session: OpenSession, before: Promise<void>): SyncRun {
  const { store } = session;
  let token: string | undefined;
  let told = Promise.resolve();
  let stopped = false;

  const status = createServerStatus(
    deps.clock,
    session.offline ? 'unreachable' : 'reachable',
    (serverStatus) => deps.emit('server', serverStatus),
  );
  const pusher = createPusher({
    ...deps,
    heard: (verdict) => heard(verdict),
    settled(operationIds) {
      deps.emit('delivered', operationIds);
      tellOutbox();
    },
  });
  const puller = createPuller({
    ...deps,
    heard: (verdict) => heard(verdict),
    content: (content) => deps.emit('content', content),
  });
  const push = createLane({ ...deps, name: 'push', run: (control) => withToken(control, pusher) });
  const pull = createLane({
    ...deps,
    name: 'pull',
    restMs: deps.pullEveryMs,
    async run(control) {
      const outcome = await withToken(control, puller);
      // Also sends what a lost nudge has left behind.
      if (outcome === 'done') push.wake();
      return outcome;
    },
  });

  async function withToken(
    control: LaneControl,
    work: (store: OpenSession['store'], token: string, control: LaneControl) => Promise<LaneOutcome>,
  ): Promise<LaneOutcome> {
    await before;
    if (control.stopping()) return 'done';
    token ??= (await store.run('session.load'))?.token;
    if (token === undefined) heard('signInNeeded');
    if (token === undefined || status.current().status === 'signInNeeded') return 'halt';
    return work(store, token, control);
  }

  function heard(verdict: Verdict): void {
    if (stopped) return;
    if (verdict === 'silent') status.silent();
    else if (verdict === 'signInNeeded') status.signInNeeded();
    else if (status.answered()) {
      deps.log.info('server.back');
      push.recover();
      pull.recover();
    }
  }

  /** One summary at a time, so that an older one never overtakes a newer one. */
  function tellOutbox(): void {
    told = told.then(async () => {
      if (stopped) return;
      try {
        deps.emit('outbox', await store.run('outbox.summary'));
      } catch (error) {
        deps.log.error('outbox.summaryFailed', { error: error instanceof Error ? error.name : 'unknown' });
      }
    });
  }

  tellOutbox();
  pull.wake();
  push.wake();

  return {
    nudge() {
      tellOutbox();
      push.wake();
    },
    sendNow() {
      push.force();
      pull.force();
    },
    async stop() {
      stopped = true;
      await Promise.all([push.stop(graceMs), pull.stop(graceMs)]);
      await told;
    },
  };
}
