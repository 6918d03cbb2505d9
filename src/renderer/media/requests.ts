import type {
  MediaAnswer,
  MediaCommand,
  MediaEvent,
  MediaRequest,
  MediaResult,
  PeerStatistics,
} from '../../contract/media/messages.ts';
import { playPaused } from './play-paused.ts';
import { presentDevices, type Configuration } from './audio-devices.ts';
import { Conference } from './conference.ts';
import { Markers } from './markers.ts';
import { HeadsetLink } from './headset/headset-link.ts';
import type { Hid } from './headset/hid.ts';
import { Meter } from './meter.ts';
import { Microphone, MicrophoneError, MicrophoneOutlook } from './microphone.ts';
import { MutedSpeech } from './muted-speech.ts';
import { Peer, type ConnectionState } from './peer.ts';
import { peerConfiguration, type WayOut } from './peer-configuration.ts';
import { Sampler } from './sampler.ts';
import { SilentContext } from './silent-context.ts';
import { Spare } from './spare.ts';
import { Speakers } from './speakers.ts';
import { peerStatistics } from './statistics.ts';
import { TonePlayer } from './tones.ts';

type Value = Extract<MediaResult, { ok: true }>['value'];

export interface MediaRoomParts {
  readonly devices: MediaDevices;
  readonly permissions: Permissions;
  /** Undefined where the browser has no WebHID. */
  readonly hid: Hid | undefined;
  readonly page: Document;
  readonly send: (event: MediaEvent) => void;
}

