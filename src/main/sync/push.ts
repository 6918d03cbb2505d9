import type { Operation } from '../../contract/operations.ts';
import type { PushAnswer } from '../../contract/server/api.ts';
import type { Log } from '../logging/log.ts';
import type { Store } from '../store/requests.ts';
import { afterAnswer, afterRefusal, afterSilence, fullBatch } from './batch-size.ts';
import { instantNow, type Clock } from './clock.ts';
import type { ServerFailure } from './http-exchange.ts';
import type { LaneControl, LaneOutcome } from './lane.ts';
import type { ServerClient } from './server-client.ts';
import { verdictOf, type Verdict } from './verdict.ts';

export interface PusherDeps {
  readonly client: ServerClient;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of every answer and of every silence, before what follows from it. */
  readonly heard: (verdict: Verdict) => void;
  /** The store has the server's word on these operations: delivered, or parked. */
  readonly settled: (operationIds: readonly string[]) => void;
}

/** Sends what is in the outbox, oldest first, until it is empty or the server says no. */
export type Pusher = (store: Store, token: string, control: LaneControl) => Promise<LaneOutcome>;

/**
 * An operation leaves the outbox only by the server's word on its id. Where the answer is lost, the same operation goes
 * out again under the same id and the server says `duplicate`: each is applied once.
 */
export function createPusher(deps: PusherDeps): Pusher {
  let size = fullBatch;

  return async (store, token, control) => {
    while (!control.stopping()) {
      const operations = await store.run('outbox.next', { limit: size.limit });
      if (operations.length === 0 || control.stopping()) return 'done';
      const answer = await deps.client.push(token, operations, control.signal);
      const verdict = verdictOf(answer);
      deps.heard(verdict);
      const outcome = answer.ok
        ? await settle(store, operations, answer.value)
        : await onFailure(store, operations, answer, verdict);
      if (outcome !== 'goOn') return outcome;
    }
    return 'done';
  };

  async function settle(
    store: Store,
    operations: readonly Operation[],
    answer: PushAnswer,
  ): Promise<LaneOutcome | 'goOn'> {
    const sent = new Set(operations.map((operation) => operation.id));
    const results = answer.results
      .filter((result) => sent.delete(result.id)) // the first word on each operation that was sent
      .map(({ id, status, reason, detail }) => ({ id, status, detail: detail ?? reason }));
    const missing = [...sent];
    if (results.length > 0) {
      await store.run('outbox.settle', { results, at: instantNow(deps.clock) });
      size = afterAnswer(size, results.length);
      deps.settled(results.map((result) => result.id));
    }
    if (missing.length === 0) return 'goOn';
    deps.log.warn('push.resultsMissing', { missing: missing.length });
    await store.run('outbox.tried', { ids: missing });
    return { failed: true };
  }

  async function onFailure(
    store: Store,
    operations: readonly Operation[],
    failure: ServerFailure,
    verdict: Verdict,
  ): Promise<LaneOutcome | 'goOn'> {
    if (verdict === 'signInNeeded') return 'halt';
    const ids = operations.map((operation) => operation.id);
    if (verdict === 'wholeRefused') {
      const [only, ...others] = ids;
      if (only === undefined || others.length > 0) {
        size = afterRefusal(ids.length);
        return 'goOn';
      }
      const detail = failure.detail ?? failure.reason;
      deps.log.warn('push.parked', { operation: only, status: failure.status });
      await store.run('outbox.settle', {
        results: [{ id: only, status: 'rejected', detail }],
        at: instantNow(deps.clock),
      });
      size = fullBatch;
      deps.settled([only]);
      return 'goOn';
    }
    await store.run('outbox.tried', { ids });
    if (verdict === 'silent') size = afterSilence(size);
    return { failed: true, retryAfterMs: failure.retryAfterMs };
  }
}
