import type { LiveQuality } from '../../../src/contract/desk/telephone.ts';
import type { QualityTrouble } from '../../../src/domain/quality/trouble.ts';
import { createCallQuality } from '../../../src/main/app/call-quality.ts';
import { jsonLog } from '../../../src/main/logging/log.ts';
import type { MediaPort, Telephony } from '../../../src/main/telephony/port.ts';

/** What the operator is told of the sound of a call, second by second: a sample of the media window is a second. */
export interface SoundWatch {
  /** The newest word. */
  live(): LiveQuality | undefined;
  /**
   * Waits until what is said fits, and gives how many samples that took; -1 when it did not within `samples` of them,
   * or never began.
   */
  until(fits: (live: LiveQuality) => boolean, samples: number): Promise<number>;
  /** Lets so many samples pass, and gives every trouble that was told in them. */
  during(samples: number): Promise<readonly QualityTrouble[]>;
  close(): void;
}

/** Follows the calls of a telephone as the host does. `callId` is the one that is watched. */
export function watchSound(
  { media, telephony }: { media: Pick<MediaPort, 'onEvent'>; telephony: Telephony },
  callId: string,
): SoundWatch {
  const quality = createCallQuality({ media, log: jsonLog('sound', () => {}), now: () => Date.now() });
  for (const call of telephony.calls()) quality.follow(call);
  const stopFollowing = telephony.on('call', (call) => quality.follow(call));
  /** `look` is asked after each sample, until it gives something. */
  const afterSamples = <T>(look: (live: LiveQuality | undefined) => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const stop = media.onEvent((event) => {
        if (event.name !== 'sample' || event.peer !== callId) return;
        const found = look(quality.live(callId));
        if (found === undefined) return;
        stop();
        resolve(found);
      });
    });
  return {
    live: () => quality.live(callId),
    until(fits, samples) {
      let seen = 0;
      return afterSamples((live) => {
        seen += 1;
        if (live !== undefined && fits(live)) return seen;
        return seen >= samples ? -1 : undefined;
      });
    },
    during(samples) {
      let seen = 0;
      const told = new Set<QualityTrouble>();
      return afterSamples((live) => {
        seen += 1;
        for (const trouble of live?.troubles ?? []) told.add(trouble);
        return seen >= samples ? [...told] : undefined;
      });
    },
    close() {
      stopFollowing();
      quality.close();
    },
  };
}
