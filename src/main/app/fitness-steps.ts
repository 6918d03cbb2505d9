import type { Registration } from '../../contract/desk/state.ts';
import type { FitnessStepResult } from '../../contract/quality.ts';
import type { ReasonCode, Result } from '../../contract/reasons.ts';
import type { SipAccount } from '../../contract/server/api.ts';
import {
  fitnessLimits,
  judgeClock,
  judgeEcho,
  judgeJitter,
  judgeLoss,
  judgeMicrophone,
  judgeRoundTrip,
  judgeServer,
  judgeVoice,
} from '../../domain/fitness/judge.ts';
import type { FitnessStep } from '../../domain/fitness/steps.ts';
import type { ServerProbe } from '../sync/server-probe.ts';
import type { Clock } from '../sync/clock.ts';
import type { MediaPort, Telephony } from '../telephony/port.ts';
import type { DeviceDesk } from './devices.ts';
import { callEcho, type EchoMeasure } from './echo-call.ts';

/** What the steps look at. */
export interface FitnessParts {
  readonly telephony: Pick<Telephony, 'dial' | 'hangUp' | 'calls' | 'on' | 'registration' | 'retryNow'>;
  readonly media: Pick<MediaPort, 'request' | 'onEvent'>;
  readonly devices: Pick<DeviceDesk, 'meter' | 'test' | 'devices'>;
  readonly clock: Clock;
  account(): SipAccount | undefined;
  probe(signal: AbortSignal): Promise<Result<ServerProbe>>;
  /** The server wants a new sign-in before it takes what waits. */
  signInNeeded(): boolean;
  /** A call of the operator is on. */
  callOn(): boolean;
}

/** A step that was done. */
export type StepOutcome = Pick<FitnessStepResult, 'result' | 'reason'> & {
  readonly values?: FitnessStepResult['values'];
};

/** The steps of one check, each to be run once, in the order of `fitnessSteps`. None rejects for what it finds. */
export type FitnessRun = Readonly<Record<FitnessStep, () => Promise<StepOutcome>>>;

/** How long the operator has to say something. */
export const speakingMs = 8_000;
/** So often in a row the level has to be that of speech: a click is no word. */
const speechEvents = 3;
const registeredWithinMs = 10_000;
/** Quieter than any microphone: what stands for nothing at all. */
const silenceDb = -100;

