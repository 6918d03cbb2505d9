import {
  beingHeld,
  find,
  holdable,
  isInFront,
  resumable,
  toBeJoined,
  unitOf,
  withoutEnded,
  type CallInSet,
  type Change,
  type Front,
  type FrontOrder,
  type FrontRefusal,
  type FrontStep,
} from './call-set.ts';

type ClaimChange = Extract<
  Change,
  { readonly asked: readonly string[]; readonly callIds: readonly string[] }
>;
type ChangeOf<K extends Change['kind']> = Extract<Change, { readonly kind: K }>;

/**
 * How what is under way goes on, now that a call has changed, is new or is gone. Pure; asked after each change of a
 * call, when all orders before have been carried out.
 */
export function review(calls: readonly CallInSet[], before: Front): FrontStep {
  const step = settle(calls, withoutEnded(calls, before));
  const joined = toBeJoined(calls, step.front);
  if (joined.join() === step.front.joined.join()) return step;
  return { front: { ...step.front, joined }, orders: [...step.orders, { type: 'join', callIds: joined }] };
}

/** The media window has joined these calls, or could not: a merge goes on, or comes to nothing. */
export function confirmJoin(
  calls: readonly CallInSet[],
  front: Front,
  callIds: readonly string[],
  succeeded: boolean,
): FrontStep {
  const { change } = front;
  if (change?.kind !== 'joining' || change.callIds.join() !== callIds.join()) return { front, orders: [] };
  if (succeeded) {
    return {
      front: { ...front, conference: callIds, change: { kind: 'merging', callIds } },
      orders: resumable(calls, callIds).map((callId) => ({ type: 'resume', callId })),
    };
  }
  const step = review(calls, { ...front, change: undefined });
  return refused(step.front, 'media.failed', step.orders);
}

/** What the way was free for could not be done after all: those held for it come back. */
export function restore(calls: readonly CallInSet[], front: Front, heldFor: readonly string[]): FrontStep {
  if (front.change !== undefined || heldFor.length === 0) return { front, orders: [] };
  return review(calls, { ...front, change: { kind: 'restore', callIds: heldFor } });
}

function settle(calls: readonly CallInSet[], front: Front): FrontStep {
  const { change } = front;
  switch (change?.kind) {
    case 'answer':
    case 'resume':
    case 'dial':
      return settleClaim(calls, front, change);
    case 'restore':
      return settleRestore(calls, front, change);
    case 'merging':
      return settleMerge(calls, front, change);
    case 'splitting':
      return settleSplit(calls, front, change);
    case 'joining':
    case undefined:
      return { front, orders: [] };
  }
}

function settleClaim(
  calls: readonly CallInSet[],
  front: Front,
  { kind, callIds, asked }: ClaimChange,
): FrontStep {
  const giveUp = (reason: FrontRefusal): FrontStep => {
    const back = settleRestore(calls, front, { kind: 'restore', callIds: asked });
    return refused(back.front, reason, back.orders);
  };
  const wanted =
    kind === 'answer'
      ? callIds.filter((id) => find(calls, id)?.state === 'ringing')
      : resumable(calls, callIds);
  if (kind !== 'dial' && wanted.length === 0) return giveUp('call.gone');
  // Who was asked and neither holds nor is still being asked has refused.
  const [refusing] = holdable(calls, asked);
  if (refusing !== undefined) return giveUp(failureOf(calls, refusing));
  if (beingHeld(calls, asked).length > 0) return { front, orders: [] };
  if (calls.some((call) => isInFront(call) && !callIds.includes(call.id))) return giveUp('call.switching');
  return {
    front: { ...front, change: undefined },
    orders: [{ type: 'proceed', kind, callIds: wanted, heldFor: asked }],
  };
}

function settleRestore(
  calls: readonly CallInSet[],
  front: Front,
  { callIds }: ChangeOf<'restore'>,
): FrontStep {
  if (beingHeld(calls, callIds).length > 0) {
    return { front: { ...front, change: { kind: 'restore', callIds } }, orders: [] };
  }
  const idle = { ...front, change: undefined };
  // Somebody else may have been answered or called meanwhile.
  if (calls.some((call) => isInFront(call) && !callIds.includes(call.id))) return { front: idle, orders: [] };
  const back = resumable(calls, callIds);
  // They were one unit; if they were split meanwhile, only one of them can come back.
  const unit = back.slice(0, 1).flatMap((id) => unitOf(front, id));
  const orders = back
    .filter((id) => unit.includes(id))
    .map((callId): FrontOrder => ({ type: 'resume', callId }));
  return { front: idle, orders };
}

function settleMerge(calls: readonly CallInSet[], front: Front, { callIds }: ChangeOf<'merging'>): FrontStep {
  const [refusing] = resumable(calls, front.conference);
  if (refusing !== undefined) {
    const rest = front.conference.filter((id) => id !== refusing);
    const conference = rest.length < 2 ? [] : rest;
    return refused({ ...front, conference, change: undefined }, failureOf(calls, refusing));
  }
  const idle = { ...front, change: undefined };
  const isComplete = holdable(calls, front.conference).length === front.conference.length;
  if (!isComplete) return { front, orders: [] };
  return front.conference.length === callIds.length
    ? { front: idle, orders: [{ type: 'done' }] }
    : refused(idle, 'call.gone');
}

function settleSplit(
  calls: readonly CallInSet[],
  front: Front,
  { callId, asked }: ChangeOf<'splitting'>,
): FrontStep {
  const rest = front.conference.filter((id) => !asked.includes(id) || find(calls, id)?.state !== 'held');
  const conference = rest.length < 2 ? [] : rest;
  if (beingHeld(calls, asked).length > 0) return { front: { ...front, conference }, orders: [] };
  const idle = { ...front, conference, change: undefined };
  const [refusing] = holdable(calls, asked);
  if (refusing !== undefined) return refused(idle, failureOf(calls, refusing));
  if (holdable(calls, [callId]).length === 0) return refused(idle, 'call.gone');
  return { front: idle, orders: [{ type: 'done' }] };
}

const failureOf = (calls: readonly CallInSet[], callId: string): FrontRefusal =>
  find(calls, callId)?.failure ?? 'pbx.refused';

const refused = (front: Front, reason: FrontRefusal, more: readonly FrontOrder[] = []): FrontStep => ({
  front,
  orders: [{ type: 'refused', reason }, ...more],
});
