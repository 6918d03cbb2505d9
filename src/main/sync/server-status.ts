import type { ServerStatus } from '../session/port.ts';
import { instantNow, type Clock } from './clock.ts';

/** What is known of the server, told to `tell` at every answer and every change. */
export interface ServerStatusKeeper {
  /** A usable answer came. True where the server had been away until now. */
  answered(): boolean;
  /** No answer, or none that can be used: for the operator both mean that nothing gets through. */
  silent(): void;
  /** The server wants a new sign-in; this stays until one has been made. */
  signInNeeded(): void;
  current(): ServerStatus;
}

/** Begins with `status`: after a sign-in at the server it is reachable, after one on the device alone it is not. */
export function createServerStatus(
  clock: Clock,
  status: 'reachable' | 'unreachable',
  tell: (status: ServerStatus) => void,
): ServerStatusKeeper {
  const since = instantNow(clock);
  let current: ServerStatus = { status, since, ...(status === 'reachable' ? { lastAnswerAt: since } : {}) };
  tell(current);

  function become(next: ServerStatus['status'], answerAt: string | undefined): void {
    const changed = next !== current.status;
    const lastAnswerAt = answerAt ?? current.lastAnswerAt;
    current = {
      status: next,
      since: changed ? instantNow(clock) : current.since,
      ...(lastAnswerAt === undefined ? {} : { lastAnswerAt }),
    };
    if (changed || answerAt !== undefined) tell(current);
  }

  return {
    answered() {
      if (current.status === 'signInNeeded') return false;
      const back = current.status !== 'reachable';
      become('reachable', instantNow(clock));
      return back;
    },
    silent() {
      if (current.status !== 'signInNeeded') become('unreachable', undefined);
    },
    signInNeeded() {
      if (current.status !== 'signInNeeded') become('signInNeeded', instantNow(clock));
    },
    current: () => current,
  };
}