export function fitnessRun(parts: FitnessParts, signal: AbortSignal): FitnessRun {
  const { telephony, devices, clock } = parts;
  let microphone: ReasonCode | undefined;
  let probe: Result<ServerProbe> | undefined;
  let registration: ReasonCode | undefined;
  let echo: EchoMeasure | undefined;
  /** Why there was no echo call; undefined where nothing is to blame. */
  let noEcho: ReasonCode | undefined;

  const failed = (reason: ReasonCode): StepOutcome => ({ result: 'failed', reason });
  const skipped = (reason?: ReasonCode): StepOutcome => ({ result: 'skipped', ...(reason && { reason }) });
  /** A figure of the echo call, or why there is none. */
  const measured = (judge: (of: EchoMeasure) => StepOutcome | undefined): Promise<StepOutcome> =>
    Promise.resolve((echo && judge(echo)) ?? skipped(noEcho));

  return {
    async microphone() {
      const opened = await devices.meter(true, 'check');
      if (!opened.ok) {
        microphone = opened.reason;
        return failed(opened.reason);
      }
      try {
        const levelDb = await loudest(parts, signal);
        return { result: judgeMicrophone(levelDb), values: { levelDb } };
      } finally {
        await devices.meter(false, 'check');
      }
    },

    async speaker() {
      const played = await devices.test('speaker');
      if (!played.ok) return failed(played.reason);
      return { result: devices.devices().missing.includes('speaker') ? 'warning' : 'ok' };
    },

    async server() {
      probe = await parts.probe(signal);
      if (!probe.ok) return { result: 'warning', reason: probe.reason };
      const values = { roundTripMs: probe.value.roundTripMs };
      if (parts.signInNeeded()) return { result: 'warning', reason: 'auth.expired', values };
      return { result: judgeServer(probe.value.roundTripMs), values };
    },

    async clock() {
      if (probe?.ok !== true) return skipped(probe?.reason);
      const { clockOffsetMs } = probe.value;
      return { result: judgeClock(clockOffsetMs), values: { offsetMs: clockOffsetMs } };
    },

    async registration() {
      if (parts.account() === undefined) return failed((registration = 'pbx.noAccount'));
      const found = await untilRegistered(telephony, clock, signal);
      if (found.status === 'registered') return { result: 'ok' };
      registration = found.reason ?? 'pbx.unreachable';
      return {
        ...failed(registration),
        ...(found.sipStatus === undefined ? {} : { values: { sipStatus: found.sipStatus } }),
      };
    },

    async echoCall() {
      const number = parts.account()?.telephone.echoNumber;
      if (number === undefined) return skipped();
      noEcho = registration ?? microphone ?? (parts.callOn() ? 'call.otherActive' : undefined);
      if (noEcho !== undefined) return skipped(noEcho);
      const called = await callEcho(parts, number, signal);
      if (!called.ok) {
        noEcho = called.reason;
        return called.reason === 'call.otherActive' ? skipped(called.reason) : failed(called.reason);
      }
      echo = called.value;
      const { setupMs, seconds, markerDb, packets } = echo;
      const values = { setupMs, seconds, ...(markerDb === undefined ? {} : { markerDb: tenths(markerDb) }) };
      const result = judgeEcho(packets, markerDb);
      return { result, ...(result === 'failed' ? { reason: 'media.failed' as const } : {}), values };
    },

    roundTrip: () =>
      measured(({ sound }) => {
        const times = sound?.roundTripMs;
        if (times === undefined) return undefined;
        return {
          result: judgeRoundTrip(times.mean),
          values: { meanMs: times.mean, highestMs: times.highest },
        };
      }),

    loss: () =>
      measured(({ sound, packets }) => {
        if (sound === undefined) return undefined;
        const inPercent = percent(sound.lossIn);
        const outPercent = sound.lossOut === undefined ? undefined : percent(sound.lossOut);
        return {
          result: judgeLoss(inPercent, outPercent),
          values: { inPercent, ...(outPercent === undefined ? {} : { outPercent }), packets },
        };
      }),

    jitter: () =>
      measured(({ sound }) => {
        if (sound === undefined) return undefined;
        const { mean, highest } = sound.jitterMs;
        return { result: judgeJitter(mean), values: { meanMs: mean, highestMs: highest } };
      }),

    voice: () =>
      measured(({ sound }) => {
        if (sound === undefined) return undefined;
        const mos = sound.mos.mean;
        return { result: judgeVoice(mos), values: { mos, mosG107: sound.mosG107.mean } };
      }),
  };
}

const tenths = (value: number): number => Math.round(value * 10) / 10;
const percent = (share: number): number => tenths(share * 100);

/** The loudest level, in dB of full scale, until somebody was heard speaking or the time is over. */
function loudest({ media, clock }: FitnessParts, signal: AbortSignal): Promise<number> {
  let most = silenceDb;
  let spoken = 0;
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      stopListening();
      signal.removeEventListener('abort', done);
      resolve(tenths(most));
    };
    const stopListening = media.onEvent((event) => {
      if (event.name !== 'levels') return;
      const level = event.input > 0 ? 20 * Math.log10(event.input) : silenceDb;
      most = Math.max(most, level);
      spoken = level >= fitnessLimits.speechDb ? spoken + 1 : 0;
      if (spoken >= speechEvents) done();
    });
    const cancel = clock.after(speakingMs, done);
    signal.addEventListener('abort', done);
  });
}

/** The registration as soon as it is one, or as it is when the time is over. */
function untilRegistered(
  telephony: FitnessParts['telephony'],
  clock: Clock,
  signal: AbortSignal,
): Promise<Registration> {
  const now = telephony.registration();
  if (now.status === 'registered') return Promise.resolve(now);
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      stopListening();
      signal.removeEventListener('abort', done);
      resolve(telephony.registration());
    };
    const stopListening = telephony.on('registration', (next) => {
      if (next.status === 'registered') done();
    });
    const cancel = clock.after(registeredWithinMs, done);
    signal.addEventListener('abort', done);
    telephony.retryNow();
  });
}
