import type { CallFailure } from './call-machine.ts';
import type { CallState } from './call.ts';

/**
 * Several calls at once, and one that is talked with: what the policy in `front.ts` and `front-review.ts` speaks of.
 *
 * A call has the *front* while the operator is, or is about to be, heard in it. Only one call may have it, or those that
 * are joined in a conference: these are one *unit*, held and taken back together.
 */

/** More calls at once than this nobody keeps apart: a further caller hears busy. */
export const mostCalls = 4;

/** One call that has not ended, as the policy for several calls sees it. */
export interface CallInSet {
  readonly id: string;
  readonly state: CallState;
  readonly pending?: 'hold' | 'resume' | undefined;
  readonly failure?: CallFailure | undefined;
}

/** What is under way between several calls and needs the word of somebody else. */
export type Change =
  /** `asked` hold, so that the wanted calls (none: a call that is still to be made) can have the front. */
  | {
      readonly kind: 'answer' | 'resume' | 'dial';
      readonly callIds: readonly string[];
      readonly asked: readonly string[];
    }
  /** These were held for a wish that came to nothing: they come back. Any other wish may take its place. */
  | { readonly kind: 'restore'; readonly callIds: readonly string[] }
  /** The media window is asked to join these; then those on hold are resumed (`merging`). */
  | { readonly kind: 'joining'; readonly callIds: readonly string[] }
  | { readonly kind: 'merging'; readonly callIds: readonly string[] }
  /** `asked` hold and leave the conference, so that this call has the front alone. */
  | { readonly kind: 'splitting'; readonly callId: string; readonly asked: readonly string[] };

/** What is known of all calls together. */
export interface Front {
  /** The calls joined in a conference, in the order in which they joined: none, or two and more. */
  readonly conference: readonly string[];
  /** Those that the media window was told to join. */
  readonly joined: readonly string[];
  /** The calls on hold, the one held last at the end. */
  readonly held: readonly string[];
  readonly change?: Change | undefined;
}

/** Why the operator does not get what they wished for. */
export type FrontRefusal =
  CallFailure | 'call.gone' | 'call.wrongState' | 'call.switching' | 'call.tooMany' | 'call.noOther';

/** What is to be done, in this order; what the calls do then is told by `review`. */
export type FrontOrder =
  | { readonly type: 'hold' | 'resume'; readonly callId: string }
  /** The way is free: what was wished for is done now, in the same turn. `heldFor` were held for it. */
  | {
      readonly type: 'proceed';
      readonly kind: 'answer' | 'resume' | 'hold' | 'dial';
      readonly callIds: readonly string[];
      readonly heldFor: readonly string[];
    }
  /** The media window joins exactly these. */
  | { readonly type: 'join'; readonly callIds: readonly string[] }
  /** The merge or split that was under way is complete. */
  | { readonly type: 'done' }
  | { readonly type: 'refused'; readonly reason: FrontRefusal };

export interface FrontStep {
  readonly front: Front;
  readonly orders: readonly FrontOrder[];
}

export const emptyFront: Front = { conference: [], joined: [], held: [] };

/**
 * Whether the operator is, or is about to be, heard in this call: it is active, being answered, called or taken back
 * from hold.
 */
export function isInFront(call: Pick<CallInSet, 'state' | 'pending'>): boolean {
  return call.state === 'active' || isComing(call);
}

/** Whether the call is on its way to the front: it cannot be held yet. */
export function isComing({ state, pending }: Pick<CallInSet, 'state' | 'pending'>): boolean {
  return state === 'answering' || state === 'dialling' || (state === 'held' && pending === 'resume');
}

/** Whether calls are joined in a conference, as the desk shows it: not before all of them have agreed. */
export function isInConference(front: Front, callId: string): boolean {
  return front.change?.kind !== 'merging' && front.conference.includes(callId);
}

/** The calls that are held and taken back together with this one, itself among them. */
export function unitOf(front: Front, callId: string): readonly string[] {
  return front.conference.includes(callId) ? front.conference : [callId];
}

/** Whether one more call may come: those that there are, and the one that is about to be made, are not too many. */
export function hasRoom(calls: readonly CallInSet[], front: Front): boolean {
  return calls.length + (front.change?.kind === 'dial' ? 1 : 0) < mostCalls;
}

export const find = (calls: readonly CallInSet[], callId: string): CallInSet | undefined =>
  calls.find(({ id }) => id === callId);

/** Those of `callIds` that are active and not being held yet. */
export function holdable(calls: readonly CallInSet[], callIds: readonly string[]): readonly string[] {
  return callIds.filter((id) => {
    const call = find(calls, id);
    return call?.state === 'active' && call.pending === undefined;
  });
}

/** Those of `callIds` that are on hold, and not being taken back yet. */
export function resumable(calls: readonly CallInSet[], callIds: readonly string[]): readonly string[] {
  return callIds.filter((id) => {
    const call = find(calls, id);
    return call?.state === 'held' && call.pending === undefined;
  });
}

/** Those of `callIds` of which it is not known yet whether they will be held. */
export function beingHeld(calls: readonly CallInSet[], callIds: readonly string[]): readonly string[] {
  return callIds.filter((id) => find(calls, id)?.pending === 'hold');
}

/** The front without what is no more: ended calls, a conference of one, and with who is on hold now. */
export function withoutEnded(calls: readonly CallInSet[], front: Front): Front {
  const members = front.conference.filter((id) => find(calls, id) !== undefined);
  const isHeld = (id: string): boolean => find(calls, id)?.state === 'held';
  const newlyHeld = calls.flatMap(({ id }) => (isHeld(id) && !front.held.includes(id) ? [id] : []));
  return {
    ...front,
    conference: members.length < 2 ? [] : members,
    held: [...front.held.filter(isHeld), ...newlyHeld],
  };
}

/** Who the media window is to join: those of the conference who are not on hold. */
export function toBeJoined(calls: readonly CallInSet[], front: Front): readonly string[] {
  if (front.change?.kind === 'joining' || front.change?.kind === 'merging') {
    const members = front.joined.filter((id) => find(calls, id) !== undefined);
    return members.length < 2 ? [] : members;
  }
  const talking = front.conference.filter((id) => find(calls, id)?.state === 'active');
  return talking.length < 2 ? [] : talking;
}
