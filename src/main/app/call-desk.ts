import type { Line } from '../../contract/content.ts';
import type { Call } from '../../contract/desk/state.ts';
import type { CallRecord } from '../../contract/operations.ts';
import { fail, ok, type Result } from '../../contract/reasons.ts';
import { toE164 } from '../../domain/phone.ts';
import type { Log } from '../logging/log.ts';
import type { ShiftService } from '../session/port.ts';
import type { Store } from '../store/requests.ts';
import type { Telephony, TelephonyCall } from '../telephony/port.ts';
import { createAutoAnswerPolicy } from './auto-answer-policy.ts';
import { createCallPresence } from './call-presence.ts';
import type { CallQualityService } from './call-quality.ts';

export interface CallDeskParts {
  readonly telephony: Telephony;
  readonly shift: ShiftService;
  readonly quality: Omit<CallQualityService, 'close'>;
  readonly log: Log;
  lines(): readonly Line[];
  store(): Store | undefined;
  publish(calls: Call[]): void;
  /** A call is to be made: what the telephone does on its own account ends. */
  makeRoom(): Promise<void>;
  /** A record was put into the outbox. */
  recorded(): void;
}

/** A number as it was dialled, and the line that it was dialled for. */
export interface Dialled {
  readonly number: string;
  readonly lineId?: string | undefined;
}

/** Joins the telephone's calls with lines, after-call work, presence and the record that goes to the server. */
export interface CallDesk {
  /** Shows the calls of an earlier run whose outcome is still missing. */
  open(store: Store): Promise<void>;
  /** Forgets the operator who leaves; records that are not on the disk yet are tried once more before. */
  leave(): Promise<void>;
  close(): void;
  /** With `consultationFor` somebody is asked for that call, which alone has an outcome. */
  dial(
    number: string,
    lineId: string | undefined,
    consultationFor?: string,
  ): Promise<Result<{ callId: string }>>;
  finish(callId: string, outcome: string, note: string | undefined): Promise<Result<void>>;
  /** What was called last, also in an earlier run; its line only where there is still one. Throws StoreErrors. */
  lastDialled(): Promise<Dialled | undefined>;
  /** Whether a call is on that signing out or closing would end. */
  busy(): boolean;
}

/** How long a record that could not be written waits before it is tried again. */
const retryRecordMs = 5_000;

/** How many of those who were at the other side before a record keeps: the first one, and the last ones. */
const mostParties = 8;

