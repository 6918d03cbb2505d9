declare global {
  /** Web Audio API 1.1: `none` runs a context without a device. TypeScript's DOM library does not know it yet. */
  interface AudioContextOptions {
    sinkId?: string | { type: 'none' };
  }
}

/** Hears one track. */
export interface Ear {
  /** The last samples, -1…1, about 85 ms of them; the array is the ear's own and is written anew each time. */
  samples(): Float32Array<ArrayBuffer>;
  readonly sampleRate: number;
  close(): void;
}

/** At 48 kHz 85 ms: looked at ten times a second, little is missed. */
const windowSamples = 4096;

/** Hears tracks by Web Audio without a sound: one context for all, alive only while somebody listens. */
export class Ears {
  #context: AudioContext | undefined;
  #open = 0;

  /** The track may be one of a peer connection: Chromium wants those played by an element, too, or they stay silent. */
  listen(track: MediaStreamTrack): Ear {
    // No device: analysis must go on whatever is unplugged, and open nothing.
    this.#context ??= new AudioContext({ sinkId: { type: 'none' } });
    const context = this.#context;
    this.#open += 1;
    const source = context.createMediaStreamSource(new MediaStream([track]));
    const analyser = context.createAnalyser();
    analyser.fftSize = windowSamples;
    source.connect(analyser);
    this.wake();
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
        this.#open -= 1;
        if (this.#open > 0) return;
        this.#context = undefined;
        void context.close();
      },
    };
  }

  /** Lets the context run where the browser held it back until a gesture. */
  wake(): void {
    this.#context?.resume().catch(() => {
      // Still no gesture: the next one wakes it.
    });
  }
}
