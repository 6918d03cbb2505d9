import type { Call, DeskState } from '../../contract/desk/state.ts';
import type { Log } from '../logging/log.ts';
import type { ShiftService } from '../session/port.ts';

export interface CallPresence {
  /** A call is new or has changed. */
  follow(call: Call, before: Call | undefined): void;
  /** The outcome of a call was set. */
  finished(callId: string): Promise<void>;
  /** Whoever comes next has nothing of this operator's. */
  forget(): void;
}

/** Whether a call has the operator: one that only rings has not. */
const hasOperator = ({ state, direction }: Call): boolean =>
  state !== 'ended' && !(state === 'ringing' && direction === 'in');

/**
 * The operator's presence as the calls make it: on call from the first one that is taken or made until the last one has
 * ended, then after-call work while any of them has no outcome, else whatever the operator was doing before. `calls`:
 * all that live or wait for their outcome.
 */
export function createCallPresence(
  shift: ShiftService,
  calls: () => readonly Call[],
  log: Log,
): CallPresence {
  /** What the operator was doing before the calls. */
  let before: DeskState['presence'] | undefined;
  /** The calls that were followed here from their beginning; those of an earlier run were not. */
  const followed = new Set<string>();
  /** One change after the other: a call may have ended before its beginning is on the disk. */
  let turn: Promise<unknown> = Promise.resolve();

  async function begin(): Promise<void> {
    if (shift.shift().status === 'off' || shift.presence().state === 'onCall') return;
    before = shift.presence();
    await shift.setPresence('onCall');
  }

  async function end(): Promise<void> {
    if (shift.shift().status === 'off' || shift.presence().state !== 'onCall') return;
    if (calls().some(hasOperator)) return;
    // Looked at now, not kept from each end: of two calls that end in one moment the first may have nothing to write up.
    const toWriteUp = calls().filter((call) => call.needsOutcome);
    if (toWriteUp.some(({ id }) => before?.state === 'acw' || followed.has(id)))
      await shift.setPresence('acw');
    else if (before?.state === 'break' || before?.state === 'training') {
      await shift.setPresence(before.state, before.breakReason);
    } else await shift.setPresence('ready');
  }

  function inTurn(change: () => Promise<void>): Promise<void> {
    const done = turn.then(change).catch((error: unknown) => {
      log.error('presence not followed', { error: error instanceof Error ? error.name : 'unknown' });
    });
    turn = done;
    return done;
  }

  return {
    follow(call, earlier) {
      const began = earlier !== undefined && hasOperator(earlier);
      if (hasOperator(call) && !began) {
        followed.add(call.id);
        void inTurn(begin);
      }
      if (call.state === 'ended' && earlier?.state !== 'ended') {
        if (!call.needsOutcome) followed.delete(call.id);
        void inTurn(end);
      }
    },
    finished: (callId) =>
      inTurn(async () => {
        followed.delete(callId);
        if (shift.presence().state !== 'acw' || calls().some((call) => call.needsOutcome)) return;
        await shift.setPresence('ready');
      }),
    forget() {
      before = undefined;
      followed.clear();
    },
  };
}
