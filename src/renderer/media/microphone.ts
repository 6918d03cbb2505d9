import type { MediaAnswer } from '../../contract/media/messages.ts';
import { idToOpen, presentDevices, systemDefaults, type Configuration } from './audio-devices.ts';

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

/** Whether a microphone can be opened, as far as that is known without opening it. */
export class MicrophoneOutlook {
  readonly #devices: MediaDevices;
  readonly #permissions: Permissions;
  /** Asked for once: it follows what is allowed by itself, and the browser never lets go of one that was asked for. */
  #permission: Promise<PermissionStatus> | undefined;

  constructor(devices: MediaDevices, permissions: Permissions) {
    this.#devices = devices;
    this.#permissions = permissions;
  }

  /** Rejects with a MicrophoneError where none can be opened. */
  async expect(): Promise<void> {
    this.#permission ??= this.#permissions.query({ name: 'microphone' });
    const { state } = await this.#permission;
    if (state === 'denied') throw new MicrophoneError('media.permissionDenied', 'denied');
    const all = await this.#devices.enumerateDevices();
    if (!all.some(({ kind }) => kind === 'audioinput')) {
      throw new MicrophoneError('media.noMicrophone', 'none');
    }
  }
}

export interface MicrophoneEvents {
  /** It was unplugged or taken away, and no other stands in. */
  readonly onLost: () => void;
  /** There is one again after `onLost`. */
  readonly onBack: () => void;
  /** Another one took its place: whoever uses the one before goes on with this track. */
  readonly onReplaced: (track: MediaStreamTrack) => void;
  readonly onDevicesChanged: () => void;
}

/** Who keeps the microphone open. */
export type MicrophoneUse = 'calls' | 'meter';

type Choice = Pick<Configuration, 'microphone' | 'processing'>;

/** What is to be opened. Two wishes with the same `key` are served by the same track. */
interface Wish {
  readonly key: string;
  readonly deviceId: string | undefined;
  readonly processing: Configuration['processing'];
}

/**
 * The one microphone: that which was chosen, the system's default while it is not plugged in. Open while somebody uses
 * it and not longer, so that the light of the headset tells the truth.
 */
export class Microphone {
  readonly #devices: MediaDevices;
  readonly #events: MicrophoneEvents;
  readonly #uses = new Set<MicrophoneUse>();
  #choice: Choice = systemDefaults;
  #opening: Promise<MediaStreamTrack> | undefined;
  #track: MediaStreamTrack | undefined;
  #openKey = '';
  #lost = false;
  #named = false;
  #following: Promise<void> = Promise.resolve();

  constructor(devices: MediaDevices, events: MicrophoneEvents) {
    this.#devices = devices;
    this.#events = events;
    devices.addEventListener('devicechange', () => {
      events.onDevicesChanged();
      this.#follow();
    });
  }

  /** The live track of the microphone. Rejects with a MicrophoneError. */
  async open(use: MicrophoneUse = 'calls'): Promise<MediaStreamTrack> {
    const used = this.#uses.has(use);
    this.#uses.add(use);
    if (this.#track?.readyState === 'live') return this.#track;
    this.#opening ??= this.#openWanted().finally(() => (this.#opening = undefined));
    try {
      return await this.#opening;
    } catch (error) {
      // A call that is on without one goes on waiting for it.
      if (!used) this.#uses.delete(use);
      throw error;
    }
  }

  release(use: MicrophoneUse = 'calls'): void {
    this.#uses.delete(use);
    if (this.#uses.size > 0) return;
    this.#lost = false;
    this.#track?.stop();
    this.#track = undefined;
  }

  /** Another device or other processing from now on, for what is on, too. */
  choose(choice: Choice): void {
    this.#choice = choice;
    this.#follow();
  }

  /** The track that is open. */
  track(): MediaStreamTrack | undefined {
    return this.#track?.readyState === 'live' ? this.#track : undefined;
  }

  async #wish(): Promise<Wish> {
    const { microphone, processing } = this.#choice;
    const present = await presentDevices(this.#devices);
    const deviceId = idToOpen(microphone, present.microphones);
    // Chromium keeps a track where it was opened though the system's default has moved on to the headset just plugged in.
    const key = JSON.stringify([deviceId ?? present.defaultMicrophone, deviceId === undefined, processing]);
    return { key, deviceId, processing };
  }

  async #openWanted(): Promise<MediaStreamTrack> {
    const wish = await this.#wish();
    const track = await this.#ask(wish);
    if (this.#uses.size === 0) {
      // Released while the person was still asked for permission.
      track.stop();
      throw new MicrophoneError('media.failed', 'released');
    }
    this.#take(track, wish);
    if (!this.#named) {
      // Only now does the browser give the devices' names.
      this.#named = true;
      this.#events.onDevicesChanged();
      this.#follow();
    }
    return track;
  }

  /** Opens what is wished for; where the chosen device is not to be had after all, the system's default. */
  async #ask({ deviceId, processing }: Wish): Promise<MediaStreamTrack> {
    const audio = { ...processing, channelCount: 1 };
    const open = (chosen: MediaTrackConstraints) =>
      this.#devices.getUserMedia({ audio: { ...audio, ...chosen }, video: false });
    let stream: MediaStream;
    try {
      stream =
        deviceId === undefined
          ? await open({})
          : await open({ deviceId: { exact: deviceId } }).catch((error: unknown) => {
              if (isRefusal(error)) throw error;
              return open({});
            });
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown';
      throw new MicrophoneError(microphoneFailure(name), name);
    }
    const track = stream.getAudioTracks()[0];
    if (track === undefined) throw new MicrophoneError('media.noMicrophone', 'no track');
    return track;
  }

  #take(track: MediaStreamTrack, { key }: Wish): void {
    this.#track = track;
    this.#openKey = key;
    // Not fired for `stop()`, only when the device goes.
    track.addEventListener('ended', () => {
      if (this.#track === track) this.#follow();
    });
  }

  /** Brings the open track in line with what is wished for and plugged in. One at a time: the last wish wins. */
  #follow(): void {
    this.#following = this.#following
      .then(() => this.#followNow())
      .catch(() => {
        // There is none now. `devicechange` tries again.
        if (this.#uses.size === 0 || this.#lost) return;
        this.#lost = true;
        this.#events.onLost();
      });
  }

  async #followNow(): Promise<void> {
    // What is being opened just now may be what was wished for a moment ago.
    await this.#opening?.catch(() => {});
    if (this.#uses.size === 0 || (this.#track === undefined && !this.#lost)) return;
    const wish = await this.#wish();
    const before = this.#track;
    if (before?.readyState === 'live' && wish.key === this.#openKey) return;
    let track: MediaStreamTrack;
    try {
      track = await this.#ask(wish);
    } catch (error) {
      // Better the microphone that there is than none.
      if (before?.readyState === 'live') return;
      throw error;
    }
    if (this.#uses.size === 0) return track.stop();
    this.#take(track, wish);
    before?.stop();
    this.#events.onReplaced(track);
    if (this.#lost) this.#events.onBack();
    this.#lost = false;
  }
}

/** Refused by the person or the system: asking for another device would be asking again. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && microphoneFailure(error.name) === 'media.permissionDenied';
}
