import { ok, type Result } from '../../src/contract/reasons.ts';
import type { Registration } from '../../src/contract/desk/state.ts';
import type { Mailbox } from '../../src/contract/desk/telephone.ts';
import type {
  ColleagueNews,
  Telephony,
  TelephonyCall,
  TelephonyEvents,
} from '../../src/main/telephony/port.ts';

/** A telephone with nobody at the other end: tests say what happens to its calls. */
export interface FakeTelephony extends Telephony {
  /** A call is new or changed. */
  tell(call: Partial<TelephonyCall> & Pick<TelephonyCall, 'id' | 'state'>): void;
  tellColleague(news: ColleagueNews): void;
  tellMailbox(mailbox: Mailbox | undefined): void;
  /** What was asked of it, in order: `answer 018f…`. */
  readonly asked: string[];
}

const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1, 8, 0, seconds)).toISOString();

export function createFakeTelephony(dialledId = '018f0000-0000-7000-8000-0000000000ff'): FakeTelephony {
  const listeners: { readonly [E in keyof TelephonyEvents]: Set<TelephonyEvents[E]> } = {
    registration: new Set(),
    call: new Set(),
    colleague: new Set(),
    mailbox: new Set(),
  };
  const calls = new Map<string, TelephonyCall>();
  const asked: string[] = [];
  const registration: Registration = { status: 'registered', since: at(0), attempt: 0 };
  const ask = async (...words: string[]): Promise<Result<void>> => {
    asked.push(words.join(' '));
    return ok(undefined);
  };
  return {
    asked,
    connect: () => void ask('connect'),
    disconnect: async () => void (await ask('disconnect')),
    retryNow: () => void ask('retryNow'),
    registration: () => registration,
    calls: () => [...calls.values()],
    async dial(target, purpose) {
      await ask('dial', target, ...(purpose === undefined ? [] : [purpose]));
      return ok({ callId: dialledId });
    },
    answer: (id) => ask('answer', id),
    answerAfter: (id, seconds) => ask('answerAfter', id, String(seconds)),
    reject: (id) => ask('reject', id),
    divert: (id, target) => ask('divert', id, target),
    merge: () => ask('merge'),
    split: (id) => ask('split', id),
    transfer: (id, to) => ask('transfer', id, 'number' in to ? to.number : to.callId),
    setRecordingPaused: (id, paused) => ask('setRecordingPaused', id, String(paused)),
    networkChanged: (change) => void ask('networkChanged', change),
    hangUp: (id) => ask('hangUp', id),
    setMuted: (id, muted) => ask('setMuted', id, String(muted)),
    setHeld: (id, held) => ask('setHeld', id, String(held)),
    sendDtmf: (id, tones) => ask('sendDtmf', id, tones),
    sendMessage: (user) => ask('sendMessage', user),
    on(event, listener) {
      listeners[event].add(listener);
      return () => listeners[event].delete(listener);
    },
    tellColleague(news) {
      for (const listener of listeners.colleague) listener(news);
    },
    tellMailbox(mailbox) {
      for (const listener of listeners.mailbox) listener(mailbox);
    },
    tell(change) {
      const call: TelephonyCall = {
        direction: 'in',
        muted: false,
        heldByOther: false,
        earlyMedia: false,
        inConference: false,
        media: 'none',
        startedAt: at(0),
        sipCallId: `${change.id}@test`,
        ...calls.get(change.id),
        ...change,
      };
      if (call.state === 'ended') calls.delete(call.id);
      else calls.set(call.id, call);
      for (const listener of listeners.call) listener(call);
    },
  };
}
