import type { DeskState } from '../../contract/desk/state.ts';

/** What the desk sees of a host that nobody has signed in to. `now` is an instant of the contract. */
export function signedOutState({
  now,
  ...known
}: Pick<DeskState, 'host' | 'settings' | 'devices'> & { readonly now: string }): DeskState {
  return {
    ...known,
    session: { status: 'signedOut' },
    server: { status: 'unknown', since: now },
    registration: { status: 'none', since: now, attempt: 0 },
    media: { status: 'unknown', speakingWhileMuted: false },
    colleagues: [],
    fitness: { status: 'none', steps: [] },
    globalKeys: [],
    shift: { status: 'off' },
    presence: { state: 'offline', since: now },
    calls: [],
    outbox: { waiting: 0, waitingCases: 0, parked: 0 },
    content: { status: 'empty' },
    lines: [],
  };
}

/** Nothing of the operator who leaves may stay on the screen; their language and theme are the device's. */
export const operatorSlices = [
  'session',
  'calls',
  'lines',
  'shift',
  'presence',
  'outbox',
  'content',
  'registration',
  'fitness',
  'media',
] as const;
