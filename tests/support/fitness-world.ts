import { expect, onTestFinished, vi } from 'vitest';
import type { Registration } from '../../src/contract/desk/state.ts';
import type { Devices, Fitness } from '../../src/contract/desk/telephone.ts';
import type { MediaCommandInput, MediaResult } from '../../src/contract/media/messages.ts';
import { fail, ok, type ReasonCode, type Result } from '../../src/contract/reasons.ts';
import { sipAccount, type SipAccount } from '../../src/contract/server/api.ts';
import { createFitnessCheck, type FitnessCheck } from '../../src/main/app/fitness-check.ts';
import { silentLog } from '../../src/main/logging/log.ts';
import type { ServerProbe } from '../../src/main/sync/server-probe.ts';
import type { Store } from '../../src/main/store/requests.ts';
import { CountingPeer, seeded, type SecondOfSound } from './call-sounds.ts';
import { FakeMediaPort } from './fake-media-port.ts';
import { createFakeTelephony, type FakeTelephony } from './fake-telephony.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { temporaryStore } from './temporary-store.ts';

export const echoCallId = '018f0000-0000-7000-8000-0000000000ff';

/** A media window that counts the packets of the echo call, and hears the marker come back. */
class EchoingMedia extends FakeMediaPort {
  sound: SecondOfSound = {};
  markerDb: number | undefined = -13;
  readonly #peer = new CountingPeer(seeded(1));

  override async request(command: MediaCommandInput): Promise<MediaResult> {
    if (command.name !== 'marker' && command.name !== 'statistics') return super.request(command);
    this.asked.push(command);
    if (command.name === 'marker') return { ok: true, value: {} };
    return { ok: true, value: { statistics: { ...this.#peer.next(this.sound), markerDb: this.markerDb } } };
  }
}

/** What the check finds; may be changed while it runs. */
export interface Findings {
  account: SipAccount | undefined;
  registration: Registration;
  probe: Result<ServerProbe>;
  signInNeeded: boolean;
  callOn: boolean;
  missing: Devices['missing'];
  microphone: ReasonCode | undefined;
  speaker: ReasonCode | undefined;
  /** How loud the operator is, linear. */
  voice: number;
  /** What becomes of the call to the echo number. */
  echo: 'answers' | 'busy' | 'rings' | 'hangsUp';
}

export interface FitnessWorld {
  readonly check: FitnessCheck;
  readonly telephony: FakeTelephony;
  readonly media: EchoingMedia;
  readonly clock: ManualClock;
  readonly store: Store;
  readonly findings: Findings;
  /** All that the desk was told. */
  readonly shown: Fitness[];
  latest(): Fitness;
  /** Lets time pass, second by second, until the condition holds. */
  pass(until: () => boolean): Promise<void>;
  /** Runs the check to its end. */
  run(): Promise<Fitness>;
}

const account = sipAccount.parse({
  servers: ['wss://pbx.example'],
  aor: 'nino@pbx.example',
  authorizationUsername: 'nino',
  password: 'secret',
  displayName: 'ნინო',
  telephone: { echoNumber: '*43' },
});

/** A check with a telephone of paper, a media window of paper, a clock that is turned by hand, and a real store. */
export async function fitnessWorld(differently: Partial<Findings> = {}): Promise<FitnessWorld> {
  const telephony = createFakeTelephony(echoCallId);
  const media = new EchoingMedia();
  const clock = createManualClock();
  const { store } = await temporaryStore();
  const shown: Fitness[] = [];
  const findings: Findings = {
    account,
    registration: { status: 'registered', since: '2026-03-01T08:00:00.000Z', attempt: 0 },
    probe: ok({ roundTripMs: 12, clockOffsetMs: 300 }),
    signInNeeded: false,
    callOn: false,
    missing: [],
    microphone: undefined,
    speaker: undefined,
    voice: 0.2,
    echo: 'answers',
    ...differently,
  };
  const check = createFitnessCheck({
    telephony: withEcho(telephony, clock, findings),
    media,
    devices: {
      async meter(on) {
        media.asked.push({ name: 'meter', on });
        return findings.microphone === undefined ? ok({}) : fail(findings.microphone);
      },
      test: async () => (findings.speaker === undefined ? ok({}) : fail(findings.speaker)),
      devices: () => ({
        microphones: [],
        speakers: [],
        chosen: {},
        missing: findings.missing,
        processing: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
        ringVolume: 1,
        headsets: [],
      }),
    },
    clock,
    log: silentLog,
    account: () => findings.account,
    probe: async () => findings.probe,
    signInNeeded: () => findings.signInNeeded,
    callOn: () => findings.callOn,
    store: () => store,
    publish: (fitness) => shown.push(fitness),
    recorded: () => {},
  });
  onTestFinished(() => check.close());
  const latest = (): Fitness => shown.at(-1) ?? { status: 'none', steps: [] };
  async function pass(until: () => boolean): Promise<void> {
    for (let second = 0; second < 120 && !until(); second += 1) {
      for (let event = 0; event < 10; event += 1) {
        media.tell({ name: 'levels', input: findings.voice, output: 0 });
      }
      await settled();
      if (until()) return;
      clock.advance(1000);
      await settled();
    }
    // The store answers when it does.
    await vi.waitFor(() => expect(until()).toBe(true));
  }
  return {
    check,
    telephony,
    media,
    clock,
    store,
    findings,
    shown,
    latest,
    pass,
    async run() {
      expect(await check.run()).toEqual(ok({}));
      await pass(() => latest().status !== 'running');
      return latest();
    },
  };
}

/** What a second sets off takes several turns of the loop. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

function withEcho(telephony: FakeTelephony, clock: ManualClock, findings: Findings): FakeTelephony {
  return {
    ...telephony,
    registration: () => findings.registration,
    async dial(target, purpose) {
      const call = { id: echoCallId, direction: 'out', purpose } as const;
      telephony.tell({ ...call, state: 'dialling' });
      if (findings.echo === 'busy') telephony.tell({ ...call, state: 'ended', ending: 'busy' });
      if (findings.echo === 'answers' || findings.echo === 'hangsUp') {
        const answeredAt = new Date(clock.now()).toISOString();
        telephony.tell({ ...call, state: 'active', media: 'connected', answeredAt });
      }
      if (findings.echo === 'hangsUp') {
        clock.after(2500, () => telephony.tell({ ...call, state: 'ended', ending: 'other' }));
      }
      return telephony.dial(target, purpose);
    },
    async hangUp(id) {
      telephony.tell({ id, state: 'ended', ending: 'operator' });
      return telephony.hangUp(id);
    },
  };
}
