import { useMemo } from 'react';
import type { Call } from '../../../../contract/desk/state.ts';
import { useDesk } from '../../stores/desk-context.ts';
import { heldLast, isLive } from '../../stores/front-call.ts';
import { useFrontCall } from '../../stores/use-front-call.ts';
import { useRun } from '../../stores/use-run.ts';
import { useWork, useWorkState } from '../../stores/work-context.tsx';
import { isUnderWay } from './transfer-words.ts';

export interface Consultation {
  /** Who waits on hold. */
  readonly caller: Call;
  /** Who is asked meanwhile. */
  readonly colleague: Call;
  /** Whether they can be connected with each other now. */
  readonly ready: boolean;
  /** The colleague has not answered yet: what rings at the operator's word is to ring for the caller. */
  readonly rings: boolean;
  /** Connects the two, or sends the caller to a phone that still rings; the operator is out of it. */
  complete(): void;
  /** Ends the call with the colleague and goes back to the caller. */
  back(): void;
}

/**
 * The call made in the middle of another, to ask somebody: one call out in front, one that waits on hold. Read off the
 * calls themselves, so that it is there after a reload as well.
 */
export function useConsultation(): Consultation | undefined {
  const run = useRun();
  const work = useWork();
  const front = useFrontCall();
  const heldSince = useWorkState((state) => state.heldSince);
  const wanted = useWorkState((state) => state.handover?.callId);
  const caller = useDesk((state) => {
    const waiting = state.calls.filter((call) => call.state === 'held' && !call.inConference);
    const asFor = (callId: string | undefined) => waiting.find(({ id }) => id === callId);
    return asFor(front?.consultationFor) ?? asFor(wanted) ?? heldLast(waiting, heldSince);
  });
  return useMemo(() => {
    if (front === undefined || caller === undefined || !isLive(front) || front.state === 'held')
      return undefined;
    if (front.direction !== 'out' || front.inConference) return undefined;
    const rings = front.state === 'dialling';
    return {
      caller,
      colleague: front,
      ready: (front.state === 'active' || rings) && !isUnderWay(caller.transfer),
      rings,
      complete: () => void run('call.transfer', { callId: caller.id, to: { callId: front.id } }),
      back: () => {
        work.handOver(undefined);
        void run('call.hangUp', { callId: front.id }).then((result) => {
          if (result.ok) void run('call.hold', { callId: caller.id, held: false });
        });
      },
    };
  }, [front, caller, run, work]);
}
