import type { Registration } from '../../contract/desk/state.ts';
import type { Mailbox } from '../../contract/desk/telephone.ts';
import { fail, type Result } from '../../contract/reasons.ts';
import type { Log } from '../logging/log.ts';
import { clockFrom, systemClock, type HostClock } from './clock.ts';
import { listeners, type Listeners } from './listeners.ts';
import { PbxConnection } from './pbx-connection.ts';
import type { ColleagueNews, MediaPort, Telephony, TelephonyCall, TelephonyEvents } from './port.ts';

export interface TelephonyParts {
  readonly media: MediaPort;
  readonly log: Log;
  readonly clock?: HostClock | undefined;
  /** Chance for the spread of retries: a number from 0 up to, not including, 1. */
  readonly random?: (() => number) | undefined;
  /** Product and version for the User-Agent header (RFC 3261 §20.41): `Zari/1.0.0`. */
  readonly userAgent: string;
}

/** Makes the telephone. It does nothing before `connect`. */
export function createTelephony(parts: TelephonyParts): Telephony {
  const { media, log } = parts;
  const clock = clockFrom(parts.clock ?? systemClock, parts.random ?? Math.random);
  const heard = {
    registration: listeners<Registration>(log, 'registration'),
    call: listeners<TelephonyCall>(log, 'call'),
    colleague: listeners<ColleagueNews>(log, 'colleague'),
    mailbox: listeners<Mailbox | undefined>(log, 'mailbox'),
  };
  let current: PbxConnection | undefined;
  let registration: Registration = { status: 'none', since: clock.instant(), attempt: 0 };

  /** A command on the present account: never throws. */
  async function command<T>(
    run: (connection: PbxConnection) => Result<T> | Promise<Result<T>>,
  ): Promise<Result<T>> {
    if (current === undefined) return fail('call.notRegistered');
    try {
      return await run(current);
    } catch (error) {
      log.error('telephone command failed', { error: error instanceof Error ? error.name : 'unknown' });
      return fail('internal');
    }
  }

  async function stop(connection: PbxConnection | undefined): Promise<void> {
    try {
      await connection?.stop();
    } catch (error) {
      log.error('disconnect failed', { error: error instanceof Error ? error.name : 'unknown' });
    }
  }

  return {
    connect: (account) => {
      void stop(current);
      const connection: PbxConnection = new PbxConnection({
        account,
        product: parts.userAgent,
        media,
        clock,
        log,
        onRegistration: (next) => {
          // The last words of an account that was replaced are nobody's business.
          if (current !== connection) return;
          registration = next;
          heard.registration.emit(next);
        },
        onCall: (call) => heard.call.emit(call),
        onColleague: (news) => {
          if (current === connection) heard.colleague.emit(news);
        },
        onMailbox: (mailbox) => {
          if (current === connection) heard.mailbox.emit(mailbox);
        },
      });
      current = connection;
      connection.start();
    },
    disconnect: async () => {
      await stop(current);
      current = undefined;
    },
    retryNow: () => current?.retryNow(),
    registration: () => registration,
    calls: () => current?.calls.list() ?? [],
    dial: (target, purpose) => command((connection) => connection.calls.dial(target, purpose)),
    answer: (callId) => command((connection) => connection.calls.switchboard.answer(callId)),
    answerAfter: (callId, seconds) => command((connection) => connection.calls.answerAfter(callId, seconds)),
    reject: (callId, how) => command((connection) => connection.calls.reject(callId, how)),
    divert: (callId, target) => command((connection) => connection.calls.divert(callId, target)),
    merge: () => command((connection) => connection.calls.switchboard.merge()),
    split: (callId) => command((connection) => connection.calls.switchboard.split(callId)),
    transfer: (callId, to) => command((connection) => connection.transfers.transfer(callId, to)),
    setRecordingPaused: (callId, paused) =>
      command((connection) => connection.recordings.setPaused(callId, paused)),
    networkChanged: (change) => current?.networkChanged(change),
    hangUp: (callId) => command((connection) => connection.calls.hangUp(callId)),
    setMuted: (callId, muted) =>
      command((connection) => connection.calls.switchboard.setMuted(callId, muted)),
    setHeld: (callId, held) => command((connection) => connection.calls.switchboard.setHeld(callId, held)),
    sendDtmf: (callId, tones) => command((connection) => connection.calls.sendDtmf(callId, tones)),
    sendMessage: (user, text) => command((connection) => connection.sendMessage(user, text)),
    on: <E extends keyof TelephonyEvents>(event: E, listener: TelephonyEvents[E]) =>
      subscribe(heard, event, listener),
  };
}

interface Heard {
  readonly registration: Listeners<Registration>;
  readonly call: Listeners<TelephonyCall>;
  readonly colleague: Listeners<ColleagueNews>;
  readonly mailbox: Listeners<Mailbox | undefined>;
}

function subscribe<E extends keyof TelephonyEvents>(
  heard: Heard,
  event: E,
  listener: TelephonyEvents[E],
): () => void {
  const all: { readonly [K in keyof TelephonyEvents]: { add(listener: TelephonyEvents[K]): () => void } } =
    heard;
  return all[event].add(listener);
}
