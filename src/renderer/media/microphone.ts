import type { MediaAnswer } from '../../contract/media/messages.ts';

type MediaFailure = Extract<MediaAnswer['result'], { ok: false }>['reason'];

/** Why there is no microphone: the reason code that the host understands. */
export class MicrophoneError extends Error {
  readonly reason: MediaFailure;
  constructor(reason: MediaFailure, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** The reason code for what getUserMedia rejects with (W3C mediacapture-streams §10.3). */
export function microphoneFailure(name: string): MediaFailure {
  switch (name) {
    case 'NotFoundError': // there is none
    case 'OverconstrainedError':
    case 'NotReadableError': // it is there, but the system does not let it be opened
      return 'media.noMicrophone';
    case 'NotAllowedError':
    case 'SecurityError':
      return 'media.permissionDenied';
    default:
      return 'media.failed';
  }
}

const constraints: MediaStreamConstraints = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
  video: false,
};

export interface MicrophoneEvents {
  /** It was unplugged or taken away. */
  readonly onLost: () => void;
  /** Another one took its place: peers go on with this track. */
  readonly onReplaced: (track: MediaStreamTrack) => void;
  readonly onDevicesChanged: () => void;
}

/** The one microphone. Open from `open` to `release`, so that the light of the headset tells the truth. */
export class Microphone {
  readonly #devices: MediaDevices;
  readonly #events: MicrophoneEvents;
  #opening: Promise<MediaStreamTrack> | undefined;
  #track: MediaStreamTrack | undefined;
  #wanted = false;

  constructor(devices: MediaDevices, events: MicrophoneEvents) {
    this.#devices = devices;
    this.#events = events;
    devices.addEventListener('devicechange', () => {
      events.onDevicesChanged();
      // A headset that comes back into a call is taken up by itself.
      if (this.#wanted && this.#track?.readyState !== 'live') this.#replace();
    });
  }

  /** The live track of the microphone. Rejects with a MicrophoneError. */
  open(): Promise<MediaStreamTrack> {
    this.#wanted = true;
    if (this.#track?.readyState === 'live') return Promise.resolve(this.#track);
    this.#opening ??= this.#ask().finally(() => (this.#opening = undefined));
    return this.#opening;
  }

  release(): void {
    this.#wanted = false;
    this.#track?.stop();
    this.#track = undefined;
  }

  async #ask(): Promise<MediaStreamTrack> {
    let stream: MediaStream;
    try {
      stream = await this.#devices.getUserMedia(constraints);
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown';
      throw new MicrophoneError(microphoneFailure(name), name);
    }
    const track = stream.getAudioTracks()[0];
    if (track === undefined) throw new MicrophoneError('media.noMicrophone', 'no track');
    if (!this.#wanted) {
      // Released while the person was still asked for permission.
      track.stop();
      throw new MicrophoneError('media.failed', 'released');
    }
    this.#track = track;
    // Not fired for `stop()`, only when the device goes.
    track.addEventListener('ended', () => {
      this.#events.onLost();
      this.#replace();
    });
    return track;
  }

  #replace(): void {
    if (!this.#wanted) return;
    this.open().then(this.#events.onReplaced, () => {
      // There is no other one now. `devicechange` tries again, and the host knows from `onLost`.
    });
  }
}
