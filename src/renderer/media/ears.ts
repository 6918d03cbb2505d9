import type { SilentContext } from './silent-context.ts';

/** Hears one track. */
export interface Ear {
  /** The last samples, -1…1, about 85 ms of them; the array is the ear's own and is written anew each time. */
  samples(): Float32Array<ArrayBuffer>;
  readonly sampleRate: number;
  close(): void;
}

/** At 48 kHz 85 ms: looked at ten times a second, little is missed. */
const windowSamples = 4096;

/**
 * Hears a track by Web Audio without a sound. One of a peer connection must be played by an element, too: without,
 * Chromium gives Web Audio nothing but silence.
 */
export function listen(silent: SilentContext, track: MediaStreamTrack): Ear {
  const context = silent.acquire();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = windowSamples;
  source.connect(analyser);
  const samples = new Float32Array(windowSamples);
  let closed = false;
  return {
    sampleRate: context.sampleRate,
    samples: () => {
      analyser.getFloatTimeDomainData(samples);
      return samples;
    },
    close: () => {
      if (closed) return;
      closed = true;
      source.disconnect();
      silent.release();
    },
  };
}
