import type { Call } from '../../../contract/desk/state.ts';
import { useDesk } from './desk-context.ts';
import { callToFinish, frontCall } from './front-call.ts';
import { useWorkState } from './work-context.tsx';

/** The call that the call's keys are about. */
export function useFrontCall(): Call | undefined {
  const frontId = useWorkState((state) => state.frontId);
  return useDesk((state) => frontCall(state.calls, frontId));
}

/** The ended call whose outcome is to be set next. */
export function useCallToFinish(): Call | undefined {
  const subjectId = useWorkState((state) => state.subject?.callId);
  return useDesk((state) => callToFinish(state.calls, subjectId));
}
