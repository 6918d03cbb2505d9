import {
  find,
  hasRoom,
  holdable,
  isComing,
  isInFront,
  resumable,
  unitOf,
  type CallInSet,
  type Front,
  type FrontOrder,
  type FrontRefusal,
  type FrontStep,
} from './call-set.ts';
import { review } from './front-review.ts';

/** What the operator wants of several calls. */
export type Wish =
  | { readonly kind: 'answer' | 'resume' | 'hold' | 'split'; readonly callId: string }
  | { readonly kind: 'dial' }
  | { readonly kind: 'merge' };

/**
 * What comes of a wish. Pure. Who wants the front (answer, resume, dial) has the unit that has it held first, and gets
 * it when the other sides have agreed; `front-review.ts` has how it goes on. One wish at a time.
 *
 *     request ──▶ others are asked to hold ──all have agreed──▶ proceed
 *                         │
 *                         └── one refused, or the wanted call is gone ──▶ refused, and who was held for it comes back
 *
 *     merge ──▶ the media window joins ──▶ who is on hold is resumed ──▶ done: a conference
 *     split ──▶ all others are held, and leave the conference one by one ──▶ done
 */
export function request(calls: readonly CallInSet[], front: Front, wish: Wish): FrontStep {
  if (front.change !== undefined && front.change.kind !== 'restore') return refused(front, 'call.switching');
  if (wish.kind === 'merge') return merge(calls, front);
  if (wish.kind === 'dial') {
    if (!hasRoom(calls, front)) return refused(front, 'call.tooMany');
    return claim(calls, front, { kind: 'dial', callIds: [] });
  }
  const call = find(calls, wish.callId);
  if (call === undefined) return refused(front, 'call.gone');
  switch (wish.kind) {
    case 'answer':
      if (call.state !== 'ringing') return refused(front, 'call.wrongState');
      return claim(calls, front, { kind: 'answer', callIds: [call.id] });
    case 'resume':
      if (resumable(calls, [call.id]).length === 0) return refused(front, 'call.wrongState');
      return claim(calls, front, { kind: 'resume', callIds: unitOf(front, call.id) });
    case 'hold': {
      if (holdable(calls, [call.id]).length === 0) return refused(front, 'call.wrongState');
      const callIds = holdable(calls, unitOf(front, call.id));
      return {
        front: { ...front, change: undefined },
        orders: [{ type: 'proceed', kind: 'hold', callIds, heldFor: [] }],
      };
    }
    case 'split':
      return split(calls, front, call.id);
  }
}

type Claim = { readonly kind: 'answer' | 'resume' | 'dial'; readonly callIds: readonly string[] };

/** Has all others held, and proceeds where there are none. */
function claim(calls: readonly CallInSet[], front: Front, wanted: Claim): FrontStep {
  const others = calls.filter((call) => !wanted.callIds.includes(call.id) && isInFront(call));
  // Who is just being called, answered or taken back cannot be held yet.
  if (others.some(isComing)) return refused(front, 'call.switching');
  const asked = others.map(({ id }) => id);
  return ask(calls, { ...front, change: { ...wanted, asked } }, asked);
}

function merge(calls: readonly CallInSet[], front: Front): FrontStep {
  const first = calls.find(isInFront);
  const inFront = first === undefined ? [] : unitOf(front, first.id);
  const other = resumable(calls, front.held).findLast((id) => !inFront.includes(id));
  if (first === undefined || other === undefined) return refused(front, 'call.noOther');
  const callIds = [...inFront, ...unitOf(front, other)];
  const idle = callIds.every((id) => find(calls, id)?.pending === undefined);
  if (first.state !== 'active' || !idle) return refused(front, 'call.wrongState');
  return {
    front: { ...front, joined: callIds, change: { kind: 'joining', callIds } },
    orders: [{ type: 'join', callIds }],
  };
}

function split(calls: readonly CallInSet[], front: Front, callId: string): FrontStep {
  if (!front.conference.includes(callId)) return refused(front, 'call.wrongState');
  // Who is just being taken back would come to the front after having left the conference.
  if (calls.some(isComing)) return refused(front, 'call.switching');
  const asked = front.conference.filter((id) => id !== callId);
  if (holdable(calls, [callId]).length > 0) {
    return ask(calls, { ...front, change: { kind: 'splitting', callId, asked } }, asked);
  }
  // The whole conference is on hold: the one comes back, the others stay where they are.
  const isHeld = resumable(calls, front.conference).length === front.conference.length;
  if (!isHeld) return refused(front, 'call.wrongState');
  return claim(calls, { ...front, conference: [] }, { kind: 'resume', callIds: [callId] });
}

/** Asks these to hold; where all are held already, it goes on at once. */
function ask(calls: readonly CallInSet[], front: Front, callIds: readonly string[]): FrontStep {
  const orders = holdable(calls, callIds).map((callId): FrontOrder => ({ type: 'hold', callId }));
  // Before the orders are carried out, who was asked would look like somebody who refused.
  return orders.length > 0 ? { front, orders } : review(calls, front);
}

const refused = (front: Front, reason: FrontRefusal): FrontStep => ({
  front,
  orders: [{ type: 'refused', reason }],
});
