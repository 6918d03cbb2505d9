import type { GlobalAction } from '../../contract/desk/telephone.ts';
import type { Telephony, TelephonyCall } from '../telephony/port.ts';

/**
 * Does what a global key stands for with the call that the operator means: the one that rings to be answered, the one
 * that is talked with for the rest. Without such a call nothing happens.
 */
export function runGlobalAction(
  action: Exclude<GlobalAction, 'show'>,
  telephony: Pick<Telephony, 'calls' | 'answer' | 'reject' | 'hangUp' | 'setMuted' | 'setHeld'>,
): void {
  const calls = telephony.calls();
  const inState = (...states: TelephonyCall['state'][]): TelephonyCall | undefined =>
    calls.find(({ state }) => states.includes(state));
  const talking = inState('active') ?? inState('held');
  switch (action) {
    case 'answer': {
      const ringing = inState('ringing');
      if (ringing !== undefined) void telephony.answer(ringing.id);
      return;
    }
    case 'hangUp': {
      const on = inState('active', 'dialling', 'answering');
      const ringing = inState('ringing');
      if (on !== undefined) void telephony.hangUp(on.id);
      else if (ringing !== undefined) void telephony.reject(ringing.id);
      return;
    }
    case 'mute':
      if (talking !== undefined) void telephony.setMuted(talking.id, !talking.muted);
      return;
    case 'hold':
      if (talking !== undefined) void telephony.setHeld(talking.id, talking.state === 'active');
  }
}