export function createCallDesk(parts: CallDeskParts): CallDesk {
  const { telephony, shift, log } = parts;
  /** Calls that live or wait for their outcome, oldest first. */
  let calls: Call[] = [];
  /** What a call out was made for, until it has ended. */
  const dialledFor = new Map<string, Pick<Call, 'lineId' | 'consultationFor'>>();
  /** The same for calls that the telephone has not told of yet, in the order in which they were asked for. */
  let beingMade: Pick<Call, 'lineId' | 'consultationFor'>[] = [];
  /** What was dialled last since the operator signed in. */
  let dialledLast: Dialled | undefined;
  /** What only the record tells of a call: written at its end, and again with its outcome. */
  const told = new Map<string, Pick<CallRecord, 'quality' | 'transferredTo' | 'earlierParties'>>();
  /** Ended calls whose record is not on the disk yet. */
  const unwritten = new Map<string, CallRecord>();
  let retry: NodeJS.Timeout | undefined;

  const show = (): void => parts.publish(calls);
  const live = (call: Call): boolean => call.state !== 'ended';

  function lineOf(call: TelephonyCall): string | undefined {
    if (call.direction === 'out') return dialledFor.get(call.id)?.lineId;
    const called =
      call.calledNumber === undefined ? undefined : (toE164(call.calledNumber) ?? call.calledNumber);
    const lines = parts.lines();
    const match = lines.find((line) => line.number === called);
    // With one line only there is nothing to confuse; with several, a wrong company's greeting is worse than none.
    return (match ?? (lines.length === 1 ? lines[0] : undefined))?.id;
  }

  function recordOf(call: Call): CallRecord {
    return {
      id: call.id,
      direction: call.direction,
      lineId: call.lineId,
      consultationFor: call.consultationFor,
      remoteNumber: call.remoteNumber,
      remoteName: call.remoteName,
      startedAt: call.startedAt,
      answeredAt: call.answeredAt,
      endedAt: call.endedAt ?? call.startedAt,
      ending: call.ending ?? 'failed',
      ...told.get(call.id),
      ...(call.ending === 'transferred' && call.transfer?.number
        ? { transferredTo: call.transfer.number }
        : {}),
    };
  }

  /** The record says who is there at the end; whoever was there before is kept beside. */
  function noteParty(before: Call, { remoteNumber, remoteName }: TelephonyCall): void {
    const wasUnnamed = before.remoteName === undefined || before.remoteName === remoteName;
    if (before.remoteNumber === remoteNumber && wasUnnamed) return;
    const known = told.get(before.id);
    const party = { number: before.remoteNumber, name: before.remoteName };
    const all = [...(known?.earlierParties ?? []), party];
    told.set(before.id, {
      ...known,
      earlierParties: [...all.slice(0, 1), ...all.slice(1).slice(1 - mostParties)],
    });
  }

  async function write(record: CallRecord): Promise<Result<void>> {
    const store = parts.store();
    if (store === undefined) return fail('session.signedOut');
    unwritten.set(record.id, record);
    try {
      await store.run('call.record', record);
      if (unwritten.get(record.id) === record) unwritten.delete(record.id);
      parts.recorded();
      return ok(undefined);
    } catch (error) {
      const reason =
        error instanceof Error && 'reason' in error && error.reason === 'store.full'
          ? 'store.full'
          : 'internal';
      log.error('call record not written', { reason });
      retry ??= setTimeout(() => {
        retry = undefined;
        for (const waiting of unwritten.values()) void write(waiting);
      }, retryRecordMs);
      return fail(reason);
    }
  }

  const presence = createCallPresence(shift, () => calls, log);
  const autoAnswer = createAutoAnswerPolicy(telephony, shift, () => calls);

  const stopListening = telephony.on('call', (update) => {
    if (update.purpose === 'check') return;
    const before = calls.find((call) => call.id === update.id);
    const {
      calledNumber: _called,
      sipCallId: _sip,
      purpose: _purpose,
      answerAfterSeconds,
      ...shown
    } = update;
    parts.quality.follow(update);
    const madeFor = before === undefined && update.direction === 'out' ? beingMade.shift() : undefined;
    if (madeFor !== undefined) dialledFor.set(update.id, madeFor);
    const consultationFor = before?.consultationFor ?? dialledFor.get(update.id)?.consultationFor;
    if (before !== undefined && before.state !== 'ended') noteParty(before, update);
    const call: Call = {
      ...shown,
      quality: parts.quality.live(update.id),
      lineId: before?.lineId ?? lineOf(update),
      consultationFor,
      needsOutcome:
        update.state === 'ended' && update.answeredAt !== undefined && consultationFor === undefined,
    };
    if (call.state === 'ended') {
      dialledFor.delete(call.id);
      told.set(call.id, { ...told.get(call.id), quality: parts.quality.story(call.id) });
      parts.quality.forget(call.id);
      if (before?.state !== 'ended') void write(recordOf(call));
      if (!call.needsOutcome) told.delete(call.id);
    }
    calls = before ? calls.map((other) => (other.id === call.id ? call : other)) : [...calls, call];
    show();
    if (call.state === 'ended' && !call.needsOutcome) {
      // Shown once as ended, so that the desk can say how it ended; there is nothing more to do about it.
      setImmediate(() => {
        calls = calls.filter((other) => other.id !== call.id);
        show();
      });
    }
    presence.follow(call, before);
    if (before === undefined && call.state === 'ringing') {
      const line = parts.lines().find(({ id }) => id === call.lineId);
      autoAnswer.rings(call.id, answerAfterSeconds ?? line?.autoAnswerSeconds);
    }
  });

  const stopHearing = parts.quality.onChange((callId) => {
    calls = calls.map((call) =>
      call.id === callId ? { ...call, quality: parts.quality.live(callId) } : call,
    );
    show();
  });

  return {
    async open(store) {
      const left = await store.run('call.withoutOutcome');
      calls = [
        ...left.toReversed().map(({ quality, transferredTo, earlierParties, ...record }): Call => {
          told.set(record.id, { quality, transferredTo, earlierParties });
          return {
            ...record,
            ...(transferredTo === undefined
              ? {}
              : { transfer: { kind: 'blind', number: transferredTo, status: 'succeeded' } }),
            state: 'ended',
            muted: false,
            heldByOther: false,
            earlyMedia: false,
            inConference: false,
            media: 'none',
            needsOutcome: true,
          };
        }),
        ...calls.filter(live),
      ];
      show();
    },
    async leave() {
      clearTimeout(retry);
      retry = undefined;
      for (const record of [...unwritten.values()]) await write(record);
      clearTimeout(retry);
      retry = undefined;
      // Whatever is left must not go into the store of whoever signs in next.
      if (unwritten.size > 0) log.error('call records lost', { records: unwritten.size });
      unwritten.clear();
      dialledFor.clear();
      beingMade = [];
      told.clear();
      presence.forget();
      dialledLast = undefined;
      calls = [];
    },
    close() {
      clearTimeout(retry);
      stopListening();
      stopHearing();
      autoAnswer.close();
    },
    async dial(number, lineId, consultationFor) {
      await parts.makeRoom();
      // Only a customer's call can have the outcome in its stead.
      const isCustomer = calls.some(({ id, answeredAt }) => id === consultationFor && answeredAt);
      const purpose = { lineId, ...(isCustomer ? { consultationFor } : {}) };
      beingMade.push(purpose);
      const result = await telephony.dial(number);
      const isUntold = beingMade.includes(purpose);
      beingMade = beingMade.filter((each) => each !== purpose);
      if (!result.ok) return result;
      if (isUntold) dialledFor.set(result.value.callId, purpose);
      dialledLast = { number, lineId };
      return result;
    },
    async finish(callId, outcome, note) {
      const call = calls.find((candidate) => candidate.id === callId);
      if (call === undefined) return fail('call.gone');
      if (call.state !== 'ended') return fail('call.wrongState');
      const written = await write({ ...recordOf(call), outcome, note });
      if (!written.ok) return written;
      told.delete(callId);
      calls = calls.filter((candidate) => candidate.id !== callId);
      show();
      await presence.finished(callId);
      return ok(undefined);
    },
    async lastDialled() {
      const last = dialledLast ?? (await parts.store()?.run('call.lastDialled'));
      if (last === undefined) return undefined;
      const hasLine = parts.lines().some(({ id }) => id === last.lineId);
      return { number: last.number, ...(hasLine ? { lineId: last.lineId } : {}) };
    },
    busy: () => calls.some(live) || telephony.calls().some(({ purpose }) => purpose !== 'check'),
  };
}
