import { describe, expect, it } from 'vitest';
import { mayBecome, resumedPresence } from '../../../src/domain/presence-machine.ts';
import { presenceStates, type PresenceState } from '../../../src/domain/presence.ts';

const allowed: Record<PresenceState, PresenceState[]> = {
  offline: ['ready', 'break', 'training'],
  ready: ['offline', 'onCall', 'break', 'training'],
  onCall: ['ready', 'acw', 'break', 'training'],
  acw: ['offline', 'ready', 'onCall'],
  break: ['offline', 'ready', 'onCall', 'training'],
  training: ['offline', 'ready', 'onCall', 'break'],
};

describe('presence', () => {
  it.each(presenceStates)('goes from %s where it may, and nowhere else', (from) => {
    const reached = presenceStates.filter((to) => to !== from && mayBecome(from, to));
    expect(reached).toEqual(presenceStates.filter((state) => allowed[from].includes(state)));
    expect(mayBecome(from, from)).toBe(true);
  });

  it('goes on with what the operator said, and not with a call that is gone', () => {
    expect(presenceStates.map(resumedPresence)).toEqual([
      'ready',
      'ready',
      'ready',
      'ready',
      'break',
      'training',
    ]);
    expect(resumedPresence(undefined)).toBe('ready');
  });
});
