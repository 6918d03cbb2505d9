import type { LiveQuality } from '../../contract/desk/telephone.ts';
import type { CallQuality } from '../../contract/quality.ts';
import { sampleBetween, type Totals } from '../../domain/quality/sample.ts';
import {
  addSecond,
  emptyStory,
  pauseStory,
  smoothedOpinion,
  tellStory,
  type QualityStory,
} from '../../domain/quality/story.ts';
import { isSettled, quietWatch, watchSecond, type TroubleWatch } from '../../domain/quality/trouble-watch.ts';
import type { Log } from '../logging/log.ts';
import type { MediaPort, TelephonyCall } from '../telephony/port.ts';

export interface CallQualityParts {
  readonly media: Pick<MediaPort, 'onEvent'>;
  readonly log: Log;
  /** Milliseconds since 1970. */
  now(): number;
}

/** The sound of the calls that are on, from the samples that the media window sends each second. */
export interface CallQualityService {
  /** A call is new or changed. */
  follow(call: TelephonyCall): void;
  /** The sound of a call now; undefined before its first seconds, while it is held, and after its end. */
  live(callId: string): LiveQuality | undefined;
  /** The story so far; undefined where nothing was ever heard. */
  story(callId: string): CallQuality | undefined;
  /** Lets go of a call that has ended. */
  forget(callId: string): void;
  /** Hears when what `live` says of a call is visibly different. */
  onChange(listener: (callId: string) => void): () => void;
  close(): void;
}

interface Followed {
  call: TelephonyCall;
  totals: Totals | undefined;
  watch: TroubleWatch;
  story: QualityStory;
  shown: LiveQuality | undefined;
  /** The last jitter before a hold: what the estimate makes of the gap is no sound that anybody heard. */
  steadyJitterMs: number | undefined;
  /** Since the answer; when the clock is set back it stands still. */
  second: number;
}

/** A score that moved less than this looks the same. */
const visibleStep = 0.1;

export function createCallQuality(parts: CallQualityParts): CallQualityService {
  const followed = new Map<string, Followed>();
  const listeners = new Set<(callId: string) => void>();

  const secondsOf = (call: TelephonyCall): number =>
    call.answeredAt === undefined
      ? 0
      : Math.max(0, Math.floor((parts.now() - Date.parse(call.answeredAt)) / 1000));

  /** Both sides should hear each other now. */
  const talking = ({ state, heldByOther, media }: TelephonyCall): boolean =>
    state === 'active' && !heldByOther && media === 'connected';

  function show(entry: Followed, live: LiveQuality | undefined): void {
    if (looksTheSame(entry.shown, live)) return;
    const before = entry.shown?.troubles ?? [];
    entry.shown = live;
    if (before.join() !== (live?.troubles ?? []).join()) {
      parts.log.info('sound', { call: entry.call.id, troubles: live?.troubles.join(' '), mos: live?.mos });
    }
    for (const listener of listeners) listener(entry.call.id);
  }

  function pause(entry: Followed): void {
    entry.second = Math.max(entry.second, secondsOf(entry.call));
    entry.story = pauseStory(entry.story, entry.second);
    entry.watch = quietWatch;
    show(entry, undefined);
  }

  function sampled(entry: Followed, totals: Totals): void {
    const before = entry.totals;
    entry.totals = totals;
    if (!talking(entry.call)) return;
    entry.second = Math.max(entry.second, secondsOf(entry.call));
    if (before === undefined) return;
    const sample = sampleBetween(before, totals);
    entry.watch = watchSecond(entry.watch, { sample, talking: true, muted: entry.call.muted });
    if (sample !== undefined) {
      if (isSettled(entry.watch)) entry.steadyJitterMs = sample.jitterMs;
      const jitterMs = Math.min(sample.jitterMs, entry.steadyJitterMs ?? sample.jitterMs);
      entry.story = addSecond(entry.story, entry.second, { ...sample, jitterMs }, entry.watch.raised);
    }
    const mos = smoothedOpinion(entry.story);
    show(entry, {
      ...(mos === undefined ? {} : { mos: Math.round(mos * 10) / 10 }),
      troubles: [...entry.watch.raised],
    });
  }

  const stopListening = parts.media.onEvent((event) => {
    if (event.name !== 'sample') return;
    const entry = followed.get(event.peer);
    if (entry !== undefined) sampled(entry, event.statistics);
  });

  return {
    follow(call) {
      const entry = followed.get(call.id);
      if (entry === undefined) {
        if (call.answeredAt === undefined || call.state === 'ended') return;
        followed.set(call.id, {
          call,
          totals: undefined,
          watch: quietWatch,
          story: emptyStory,
          shown: undefined,
          steadyJitterMs: undefined,
          second: 0,
        });
        return;
      }
      const talked = talking(entry.call);
      entry.call = call;
      if (talked && !talking(call)) pause(entry);
    },
    live: (callId) => followed.get(callId)?.shown,
    story(callId) {
      const entry = followed.get(callId);
      return entry && tellStory(entry.story, entry.second);
    },
    forget: (callId) => void followed.delete(callId),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: stopListening,
  };
}

/** Compared with what is shown, not with the second before: a slow decline shows as well. */
function looksTheSame(shown: LiveQuality | undefined, live: LiveQuality | undefined): boolean {
  if (shown === undefined || live === undefined) return shown === live;
  if (shown.troubles.join() !== live.troubles.join()) return false;
  if (shown.mos === undefined || live.mos === undefined) return shown.mos === live.mos;
  // The scores have one decimal; half a step of rounding stands between them and their difference.
  return Math.abs(shown.mos - live.mos) < visibleStep * 1.5;
}
