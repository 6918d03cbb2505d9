import { fail, ok, type ReasonCode, type Result } from '../../contract/reasons.ts';
import { sampleBetween, type Totals } from '../../domain/quality/sample.ts';
import { addSecond, emptyStory, tellStory, type QualityStory } from '../../domain/quality/story.ts';
import type { Clock } from '../sync/clock.ts';
import type { MediaPort, Telephony, TelephonyCall } from '../telephony/port.ts';
import { pause } from './pause.ts';

/** What a call to the echo number measured. */
export interface EchoMeasure {
  /** From dialling until the way for the voice was open. */
  readonly setupMs: number;
  /** How long it was listened to. */
  readonly seconds: number;
  /** Loudest level of the marker in what came back, in dB of full scale; undefined where none could be sent. */
  readonly markerDb: number | undefined;
  /** Packets that came back. */
  readonly packets: number;
  /** Undefined where nothing came. */
  readonly sound: ReturnType<typeof tellStory>;
}

export interface EchoCallParts {
  readonly telephony: Pick<Telephony, 'dial' | 'hangUp' | 'calls' | 'on'>;
  readonly media: Pick<MediaPort, 'request'>;
  readonly clock: Clock;
}

export const echoSeconds = 10;
const answerWithinMs = 15_000;
/** A call that the other side ended sooner measured nothing. */
const fewestSeconds = 5;

/**
 * Calls the echo number, sends the marker tone for ten seconds and measures what comes back. The call is Zari's own:
 * nobody sees it. It has ended when this settles, also where `signal` ended it. Fails with why there was no call.
 */
export async function callEcho(
  parts: EchoCallParts,
  number: string,
  signal: AbortSignal,
): Promise<Result<EchoMeasure>> {
  const { telephony, media, clock } = parts;
  const departure = clock.monotonic();
  const turn = new EventTarget();
  let call: TelephonyCall | undefined;
  const stopListening = telephony.on('call', (update) => {
    if (update.purpose !== 'check') return;
    call = update;
    turn.dispatchEvent(new Event('turn'));
  });
  const current = (): TelephonyCall | undefined => call;
  let callId: string | undefined;
  // In the same turn: whoever comes instead must not find the line taken.
  const hangUp = (): void => {
    const id = callId ?? call?.id;
    if (id !== undefined && call?.state !== 'ended') void telephony.hangUp(id);
  };
  signal.addEventListener('abort', hangUp);
  try {
    const dialled = await telephony.dial(number, 'check');
    if (!dialled.ok) return dialled;
    callId = dialled.value.callId;
    await untilOpen(clock, turn, current, signal);
    if (signal.aborted) return fail('call.gone', 'stopped');
    if (!isOpen(current())) return fail(reasonOf(current()));
    const setupMs = Math.round(clock.monotonic() - departure);
    const marker = await media.request({ name: 'marker', peer: callId, on: true });
    const measured = await listen(parts, callId, signal, () => isOpen(current()));
    if (signal.aborted) return fail('call.gone', 'stopped');
    if (measured.seconds < fewestSeconds) return fail(reasonOf(current()));
    return ok({ ...measured, setupMs, markerDb: marker.ok ? measured.markerDb : undefined });
  } finally {
    signal.removeEventListener('abort', hangUp);
    hangUp();
    stopListening();
  }
}

const isOpen = (call: TelephonyCall | undefined): boolean =>
  call?.state === 'active' && call.media === 'connected';

/** Why a call did not come about, or not long enough. */
const reasonOf = (call: TelephonyCall | undefined): ReasonCode =>
  call?.failure ?? (call?.state === 'ended' ? 'pbx.refused' : 'media.failed');

/** Settles when the call is open, or never will be, or nobody answers. */
function untilOpen(
  clock: Clock,
  turn: EventTarget,
  current: () => TelephonyCall | undefined,
  signal: AbortSignal,
): Promise<void> {
  const settled = (): boolean => signal.aborted || current()?.state === 'ended' || isOpen(current());
  if (settled()) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      turn.removeEventListener('turn', look);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const look = (): void => {
      if (settled()) done();
    };
    const cancel = clock.after(answerWithinMs, done);
    turn.addEventListener('turn', look);
    signal.addEventListener('abort', done);
  });
}

async function listen(
  { media, clock }: EchoCallParts,
  callId: string,
  signal: AbortSignal,
  goesOn: () => boolean,
): Promise<Omit<EchoMeasure, 'setupMs'>> {
  let before: Totals | undefined;
  let story: QualityStory = emptyStory;
  let markerDb: number | undefined;
  let seconds = 0;
  for (;;) {
    const asked = await media.request({ name: 'statistics', peer: callId });
    const totals = asked.ok ? asked.value.statistics : undefined;
    if (totals?.markerDb !== undefined) markerDb = Math.max(markerDb ?? -Infinity, totals.markerDb);
    const sample = before && totals && sampleBetween(before, totals);
    if (sample) story = addSecond(story, seconds, sample, []);
    before = totals;
    if (seconds >= echoSeconds) break;
    await pause(clock, 1000, signal);
    if (signal.aborted || !goesOn()) break;
    seconds += 1;
  }
  return { seconds, markerDb, packets: story.received, sound: tellStory(story, seconds) };
}
