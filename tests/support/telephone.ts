import type { SipAccount } from '../../src/contract/server/api.ts';
import { jsonLog } from '../../src/main/logging/log.ts';
import type { Registration } from '../../src/contract/desk/state.ts';
import type { MediaPort, Telephony, TelephonyCall } from '../../src/main/telephony/port.ts';
import { createTelephony } from '../../src/main/telephony/telephony.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';

export const secret = 'a password that no log may hold';

export function sipAccount(servers: readonly string[], change: Partial<SipAccount> = {}): SipAccount {
  return {
    servers: [...servers],
    aor: 'nino@pbx.example',
    authorizationUsername: 'nino',
    password: secret,
    displayName: 'ნინო',
    iceServers: [],
    telephone: {
      dialogEvents: false,
      messageWaiting: false,
      relayOnly: false,
      obeysAutoAnswer: false,
    },
    colleagues: [],
    practiceScenarios: [],
    ...change,
  };
}

/** A telephone under test, its clock, and all that it said. */
export interface TestTelephone {
  readonly telephony: Telephony;
  readonly clock: ManualClock;
  readonly registrations: Registration[];
  /** Each event of each call. */
  readonly events: TelephonyCall[];
  readonly logLines: string[];
  /** The newest event of the newest call. */
  last(): TelephonyCall;
  /** Resolves with the value once it is there; looked at with each event. */
  until<T>(look: () => T | undefined | false): Promise<T>;
  untilRegistration(fits: (registration: Registration) => boolean): Promise<Registration>;
  /** Resolves when the telephone is registered. */
  registered(): Promise<Registration>;
  untilCall(fits: (call: TelephonyCall) => boolean): Promise<TelephonyCall>;
  /** Disconnects; the clock passes the bound on the last words. */
  stop(): Promise<void>;
}

export function createTestTelephone(media: MediaPort): TestTelephone {
  const clock = createManualClock();
  const logLines: string[] = [];
  const telephony = createTelephony({
    media,
    clock,
    random: () => 0.5,
    log: jsonLog('telephony', (line) => logLines.push(line)),
    userAgent: 'Zari/test',
  });
  const registrations: Registration[] = [];
  const events: TelephonyCall[] = [];
  const waiting = new Set<() => void>();
  const check = () => {
    for (const look of [...waiting]) look();
  };
  telephony.on('registration', (registration) => {
    registrations.push(registration);
    check();
  });
  telephony.on('call', (call) => {
    events.push(call);
    check();
  });
  const until = <T>(look: () => T | undefined | false): Promise<T> =>
    new Promise((resolve) => {
      const again = () => {
        const value = look();
        if (value === undefined || value === false) return;
        waiting.delete(again);
        resolve(value);
      };
      waiting.add(again);
      again();
    });
  const untilRegistration: TestTelephone['untilRegistration'] = (fits) =>
    until(() => {
      const registration = telephony.registration();
      return fits(registration) && registration;
    });
  return {
    telephony,
    clock,
    registrations,
    events,
    logLines,
    last: () => {
      const call = events.at(-1);
      if (call === undefined) throw new Error('there was no call');
      return call;
    },
    until,
    untilRegistration,
    registered: () => untilRegistration(({ status }) => status === 'registered'),
    untilCall: (fits) =>
      until(() => {
        const call = events.at(-1);
        return call !== undefined && fits(call) && call;
      }),
    stop: async () => {
      const stopped = telephony.disconnect();
      clock.advance(5000);
      // A PBX that does not close its end is given up on, too: that wait begins after the others.
      const ticking = setInterval(() => clock.advance(1000), 20);
      await stopped;
      clearInterval(ticking);
    },
  };
}
