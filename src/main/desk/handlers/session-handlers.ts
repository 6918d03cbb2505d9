import type { DeskContext, DeskHandlers } from '../context.ts';

/** Signing in and out, and the settings of the device. */
export const sessionHandlers = (
  context: DeskContext,
): DeskHandlers<'session.signIn' | 'session.signOut' | 'settings.set'> => ({
  'session.signIn': (input) => context.signIn(input),
  'session.signOut': () => context.signOut(),
  'settings.set': (input) => context.changeSettings(input),
});
