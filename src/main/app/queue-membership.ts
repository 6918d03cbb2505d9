import type { DeskState, Registration } from '../../contract/desk/state.ts';
import type { TelephoneSettings } from '../../contract/server/api.ts';
import type { Log } from '../logging/log.ts';
import type { HostClock } from '../telephony/clock.ts';
import type { Telephony } from '../telephony/port.ts';

type QueueMember = NonNullable<TelephoneSettings['queueMember']>;

export interface QueueMembershipParts {
  readonly telephony: Pick<Telephony, 'sendMessage' | 'registration'>;
  readonly onRegistration: (listener: (registration: Registration) => void) => () => void;
  readonly clock: HostClock;
  readonly log: Log;
  readonly publish: (queue: DeskState['queue']) => void;
}

/** Tells the PBX whether its queues may ring this operator: only one who is ready. */
export interface QueueMembership {
  /** Begins for an account; without settings the PBX is told nothing. */
  open(member: QueueMember | undefined): void;
  /** What the operator is doing now. */
  follow(presence: DeskState['presence']): void;
  close(): void;
}

const firstRetryMs = 1_000;
const longestRetryMs = 15_000;

/**
 *     told ──presence changed, registered anew──▶ asking ──accepted──▶ told
 *                                                  ▲   │ refused, no answer
 *                                                  └───┘ 1 s, 2 s, 4 s … 15 s
 *
 * One MESSAGE (RFC 3428) at a time, so that an old word never overtakes a new one; what has changed meanwhile goes
 * out next. Each registration that stands anew is told again: a PBX that was started anew knows nothing.
 */
export function createQueueMembership(parts: QueueMembershipParts): QueueMembership {
  const { telephony, clock, log } = parts;
  let member: QueueMember | undefined;
  let presence: DeskState['presence'] | undefined;
  /** What the PBX has accepted last, under the present registration. */
  let told: string | undefined;
  let shown: DeskState['queue'];
  let asking = false;
  let failures = 0;
  let cancelRetry = (): void => {};
  /** Answers to words of an account before this one are nobody's business. */
  let account = 0;

  const isReady = (): boolean => presence?.state === 'ready';
  const isRegistered = (): boolean => telephony.registration().status === 'registered';

  function wanted(): string | undefined {
    if (member === undefined || presence === undefined) return undefined;
    if (isReady()) return member.resume;
    return member.pause.replace('{reason}', presence.breakReason ?? presence.state);
  }

  function show(): void {
    const next = statusNow();
    if (next === shown?.status) return;
    shown = next === undefined ? null : { status: next, since: new Date(clock.now()).toISOString() };
    parts.publish(shown);
  }

  function statusNow(): NonNullable<DeskState['queue']>['status'] | undefined {
    if (member === undefined || presence === undefined) return undefined;
    if (told === undefined || told !== wanted() || !isRegistered()) return 'asking';
    return isReady() ? 'open' : 'paused';
  }

  function ask(): void {
    show();
    const text = wanted();
    if (asking || member === undefined || text === undefined || text === told || !isRegistered()) return;
    cancelRetry();
    asking = true;
    const asked = account;
    void telephony.sendMessage(member.user, text).then((result) => {
      if (asked !== account) return;
      asking = false;
      if (result.ok) {
        failures = 0;
        told = text;
        return ask();
      }
      failures += 1;
      log.warn('queues not told', { ready: isReady(), reason: result.reason, detail: result.detail });
      cancelRetry = clock.after(Math.min(longestRetryMs, firstRetryMs * 2 ** (failures - 1)), ask);
    });
  }

  function forget(): void {
    account += 1;
    cancelRetry();
    asking = false;
    failures = 0;
    told = undefined;
  }

  let wasRegistered = false;
  const stopListening = parts.onRegistration(({ status }) => {
    const stands = status === 'registered';
    if (stands === wasRegistered) return;
    wasRegistered = stands;
    // Answers that are still to come went down with the connection.
    forget();
    ask();
  });

  return {
    open(settings) {
      forget();
      member = settings;
      ask();
    },
    follow(next) {
      presence = next;
      // A state that has just changed is not kept waiting for the retry of the one before.
      if (wanted() !== told) ask();
      else show();
    },
    close() {
      forget();
      stopListening();
    },
  };
}
