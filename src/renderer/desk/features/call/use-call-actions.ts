import { useMemo } from 'react';
import { useRun } from '../../stores/use-run.ts';
import type { Call } from '../../../../contract/desk/state.ts';
import { standsStill } from './recording-state.ts';

/** What can be done with a call; each is a command, and what becomes of it comes back as the host's state. */
export function useCallActions(call: Call) {
  const run = useRun();
  const { id: callId, muted } = call;
  const held = call.state === 'held';
  const stopped = standsStill(call.recording);
  return useMemo(
    () => ({
      answer: () => void run('call.answer', { callId }),
      reject: () => void run('call.reject', { callId }),
      /** Not only here: nobody else is rung any more (603). */
      decline: () => void run('call.reject', { callId, how: 'decline' }),
      hangUp: () => void run('call.hangUp', { callId }),
      toggleMute: () => void run('call.mute', { callId, muted: !muted }),
      toggleHold: () => void run('call.hold', { callId, held: !held }),
      /** Takes the call back from hold; the one that is being talked with is held for it. */
      resume: () => void run('call.hold', { callId, held: false }),
      toggleRecording: () => void run('call.recording', { callId, paused: !stopped }),
      merge: () => void run('call.merge', {}),
      split: () => void run('call.split', { callId }),
    }),
    [run, callId, muted, held, stopped],
  );
}
