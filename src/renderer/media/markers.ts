import { listen, type Ear } from './ears.ts';
import { toneLevel } from './loudness.ts';
import type { Peer } from './peer.ts';
import type { SilentContext } from './silent-context.ts';

const frequency = 1000;
/** 12 dB below full scale: above speech's mean, far from clipping. */
const amplitude = 0.25;
/** On for so long out of each second: an encoder with DTX takes a tone that never ends for noise and leaves it out. */
const onSeconds = 0.8;
/** So often it is listened for, and so many times are one whole second of it. */
const everyMs = 100;
const timesKept = 10;

interface Sending {
  readonly peer: Peer;
  stop(): void;
}

interface Listening {
  readonly ear: Ear;
  /** The levels of the last second, in dB. */
  levels: number[];
}

export interface MarkerParts {
  readonly silent: SilentContext;
  readonly peers: () => Iterable<Peer>;
}

/**
 * Marker tones of 1000 Hz: sent into a call instead of the microphone, and looked for in what all calls receive. What
 * a call's way does to a voice can be measured with nobody speaking.
 */
export class Markers {
  readonly #parts: MarkerParts;
  readonly #sending = new Map<string, Sending>();
  readonly #listening = new Map<MediaStreamTrack, Listening>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(parts: MarkerParts) {
    this.#parts = parts;
  }

  async start(name: string, peer: Peer): Promise<void> {
    if (this.#sending.get(name)?.peer === peer) return;
    const { track, stop } = tone(this.#parts.silent);
    this.#sending.get(name)?.stop();
    this.#sending.set(name, { peer, stop });
    this.#timer ??= setInterval(() => this.#listen(), everyMs);
    await peer.sendInstead('marker', track);
  }

  async stop(name: string): Promise<void> {
    const sending = this.#sending.get(name);
    if (sending === undefined) return;
    this.#sending.delete(name);
    if (this.#sending.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      for (const { ear } of this.#listening.values()) ear.close();
      this.#listening.clear();
    }
    await sending.peer.sendInstead('marker', undefined);
    sending.stop();
  }

  /**
   * How loud the marker was at most in what this peer received in the last second, in dB below full scale. Undefined
   * while none is sent by anybody, and in the first second.
   */
  heard(peer: Peer): number | undefined {
    const track = peer.received();
    const levels = track === undefined ? undefined : this.#listening.get(track)?.levels;
    return levels === undefined || levels.length < timesKept ? undefined : Math.max(...levels);
  }

  #listen(): void {
    const tracks = new Set([...this.#parts.peers()].flatMap((peer) => peer.received() ?? []));
    for (const [track, { ear }] of this.#listening) {
      if (tracks.has(track)) continue;
      ear.close();
      this.#listening.delete(track);
    }
    for (const track of tracks) {
      const one = this.#listening.get(track) ?? { ear: listen(this.#parts.silent, track), levels: [] };
      this.#listening.set(track, one);
      const level = toneLevel(one.ear.samples(), frequency, one.ear.sampleRate);
      one.levels = [...one.levels, level].slice(-timesKept);
    }
  }
}

function tone(silent: SilentContext): { track: MediaStreamTrack; stop: () => void } {
  const context = silent.acquire();
  const oscillator = context.createOscillator();
  oscillator.frequency.value = frequency;
  const envelope = context.createGain();
  const mix = new MediaStreamAudioDestinationNode(context, { channelCount: 1, channelCountMode: 'explicit' });
  // One second of the envelope, in a loop.
  const shape = context.createBuffer(1, context.sampleRate, context.sampleRate);
  shape.getChannelData(0).fill(amplitude, 0, Math.round(onSeconds * context.sampleRate));
  const loop = context.createBufferSource();
  loop.buffer = shape;
  loop.loop = true;
  envelope.gain.value = 0;
  loop.connect(envelope.gain);
  oscillator.connect(envelope).connect(mix);
  oscillator.start();
  loop.start();
  const track = mix.stream.getAudioTracks()[0];
  if (track === undefined) throw new Error('Web Audio gave no track');
  return {
    track,
    stop: () => {
      oscillator.stop();
      loop.stop();
      track.stop();
      silent.release();
    },
  };
}
