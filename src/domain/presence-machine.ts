import type { PresenceState } from './presence.ts';

/**
 *              shift starts, or goes on
 *   offline ─────────────────────────────▶ ready, break or training
 *
 *             ┌──────▶ break ──────┐
 *             │          ▲         │      a call may begin in
 *   ready ◀───┤          ▼         ├───▶  each of them ──▶ onCall
 *     ▲       └──────▶ training ───┘                        │  ▲
 *     │                                                     ▼  │ the next call
 *     ├──────────────────── outcome is set ──────────────── acw
 *     └──────────────────── nobody answered ─────────────── onCall (also back to a break or training)
 *
 *   every state but onCall ──shift ends──▶ offline
 */
const next: Readonly<Record<PresenceState, readonly PresenceState[]>> = {
  offline: ['ready', 'break', 'training'],
  ready: ['onCall', 'break', 'training', 'offline'],
  onCall: ['acw', 'ready', 'break', 'training'],
  acw: ['ready', 'onCall', 'offline'],
  break: ['ready', 'training', 'onCall', 'offline'],
  training: ['ready', 'break', 'onCall', 'offline'],
};

/** Whether presence may go from one state to another. Staying where one is is always allowed, and is no event. */
export function mayBecome(from: PresenceState, to: PresenceState): boolean {
  return from === to || next[from].includes(to);
}

/**
 * What presence a shift goes on with that was left open (by a crash, a power cut, or signing out): a break and training
 * are the operator's own word and last until taken back; a call or its after-call work did not survive.
 */
export function resumedPresence(last: PresenceState | undefined): 'ready' | 'break' | 'training' {
  return last === 'break' || last === 'training' ? last : 'ready';
}
