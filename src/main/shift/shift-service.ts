import { EventEmitter } from 'node:events';
import { uuidv7 } from 'uuidv7';
import type { DeskState } from '../../contract/desk/state.ts';
import type { ShiftEvent } from '../../contract/operations.ts';
import { fail, ok, type Result } from '../../contract/reasons.ts';
import { mayBecome, resumedPresence } from '../../domain/presence-machine.ts';
import type { Log } from '../logging/log.ts';
import type { ShiftService } from '../session/port.ts';
import { storeFailure } from '../session/store-failure.ts';
import type { Store } from '../store/requests.ts';
import { instantNow, systemClock, type Clock } from '../sync/clock.ts';

export interface ShiftServiceDeps {
  /** Server's clock minus device's clock in milliseconds; undefined while it is not known. */
  readonly clockOffsetMs: () => number | undefined;
  readonly log: Log;
  readonly clock?: Clock;
  readonly newId?: () => string;
}

type Presence = DeskState['presence'];
type Shift = DeskState['shift'];
type Entry = Pick<ShiftEvent, 'kind' | 'presence' | 'breakReason'>;

/**
 * Working time is a record that only grows: every change is written to the store (and to the outbox with it) first, and
 * counts when it is written. The order is the order of writing; the device's clock is noted as it stands, even when it
 * was set back, beside the estimate of how far it is off.
 */
export function createShiftService(deps: ShiftServiceDeps): ShiftService {
  const clock = deps.clock ?? systemClock;
  const newId = deps.newId ?? uuidv7;
  const events = new EventEmitter();
  let store: Store | undefined;
  let shift: Shift = { status: 'off' };
  let presence: Presence = { state: 'offline', since: instantNow(clock) };
  /** Changes one after the other: a key pressed twice starts one shift. */
  let turn: Promise<unknown> = Promise.resolve();

  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = turn.then(task, task);
    turn = done.catch(() => undefined); // the caller has the error; the next turn comes all the same
    return done;
  }

  function become(next: { shift?: Shift; presence?: Presence }): void {
    shift = next.shift ?? shift;
    presence = next.presence ?? presence;
    events.emit('change');
  }

  /** Writes one event, then lets `apply` change the state. Nothing changes where the store refuses, or was closed. */
  async function append(
    shiftId: string,
    entry: Entry,
    apply: (at: string) => { shift?: Shift; presence?: Presence },
  ): Promise<Result<void>> {
    const into = store;
    if (!into) return fail('session.signedOut');
    const deviceTime = instantNow(clock);
    const clockOffsetMs = deps.clockOffsetMs();
    const event: ShiftEvent = {
      id: newId(),
      shiftId,
      ...entry,
      deviceTime,
      ...(clockOffsetMs === undefined ? {} : { clockOffsetMs: Math.round(clockOffsetMs) }),
    };
    try {
      await into.run('shift.append', event);
    } catch (error) {
      const failure = storeFailure(error);
      deps.log.error('shift.notWritten', { kind: entry.kind, reason: failure.reason });
      return failure;
    }
    deps.log.info('shift.written', { kind: entry.kind, presence: entry.presence });
    if (into === store) become(apply(deviceTime));
    return ok(undefined);
  }

  function appendPresence(
    shiftId: string,
    state: Presence['state'],
    breakReason: Presence['breakReason'],
  ): Promise<Result<void>> {
    const reason = breakReason === undefined ? {} : { breakReason };
    return append(shiftId, { kind: 'presence', presence: state, ...reason }, (since) => ({
      presence: { state, ...reason, since },
    }));
  }

  async function startShift(): Promise<Result<void>> {
    if (!store) return fail('session.signedOut');
    // A shift without presence is one whose start was only half written: this writes the other half.
    if (shift.status === 'on' && presence.state !== 'offline') return fail('shift.wrongState');
    if (shift.status === 'off') {
      const shiftId = newId();
      const started = await append(shiftId, { kind: 'start' }, (startedAt) => ({
        shift: { status: 'on', shiftId, startedAt },
      }));
      if (!started.ok) return started;
    }
    return setPresence('ready', undefined);
  }

  async function endShift(): Promise<Result<void>> {
    if (!store) return fail('session.signedOut');
    if (shift.status === 'off') return fail('shift.wrongState');
    if (!mayBecome(presence.state, 'offline')) return fail('call.otherActive');
    return append(shift.shiftId, { kind: 'end' }, (since) => ({
      shift: { status: 'off' },
      presence: { state: 'offline', since },
    }));
  }

  async function setPresence(
    state: Presence['state'],
    breakReason: Presence['breakReason'],
  ): Promise<Result<void>> {
    if (!store) return fail('session.signedOut');
    if (shift.status === 'off') return fail('shift.wrongState');
    // Offline is the end of the shift, and has its own event.
    if (state === 'offline' || !mayBecome(presence.state, state)) return fail('presence.wrongState');
    const reason = state === 'break' ? (breakReason ?? 'rest') : undefined;
    if (state === presence.state && reason === presence.breakReason) return ok(undefined);
    return appendPresence(shift.shiftId, state, reason);
  }

  return {
    /** Rejects with a StoreError where the record cannot be read. */
    open: (opened) =>
      inTurn(async () => {
        const position = await opened.run('shift.position');
        store = opened;
        const since = instantNow(clock);
        become({
          shift: position.shift ? { status: 'on', ...position.shift } : { status: 'off' },
          presence: { state: 'offline', since },
        });
        if (!position.shift) return;
        // Nobody knows what happened between the last event and now; the record says from when on it is known again.
        const last = position.lastPresence;
        const state = resumedPresence(last?.presence);
        await appendPresence(
          position.shift.shiftId,
          state,
          state === 'break' ? last?.breakReason : undefined,
        );
      }),
    close() {
      store = undefined;
      become({ shift: { status: 'off' }, presence: { state: 'offline', since: instantNow(clock) } });
    },
    startShift: () => inTurn(startShift),
    endShift: () => inTurn(endShift),
    setPresence: (state, breakReason) => inTurn(() => setPresence(state, breakReason)),
    shift: () => shift,
    presence: () => presence,
    on(event, listener) {
      events.on(event, listener);
      return () => events.off(event, listener);
    },
  };
}
