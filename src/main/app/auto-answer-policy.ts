import type { Call } from '../../contract/desk/state.ts';
import type { ShiftService } from '../session/port.ts';
import type { Telephony } from '../telephony/port.ts';

export interface AutoAnswerPolicy {
  /** A call in is new. `afterSeconds`: as the PBX or the line wants it; undefined: the operator answers it. */
  rings(callId: string, afterSeconds: number | undefined): void;
  close(): void;
}

/**
 * Whether a call in is answered by itself: only for an operator who is ready and has no other call, and no longer than
 * they are ready. The telephone does it, and takes it back when the operator is quicker.
 */
export function createAutoAnswerPolicy(
  telephony: Telephony,
  shift: ShiftService,
  calls: () => readonly Call[],
): AutoAnswerPolicy {
  const isReady = (): boolean => shift.shift().status === 'on' && shift.presence().state === 'ready';
  const stop = shift.on('change', () => {
    if (isReady()) return;
    for (const { id, state, autoAnswerAt } of calls()) {
      if (state === 'ringing' && autoAnswerAt !== undefined) void telephony.answerAfter(id, undefined);
    }
  });
  return {
    rings(callId, afterSeconds) {
      if (afterSeconds === undefined || !isReady()) return;
      if (calls().some(({ id, state }) => id !== callId && state !== 'ended')) return;
      void telephony.answerAfter(callId, afterSeconds);
    },
    close: stop,
  };
}
