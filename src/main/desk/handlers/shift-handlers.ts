import { fail } from '../../../contract/reasons.ts';
import type { DeskContext, DeskHandlers } from '../context.ts';
import { done } from '../with-store.ts';

/** Working time and presence. What is recorded is sent at once. */
export function shiftHandlers(
  context: DeskContext,
): DeskHandlers<'shift.start' | 'shift.end' | 'presence.set'> {
  const { shift, sync, callDesk } = context;
  const recorded = async (work: Promise<Parameters<typeof done>[0]>) => {
    const result = done(await work);
    if (result.ok) sync.nudge();
    return result;
  };
  return {
    'shift.start': () => recorded(shift.startShift()),
    'shift.end': async () => (callDesk.busy() ? fail('call.otherActive') : recorded(shift.endShift())),
    'presence.set': async (input) => {
      if (callDesk.busy()) return fail('call.otherActive');
      return recorded(
        shift.setPresence(input.state, input.state === 'break' ? input.breakReason : undefined),
      );
    },
  };
}
