import type { DeskState } from '../../contract/desk/state.ts';
import type { Log } from '../logging/log.ts';
import type { Store } from '../store/requests.ts';
import { instantNow, type Clock } from './clock.ts';
import type { LaneControl, LaneOutcome } from './lane.ts';
import type { ServerClient } from './server-client.ts';
import { verdictOf, type Verdict } from './verdict.ts';

export type ContentStatus = DeskState['content'];

export interface PullerDeps {
  readonly client: ServerClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly heard: (verdict: Verdict) => void;
  /** A page was written, or the status is another one than before. */
  readonly content: (status: ContentStatus) => void;
}

/** Brings the content up to date, page by page. */
export type Puller = (store: Store, token: string, control: LaneControl) => Promise<LaneOutcome>;

const usualPage = 200;
const smallestPage = 10;

/**
 * Each page is checked as a whole, then written with its cursor in one transaction: it is there or it is not, and the
 * next pull, also after a crash, goes on behind it.
 */
export function createPuller(deps: PullerDeps): Puller {
  let limit = usualPage;
  let told: ContentStatus | undefined;

  function tell(status: ContentStatus): void {
    told = status;
    deps.content(status);
  }

  return async (store, token, control) => {
    let { cursor, updatedAt } = await store.run('content.position');
    if (told === undefined) tell(contentStatus(cursor === undefined ? 'empty' : 'current', updatedAt));
    while (!control.stopping()) {
      const answer = await deps.client.pull(token, { cursor, limit }, control.signal);
      const verdict = verdictOf(answer);
      deps.heard(verdict);
      if (!answer.ok) {
        if (verdict === 'signInNeeded') return 'halt';
        if (verdict === 'wholeRefused' && cursor !== undefined) {
          // The server no longer knows this cursor (restored from a backup): read everything once more.
          deps.log.warn('pull.fromTheBeginning', { status: answer.status });
          cursor = undefined;
          continue;
        }
        // Perhaps the link is too slow for a page of this size within the time limit.
        if (verdict === 'silent') limit = Math.max(smallestPage, Math.floor(limit / 2));
        return { failed: true, retryAfterMs: answer.retryAfterMs };
      }
      const page = answer.value;
      if (page.more && page.cursor === cursor) {
        deps.log.warn('pull.cursorStands');
        return { failed: true };
      }
      const written = page.changes.length > 0 || page.cursor !== cursor;
      if (written) {
        updatedAt = instantNow(deps.clock);
        await store.run('content.apply', { changes: page.changes, cursor: page.cursor, at: updatedAt });
        cursor = page.cursor;
      }
      limit = Math.min(usualPage, limit * 2);
      const status = page.more ? 'syncing' : 'current';
      if (page.changes.length > 0 || told?.status !== status) tell(contentStatus(status, updatedAt));
      if (!page.more) return 'done';
    }
    return 'done';
  };
}

function contentStatus(status: ContentStatus['status'], updatedAt: string | undefined): ContentStatus {
  return updatedAt === undefined ? { status } : { status, updatedAt };
}
