import { useMemo } from 'react';
import { useRun } from '../../stores/use-run.ts';
import type { Call } from '../../../../contract/desk/state.ts';

/** What can be done with a call; each is a command, and what becomes of it comes back as the host's state. */
export function useCallActions(call: Call) {
  const run = useRun();
  const { id: callId, muted } = call;
  const held = call.state === 'held';
  return useMemo(
    () => ({
      answer: () => void run('call.answer', { callId }),
      reject: () => void run('call.reject', { callId }),
      hangUp: () => void run('call.hangUp', { callId }),
      toggleMute: () => void run('call.mute', { callId, muted: !muted }),
      toggleHold: () => void run('call.hold', { callId, held: !held }),
    }),
    [run, callId, muted, held],
  );
}
