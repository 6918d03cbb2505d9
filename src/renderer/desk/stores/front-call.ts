import type { Call } from '../../../contract/desk/state.ts';

/** Whether the operator has taken or made this call and it has not ended. */
export function isLive(call: Call): boolean {
  return call.state !== 'ringing' && call.state !== 'ended';
}

/** Whether somebody is, or is about to be, at the other end now: not merely on hold. */
export function isTalking(call: Call): boolean {
  return isLive(call) && call.state !== 'held';
}

/**
 * The call in front: the one that the call's keys are about. The call that is talked with comes first; while none is,
 * the one that was in front stays there, so that putting it on hold does not bring another under the operator's
 * fingers. Without a live call it is the one that rings.
 */
export function frontCall(calls: readonly Call[], previousId: string | undefined): Call | undefined {
  const previous = calls.find((call) => call.id === previousId && isLive(call));
  if (previous !== undefined && isTalking(previous)) return previous;
  return (
    calls.findLast(isTalking) ??
    previous ??
    calls.findLast(isLive) ??
    calls.find((call) => call.state === 'ringing')
  );
}

/** The ended call whose outcome is to be set next: the one whose customer is on the screen, else the oldest. */
export function callToFinish(calls: readonly Call[], subjectId: string | undefined): Call | undefined {
  const waiting = calls.filter((call) => call.state === 'ended' && call.needsOutcome);
  return waiting.find(({ id }) => id === subjectId) ?? waiting[0];
}

/**
 * The call whose customer, script and form the desk shows. It is the one in front, but for a call that the operator
 * makes in the middle of another (to ask a colleague): what is known of the caller, and what is being typed, stays.
 * After a call its outcome comes before the next one that merely rings.
 */
export function callAtWork(
  calls: readonly Call[],
  front: Call | undefined,
  subjectId: string | undefined,
): Call | undefined {
  const toFinish = callToFinish(calls, subjectId);
  if (front !== undefined && isLive(front)) {
    const subject = calls.find(({ id }) => id === subjectId);
    const stays = subject !== undefined && (isLive(subject) || subject === toFinish);
    return front.direction === 'out' && stays ? subject : front;
  }
  return toFinish ?? calls.find((call) => call.state === 'ringing');
}

/** The one of these calls on hold that was put there last, as the host counts too; of equals the newer one. */
export function heldLast(
  held: readonly Call[],
  heldSince: Readonly<Record<string, number>>,
): Call | undefined {
  return held.toSorted((a, b) => (heldSince[a.id] ?? 0) - (heldSince[b.id] ?? 0)).at(-1);
}
