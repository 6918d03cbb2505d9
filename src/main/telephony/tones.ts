import type { CallState } from '../../domain/call/call.ts';
import { soundingTone, type CallTone } from '../../domain/call/sounding-tone.ts';
import type { Clock } from './clock.ts';
import type { MediaPort } from './port.ts';

/** What one call may want to be heard. */
export type Tone = 'none' | CallTone;

/** A call that has not ended, as far as it matters for tones. */
export interface SoundingCall {
  readonly id: string;
  readonly state: CallState;
  readonly answersItself: boolean;
}

/** Nobody needs to hear longer than this that the other side is busy. */
const busyMs = 3000;

/** The one tone that sounds, among all that the calls want to be heard. */
export class Tones {
  readonly #media: MediaPort;
  readonly #clock: Clock;
  readonly #calls: () => readonly SoundingCall[];
  readonly #wanted = new Map<string, CallTone>();
  #sounding: ReturnType<typeof soundingTone> = 'none';

  constructor(media: MediaPort, clock: Clock, calls: () => readonly SoundingCall[]) {
    this.#media = media;
    this.#clock = clock;
    this.#calls = calls;
  }

  /** What a call wants to be heard from now on. */
  play(callId: string, tone: Tone): void {
    if (tone === 'none') this.#wanted.delete(callId);
    else this.#wanted.set(callId, tone);
    if (tone === 'busy') this.#clock.after(busyMs, () => this.play(callId, 'none'));
    this.changed();
  }

  /** A call has changed: another tone may be right. */
  changed(): void {
    const calls = this.#calls();
    const ended = [...this.#wanted].flatMap(([id, tone]) =>
      calls.some((call) => call.id === id) ? [] : [{ state: 'ended' as const, tone }],
    );
    const living = calls.map((call) => ({ ...call, tone: this.#wanted.get(call.id) ?? ('none' as const) }));
    const tone = soundingTone([...living, ...ended]);
    if (tone === this.#sounding) return;
    this.#sounding = tone;
    this.#send();
  }

  /** The media window was started anew and is silent. */
  repeat(): void {
    if (this.#sounding !== 'none') this.#send();
  }

  /** A tone that cannot be played stops no call: the answer is not awaited. */
  #send(): void {
    void this.#media.request({ name: 'tone', tone: this.#sounding });
  }
}