/** Does what the host asks for: the microphone, the peers by their names, the tones. */
export class MediaRoom {
  readonly #peers = new Map<string, Peer>();
  readonly #microphone: Microphone;
  readonly #outlook: MicrophoneOutlook;
  readonly #speakers: Speakers;
  readonly #tones: TonePlayer;
  readonly #silent = new SilentContext();
  readonly #meter: Meter;
  readonly #conference = new Conference(this.#silent);
  readonly #markers = new Markers({
    silent: this.#silent,
    peers: () => this.#peers.values(),
  });
  readonly #mutedSpeech: MutedSpeech;
  readonly #sampler = new Sampler(() => this.#sample());
  readonly #headset: HeadsetLink;
  readonly #parts: MediaRoomParts;
  /** Peers that may be heard as soon as there is a microphone. */
  readonly #voiceless = new WeakSet<Peer>();
  readonly #spare = new Spare((peer) => this.#end(peer));
  #meterWanted = false;

  constructor(parts: MediaRoomParts) {
    this.#parts = parts;
    this.#speakers = new Speakers(parts.devices);
    this.#tones = new TonePlayer(this.#speakers);
    this.#meter = new Meter({
      silent: this.#silent,
      received: () => [...this.#peers.values()].flatMap((peer) => peer.received() ?? []),
      tell: (levels) => parts.send({ name: 'levels', ...levels }),
    });
    this.#headset = new HeadsetLink({
      hid: parts.hid,
      press: (button) => parts.send({ name: 'headsetButton', button }),
      found: (name) => parts.send({ name: 'headset', ...(name === undefined ? {} : { headset: { name } }) }),
      listed: (headsets) => parts.send({ name: 'headsets', headsets: [...headsets] }),
    });
    this.#mutedSpeech = new MutedSpeech(this.#silent, (speaking) =>
      parts.send({ name: 'speakingWhileMuted', speaking }),
    );
    this.#outlook = new MicrophoneOutlook(parts.devices, parts.permissions);
    this.#microphone = new Microphone(parts.devices, {
      onLost: () => parts.send({ name: 'microphoneLost' }),
      onBack: () => parts.send({ name: 'microphoneBack' }),
      onDevicesChanged: () => {
        parts.send({ name: 'devicesChanged' });
        void this.#speakers.follow();
      },
      onReplaced: (track) => this.#useMicrophone(track),
    });
  }

  /** Answers every request; nothing is thrown. */
  async handle({ id, command }: MediaRequest): Promise<MediaAnswer> {
    try {
      const value = await this.#perform(command);
      this.#follow();
      return { id, result: { ok: true, value } };
    } catch (error) {
      const reason = error instanceof MicrophoneError ? error.reason : 'media.failed';
      const detail = error instanceof Error ? `${command.name}: ${error.name}` : command.name;
      return { id, result: { ok: false, reason, detail } };
    }
  }

  /** The browser may let sound out now. */
  wake(): void {
    this.#tones.wake();
    this.#silent.wake();
    playPaused(this.#parts.page);
  }

  /** Ends everything: there is a new host, or none, that knows nothing of these peers. */
  clear(): void {
    for (const name of this.#peers.keys()) this.#close(name);
    this.#spare.coolDown();
    this.#tones.play('none');
    this.#stopMeter();
    this.#microphone.release();
    this.#headset.show({ offHook: false, ring: false, mute: false, hold: false });
  }

  async #perform(command: MediaCommand): Promise<Value> {
    switch (command.name) {
      case 'prepare':
        await this.#microphone.open();
        return {};
      case 'open':
        await this.#open(command);
        return {};
      case 'voice':
        await this.#voice(this.#peer(command.peer));
        return {};
      case 'warm': {
        const mayCall = this.#outlook.expect();
        return { sdp: await this.#spare.warm(command.spare, this.#create(command, undefined), mayCall) };
      }
      case 'coolDown':
        this.#spare.coolDown();
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
        for (const peer of this.#conference.with(this.#peer(command.peer))) peer.mute(command.muted);
        return {};
      case 'dtmf': {
        const lastsMs = this.#peer(command.peer).dtmf(command.tones);
        return lastsMs === undefined ? { sent: false } : { sent: true, lastsMs };
      }
      case 'close':
        this.#close(command.peer);
        return {};
      case 'tone':
        this.#tones.play(command.tone);
        return {};
      case 'statistics':
        return { statistics: await this.#statistics(this.#peer(command.peer)) };
      case 'conference':
        await this.#conference.join(new Map(command.peers.map((name) => [name, this.#peer(name)])));
        return {};
      case 'marker':
        if (command.on) await this.#markers.start(command.peer, this.#peer(command.peer));
        else await this.#markers.stop(command.peer);
        return {};
      case 'devices': {
        const { microphones, speakers } = await presentDevices(this.#parts.devices);
        return { devices: { microphones: [...microphones], speakers: [...speakers] } };
      }
      case 'configure':
        await this.#configure(command);
        return {};
      case 'meter':
        if (command.on) await this.#startMeter();
        else this.#stopMeter();
        return {};
      case 'test':
        this.#tones.test(command.role);
        return {};
      case 'headset':
        this.#headset.show(command);
        return {};
      case 'findHeadset':
        await this.#headset.look();
        return {};
      case 'ping':
        return {};
      case 'release':
        if (this.#peers.size === 0) this.#microphone.release();
        return {};
    }
  }

  async #open(command: Extract<MediaCommand, { name: 'open' }>): Promise<void> {
    const { peer: name, spare, silent } = command;
    if (spare !== undefined) {
      const peer = this.#spare.take(spare);
      if (peer === undefined) throw new Error('there is no such spare peer');
      this.#close(name);
      this.#peers.set(name, peer);
      return;
    }
    const microphone = silent === true ? undefined : await this.#microphone.open();
    this.#close(name);
    this.#peers.set(name, this.#create(command, microphone));
  }

  #create(command: WayOut, microphone: MediaStreamTrack | undefined): Peer {
    const audio = this.#parts.page.createElement('audio');
    audio.autoplay = true;
    this.#parts.page.body.append(audio);
    this.#speakers.attach(audio, 'speaker');
    const configuration = peerConfiguration(command);
    const peer = new Peer(configuration, microphone, audio, (state) => this.#connection(peer, state));
    return peer;
  }

  async #voice(peer: Peer): Promise<void> {
    if (!peer.isSilent()) return;
    this.#voiceless.add(peer);
    try {
      const microphone = await this.#microphone.open();
      if (peer.isSilent()) await peer.useMicrophone(microphone);
    } catch (error) {
      // Taken away at the last moment: the call is answered, and it has its voice when a microphone is there again.
      await peer.connect();
      throw error;
    }
  }

  #close(name: string): void {
    const peer = this.#peers.get(name);
    if (peer === undefined) return;
    this.#peers.delete(name);
    this.#end(peer);
    this.#settle(this.#conference.leave(name));
    this.#settle(this.#markers.stop(name));
    this.#follow();
  }

  #end(peer: Peer): void {
    this.#speakers.detach(peer.audio);
    peer.close();
  }

  #connection(peer: Peer, state: ConnectionState): void {
    // The spare one has no name yet that means a call.
    const name = [...this.#peers].find(([, each]) => each === peer)?.[0];
    if (name === undefined) return;
    this.#parts.send({ name: 'connection', peer: name, state });
    this.#follow();
  }

  /** What goes on by itself while calls are on follows how they are now. */
  #follow(): void {
    const peers = [...this.#peers.values()].filter((peer) => peer.isConnected());
    this.#sampler.want(peers.length > 0);
    this.#conference.follow();
    const talking = peers.filter((peer) => !peer.isHeld());
    const unheard = talking.length > 0 && talking.every((peer) => peer.isMuted());
    this.#mutedSpeech.follow(unheard ? this.#microphone.track() : undefined);
  }

  async #statistics(peer: Peer): Promise<PeerStatistics> {
    const report = await peer.connection.getStats();
    const markerDb = this.#markers.heard(peer);
    return { ...peerStatistics(report.values()), ...(markerDb === undefined ? {} : { markerDb }) };
  }

  async #sample(): Promise<void> {
    const connected = [...this.#peers].filter(([, peer]) => peer.isConnected());
    await Promise.all(
      connected.map(async ([name, peer]) => {
        const statistics = await this.#statistics(peer).catch(() => undefined);
        // It may have been closed meanwhile: nobody asks for a sample of a call that is over.
        if (statistics !== undefined && this.#peers.get(name) === peer) {
          this.#parts.send({ name: 'sample', peer: name, statistics });
        }
      }),
    );
  }

  /** What was begun for a peer that is gone: it may fail with it, and nobody is left to be told. */
  #settle(work: Promise<void>): void {
    work.catch(() => {});
  }

  async #configure(configuration: Configuration): Promise<void> {
    const { microphone, speaker, ring, processing, ringVolume, headset } = configuration;
    this.#microphone.choose({ microphone, processing });
    this.#headset.prefer([speaker?.label ?? '', microphone?.label ?? ''], headset?.id);
    this.#headset.tellAgain();
    this.#tones.setRingVolume(ringVolume);
    await this.#speakers.choose({ speaker, ring });
  }

  #useMicrophone(track: MediaStreamTrack): void {
    for (const peer of this.#peers.values()) {
      if (peer.isSilent() && !this.#voiceless.has(peer)) continue;
      peer.useMicrophone(track).catch(() => this.#parts.send({ name: 'microphoneLost' }));
    }
    if (this.#meter.isOn()) this.#meter.start(track);
    this.#follow();
  }

  async #startMeter(): Promise<void> {
    this.#meterWanted = true;
    const track = await this.#microphone.open('meter');
    // It may have been stopped while the microphone was opened.
    if (this.#meterWanted) this.#meter.start(track);
    else this.#microphone.release('meter');
  }

  #stopMeter(): void {
    this.#meterWanted = false;
    this.#meter.stop();
    this.#microphone.release('meter');
  }

  #peer(name: string): Peer {
    const peer = this.#peers.get(name);
    if (peer === undefined) throw new Error('there is no such peer');
    return peer;
  }
}
