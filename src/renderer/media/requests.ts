import type {
  MediaAnswer,
  MediaCommand,
  MediaEvent,
  MediaRequest,
  MediaResult,
} from '../../contract/media/messages.ts';
import { Microphone, MicrophoneError } from './microphone.ts';
import { Peer } from './peer.ts';
import { peerStatistics } from './statistics.ts';
import { TonePlayer } from './tones.ts';

type Value = Extract<MediaResult, { ok: true }>['value'];

export interface MediaRoomParts {
  readonly devices: MediaDevices;
  readonly page: Document;
  readonly send: (event: MediaEvent) => void;
}

/** Does what the host asks for: the microphone, the peers by their names, the tones. */
export class MediaRoom {
  readonly #peers = new Map<string, Peer>();
  readonly #microphone: Microphone;
  readonly #tones = new TonePlayer();
  readonly #parts: MediaRoomParts;

  constructor(parts: MediaRoomParts) {
    this.#parts = parts;
    this.#microphone = new Microphone(parts.devices, {
      onLost: () => parts.send({ name: 'microphoneLost' }),
      onDevicesChanged: () => parts.send({ name: 'devicesChanged' }),
      onReplaced: (track) => {
        for (const peer of this.#peers.values()) {
          peer.useMicrophone(track).catch(() => parts.send({ name: 'microphoneLost' }));
        }
      },
    });
  }

  /** Answers every request; nothing is thrown. */
  async handle({ id, command }: MediaRequest): Promise<MediaAnswer> {
    try {
      return { id, result: { ok: true, value: await this.#perform(command) } };
    } catch (error) {
      const reason = error instanceof MicrophoneError ? error.reason : 'media.failed';
      const detail = error instanceof Error ? `${command.name}: ${error.name}` : command.name;
      return { id, result: { ok: false, reason, detail } };
    }
  }

  /** The browser may let sound out now. */
  wake(): void {
    this.#tones.wake();
    for (const audio of this.#parts.page.querySelectorAll('audio')) {
      if (audio.paused && audio.srcObject !== null) {
        audio.play().catch(() => {
          // Not this gesture: the next one.
        });
      }
    }
  }

  /** Ends everything: there is a new host, or none, that knows nothing of these peers. */
  clear(): void {
    for (const peer of this.#peers.values()) peer.close();
    this.#peers.clear();
    this.#tones.play('none');
    this.#microphone.release();
  }

  async #perform(command: MediaCommand): Promise<Value> {
    switch (command.name) {
      case 'prepare':
        await this.#microphone.open();
        return {};
      case 'open':
        await this.#open(command.peer, command.iceServers);
        return {};
      case 'describe':
        return { sdp: await this.#peer(command.peer).describe(command) };
      case 'accept':
        await this.#peer(command.peer).accept(command.type, command.sdp);
        return {};
      case 'rollback':
        await this.#peer(command.peer).rollback();
        return {};
      case 'mute':
        this.#peer(command.peer).mute(command.muted);
        return {};
      case 'dtmf':
        return { sent: this.#peer(command.peer).dtmf(command.tones) };
      case 'close':
        this.#peers.get(command.peer)?.close();
        this.#peers.delete(command.peer);
        return {};
      case 'tone':
        this.#tones.play(command.tone === 'waiting' || command.tone === 'autoAnswer' ? 'ring' : command.tone);
        return {};
      case 'statistics': {
        const report = await this.#peer(command.peer).connection.getStats();
        return { statistics: peerStatistics(report.values()) };
      }
      case 'voice':
      case 'warm':
      case 'coolDown':
      case 'conference':
      case 'devices':
      case 'configure':
      case 'meter':
      case 'test':
      case 'marker':
      case 'headset':
        throw new Error('not there yet');
      case 'release':
        if (this.#peers.size === 0) this.#microphone.release();
        return {};
    }
  }

  async #open(
    name: string,
    iceServers: Extract<MediaCommand, { name: 'open' }>['iceServers'],
  ): Promise<void> {
    const microphone = await this.#microphone.open();
    this.#peers.get(name)?.close();
    const audio = this.#parts.page.createElement('audio');
    audio.autoplay = true;
    this.#parts.page.body.append(audio);
    const servers = iceServers.map(({ urls, username, credential }) => ({
      urls,
      ...(username === undefined ? {} : { username }),
      ...(credential === undefined ? {} : { credential }),
    }));
    const peer = new Peer(servers, microphone, audio, (state) =>
      this.#parts.send({ name: 'connection', peer: name, state }),
    );
    this.#peers.set(name, peer);
  }

  #peer(name: string): Peer {
    const peer = this.#peers.get(name);
    if (peer === undefined) throw new Error('there is no such peer');
    return peer;
  }
}
