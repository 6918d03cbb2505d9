import type { Log } from '../logging/log.ts';
import type { Clock } from './clock.ts';
import type { ReconnectPolicy } from './reconnect-policy.ts';

/** How a run ended: all done; give up until a new lane is made; or failed, to be tried again after a wait. */
export type LaneOutcome =
  'done' | 'halt' | { readonly failed: true; readonly retryAfterMs?: number | undefined };

/** What a run watches: it ends soon after `stopping()`, and at once (its request cut) when `signal` is aborted. */
export interface LaneControl {
  stopping(): boolean;
  readonly signal: AbortSignal;
}

export interface LaneDeps {
  readonly name: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly policy: ReconnectPolicy;
  /** 0…1. */
  readonly random: () => number;
  readonly run: (control: LaneControl) => Promise<LaneOutcome>;
  /** Runs again this long after a run that was done; without it only when woken. */
  readonly restMs?: number;
}

/** Work that is never done twice at a time, is repeated after failures, and can be stopped without losing any. */
export interface Lane {
  /** There is something to do. Many calls are one run; a back-off is sat out first. */
  wake(): void;
  /** What failed may work again: ends a back-off, but not a wait that the server asked for. */
  recover(): void;
  /** Runs now, whatever the wait. */
  force(): void;
  /** Lets the run under way end, at most `graceMs`, then cuts it; done when nothing runs any more. */
  stop(graceMs: number): Promise<void>;
}

/**
 *            wake                    done, woken meanwhile
 *   idle ───────────▶ running ──────────────────────────────▶ running
 *    ▲                │  │  │ done                    restMs
 *    │                │  │  └───────▶ resting (idle with a timer) ──▶ running
 *    │                │  │ failed              policy or Retry-After, recover, force
 *    │                │  └──────────▶ backing off ──▶ running
 *    └── (new lane) ◀─┘ halt
 */
export function createLane(deps: LaneDeps): Lane {
  const abort = new AbortController();
  let running: Promise<void> | undefined;
  let again: 'no' | 'wake' | 'force' = 'no';
  let waiting: 'no' | 'resting' | 'backingOff' | 'asked' = 'no';
  let cancelTimer: (() => void) | undefined;
  let failures = 0;
  let ended = false;

  const control: LaneControl = { stopping: () => ended, signal: abort.signal };

  function begin(): void {
    clearTimer();
    again = 'no';
    running = deps
      .run(control)
      .catch((error: unknown): LaneOutcome => {
        deps.log.error('sync.failed', { lane: deps.name, error: describe(error) });
        return { failed: true };
      })
      .then(after);
  }

  function after(outcome: LaneOutcome): void {
    running = undefined;
    if (outcome === 'halt') {
      ended = true;
      return;
    }
    if (ended) return;
    if (outcome === 'done') {
      failures = 0;
      if (again !== 'no') begin();
      else if (deps.restMs !== undefined) setTimer('resting', deps.restMs);
      return;
    }
    failures += 1;
    const backOffMs = deps.policy(failures, deps.random());
    const askedMs = outcome.retryAfterMs ?? 0;
    if (again === 'force') begin();
    else setTimer(askedMs > backOffMs ? 'asked' : 'backingOff', Math.max(askedMs, backOffMs));
  }

  function setTimer(kind: typeof waiting, ms: number): void {
    waiting = kind;
    cancelTimer = deps.clock.after(ms, begin);
  }

  function clearTimer(): void {
    cancelTimer?.();
    cancelTimer = undefined;
    waiting = 'no';
  }

  return {
    wake() {
      if (ended) return;
      if (running) again = again === 'force' ? 'force' : 'wake';
      else if (waiting === 'no' || waiting === 'resting') begin();
    },
    recover() {
      if (ended || running || waiting === 'asked') return;
      begin();
    },
    force() {
      if (ended) return;
      if (running) again = 'force';
      else begin();
    },
    async stop(graceMs) {
      ended = true;
      clearTimer();
      if (!running) return;
      const cancelGrace = deps.clock.after(graceMs, () => abort.abort());
      await running;
      cancelGrace();
    },
  };
}

/** The name and code of an error, never its text: that may hold what was being written. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'reason' in error && typeof error.reason === 'string' ? error.reason : error.name;
}
