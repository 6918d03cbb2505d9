import { listen, type Ear } from './ears.ts';
import { peak } from './loudness.ts';
import type { SilentContext } from './silent-context.ts';

const everyMs = 100;

export interface MeterParts {
  readonly silent: SilentContext;
  /** What the peers receive at this moment. */
  readonly received: () => readonly MediaStreamTrack[];
  readonly tell: (levels: { input: number; output: number }) => void;
}

/** Tells ten times a second how loud microphone and callers are, linear 0…1. */
export class Meter {
  readonly #parts: MeterParts;
  readonly #callers = new Map<MediaStreamTrack, Ear>();
  #microphone: Ear | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(parts: MeterParts) {
    this.#parts = parts;
  }

  /** Starts with this microphone, or goes on with it. */
  start(microphone: MediaStreamTrack): void {
    const before = this.#microphone;
    this.#microphone = listen(this.#parts.silent, microphone);
    before?.close();
    this.#timer ??= setInterval(() => this.#look(), everyMs);
  }

  isOn(): boolean {
    return this.#timer !== undefined;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#microphone?.close();
    this.#microphone = undefined;
    for (const ear of this.#callers.values()) ear.close();
    this.#callers.clear();
  }

  #look(): void {
    const tracks = new Set(this.#parts.received());
    for (const [track, ear] of this.#callers) {
      if (tracks.has(track)) continue;
      ear.close();
      this.#callers.delete(track);
    }
    for (const track of tracks) {
      if (!this.#callers.has(track)) this.#callers.set(track, listen(this.#parts.silent, track));
    }
    const input = this.#microphone === undefined ? 0 : peak(this.#microphone.samples());
    const output = Math.max(0, ...[...this.#callers.values()].map((ear) => peak(ear.samples())));
    this.#parts.tell({ input, output });
  }
}
