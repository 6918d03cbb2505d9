import type { CallState } from './call.ts';

/** What a call wants to be heard: the call machine says it. */
export type CallTone = 'ring' | 'ringback' | 'busy';

/** A call and its tone; a call that has ended may still sound busy. */
export interface ToneOfCall {
  readonly state: CallState;
  readonly tone: CallTone | 'none';
  /** The call will be answered by itself. */
  readonly answersItself?: boolean | undefined;
}

/**
 * The one tone that sounds for several calls. Somebody who waits is heard before anything else, and as softly as
 * `waiting` where the operator has another call on: a ring would drown out whoever is talked with. A call that will be
 * answered by itself has a tone of its own, so that nobody is live without a warning.
 */
export function soundingTone(calls: readonly ToneOfCall[]): CallTone | 'none' | 'waiting' | 'autoAnswer' {
  // A call whose state has changed is about to say what it wants to be heard now.
  const ringing = calls.filter(({ state, tone }) => tone === 'ring' && state === 'ringing');
  if (ringing.some(({ answersItself }) => answersItself === true)) return 'autoAnswer';
  if (ringing.length > 0) return calls.some(isOn) ? 'waiting' : 'ring';
  if (calls.some(({ state, tone }) => tone === 'ringback' && state === 'dialling')) return 'ringback';
  // Who is talked with is not disturbed by the end of another call.
  const isTalking = calls.some(({ state }) => state === 'active');
  return !isTalking && calls.some(({ tone }) => tone === 'busy') ? 'busy' : 'none';
}

const isOn = ({ state }: ToneOfCall): boolean => state !== 'ringing' && state !== 'ended';
