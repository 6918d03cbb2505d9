import { listen, type Ear } from './ears.ts';
import { rms } from './loudness.ts';
import type { SilentContext } from './silent-context.ts';
import { SpeechDetector } from './speech-detector.ts';

const everyMs = 50;

/** Notices that the operator speaks while nobody can hear it. Listens only while the microphone is muted in a call. */
export class MutedSpeech {
  readonly #silent: SilentContext;
  readonly #tell: (speaking: boolean) => void;
  #track: MediaStreamTrack | undefined;
  #ear: Ear | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #speaking = false;

  constructor(silent: SilentContext, tell: (speaking: boolean) => void) {
    this.#silent = silent;
    this.#tell = tell;
  }

  /** Listens to this microphone, which no call silences; with none, to nothing. */
  follow(microphone: MediaStreamTrack | undefined): void {
    if (microphone === this.#track) return;
    this.#track = microphone;
    clearInterval(this.#timer);
    this.#ear?.close();
    this.#ear = undefined;
    this.#say(false);
    if (microphone === undefined) return;
    const ear = listen(this.#silent, microphone);
    const detector = new SpeechDetector();
    this.#ear = ear;
    this.#timer = setInterval(() => {
      const news = detector.hear(rms(ear.samples()), performance.now());
      if (news !== undefined) this.#say(news);
    }, everyMs);
  }

  #say(speaking: boolean): void {
    if (speaking === this.#speaking) return;
    this.#speaking = speaking;
    this.#tell(speaking);
  }
}
