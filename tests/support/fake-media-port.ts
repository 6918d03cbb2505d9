import type { AudioDevice } from '../../src/contract/desk/telephone.ts';
import type {
  MediaCommandInput,
  MediaEvent,
  MediaResult,
  PeerStatistics,
} from '../../src/contract/media/messages.ts';
import type { MediaPort } from '../../src/main/telephony/port.ts';

type Peer = {
  offers: number;
  signaling: 'stable' | 'localOffer' | 'remoteOffer';
  remoteSdp: string;
  silent: boolean;
};
type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** A media window of paper: it knows offers from answers and writes believable session descriptions, without a sound. */
export class FakeMediaPort implements MediaPort {
  /** All that was asked, in order. */
  readonly asked: MediaCommandInput[] = [];
  /** What the microphone says to `prepare`. */
  microphone: 'there' | 'media.noMicrophone' | 'media.permissionDenied' = 'there';
  /** Whether telephone-event was agreed on. */
  telephoneEvents = true;
  /** How long one tone lasts. */
  toneMs = 0;
  /** What is plugged in. */
  devices: { microphones: AudioDevice[]; speakers: AudioDevice[] } = { microphones: [], speakers: [] };
  /** Commands that fail with media.failed. */
  readonly broken = new Set<MediaCommandInput['name']>();
  readonly #peers = new Map<string, Peer>();
  #spare: { readonly name: string; readonly peer: Peer } | undefined;
  readonly #listeners = new Set<(event: MediaEvent) => void>();
  readonly #waiting = new Set<() => void>();
  readonly #holding = new Set<MediaCommandInput['name']>();
  #held: (() => void)[] = [];

  /** `prepare` does not answer before `letGo`. */
  holdPrepare(): void {
    this.hold('prepare');
  }

  /** Commands of this name are not done before `letGo`. */
  hold(name: MediaCommandInput['name']): void {
    this.#holding.add(name);
  }

  letGo(): void {
    this.#holding.clear();
    for (const go of this.#held.splice(0)) go();
  }

  async request(command: MediaCommandInput): Promise<MediaResult> {
    this.asked.push(command);
    for (const check of [...this.#waiting]) check();
    if (this.broken.has(command.name)) return { ok: false, reason: 'media.failed' };
    if (this.#holding.has(command.name)) {
      await new Promise<void>((resolve) => this.#held.push(resolve));
    }
    return this.#answer(command);
  }

  onEvent(listener: (event: MediaEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(event: MediaEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  /** The media path of the newest peer. */
  connection(state: Extract<MediaEvent, { name: 'connection' }>['state']): void {
    const peer = [...this.#peers.keys()].at(-1);
    if (peer !== undefined) this.tell({ name: 'connection', peer, state });
  }

  /** The window was started anew: what it had is gone. */
  restart(): void {
    this.#peers.clear();
    this.#spare = undefined;
    this.tell({ name: 'ready' });
  }

  peers(): readonly string[] {
    return [...this.#peers.keys()];
  }

  /** The peers that could be heard. */
  speaking(): readonly string[] {
    return [...this.#peers].flatMap(([name, { silent }]) => (silent ? [] : [name]));
  }

  /** The name of the peer that is kept for the next call out. */
  spare(): string | undefined {
    return this.#spare?.name;
  }

  tones(): readonly string[] {
    return this.asked.flatMap((command) => (command.name === 'tone' ? [command.tone] : []));
  }

  named<N extends MediaCommandInput['name']>(name: N): readonly Extract<MediaCommandInput, { name: N }>[] {
    return this.asked.filter(
      (command): command is Extract<MediaCommandInput, { name: N }> => command.name === name,
    );
  }

  /** Resolves once the condition holds; looked at with each command. */
  async until(condition: () => boolean): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve) => {
      const check = () => {
        if (!condition()) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
    });
  }

  #answer(command: MediaCommandInput): MediaResult {
    const failed: MediaResult = { ok: false, reason: 'media.failed', detail: `${command.name} out of turn` };
    const done: MediaResult = { ok: true, value: {} };
    switch (command.name) {
      case 'prepare':
        return this.microphone === 'there' ? done : { ok: false, reason: this.microphone };
      case 'open':
        if (this.#peers.has(command.peer)) return failed;
        if (command.spare !== undefined) {
          if (this.#spare?.name !== command.spare) return failed;
          this.#peers.set(command.peer, this.#spare.peer);
          this.#spare = undefined;
          return done;
        }
        if (command.silent !== true && this.microphone !== 'there') {
          return { ok: false, reason: this.microphone };
        }
        this.#peers.set(command.peer, {
          offers: 0,
          signaling: 'stable',
          remoteSdp: '',
          silent: command.silent === true,
        });
        return done;
      case 'voice': {
        const peer = this.#peers.get(command.peer);
        if (peer === undefined) return failed;
        if (this.microphone !== 'there') return { ok: false, reason: this.microphone };
        peer.silent = false;
        return done;
      }
      case 'warm': {
        if (this.microphone !== 'there') return { ok: false, reason: this.microphone };
        const peer: Peer = { offers: 1, signaling: 'localOffer', remoteSdp: '', silent: true };
        this.#spare = { name: command.spare, peer };
        return { ok: true, value: { sdp: fakeSdp('sendrecv', 1, 'offer') } };
      }
      case 'coolDown':
        this.#spare = undefined;
        return done;
      case 'describe': {
        const peer = this.#peers.get(command.peer);
        const fits = peer?.signaling === (command.type === 'offer' ? 'stable' : 'remoteOffer');
        if (peer === undefined || !fits) return failed;
        peer.offers += 1;
        peer.signaling = command.type === 'offer' ? 'localOffer' : 'stable';
        return { ok: true, value: { sdp: fakeSdp(command.direction, peer.offers, command.type) } };
      }
      case 'accept': {
        const peer = this.#peers.get(command.peer);
        const fits = peer?.signaling === (command.type === 'offer' ? 'stable' : 'localOffer');
        if (peer === undefined || !fits || !/^m=audio /mu.test(command.sdp)) return failed;
        peer.signaling = command.type === 'offer' ? 'remoteOffer' : 'stable';
        peer.remoteSdp = command.sdp;
        return done;
      }
      case 'rollback': {
        const peer = this.#peers.get(command.peer);
        if (peer === undefined) return failed;
        peer.signaling = 'stable';
        return done;
      }
      case 'dtmf':
        return {
          ok: true,
          value: { sent: this.telephoneEvents, lastsMs: this.toneMs * command.tones.length },
        };
      case 'close':
        this.#peers.delete(command.peer);
        return done;
      case 'statistics':
        return this.#peers.has(command.peer) ? { ok: true, value: { statistics: noStatistics } } : failed;
      case 'mute':
        return this.#peers.has(command.peer) ? done : failed;
      case 'marker':
        return this.#peers.has(command.peer) ? done : failed;
      case 'devices':
        return { ok: true, value: { devices: this.devices } };
      case 'conference':
      case 'configure':
      case 'findHeadset':
      case 'meter':
      case 'test':
      case 'headset':
      case 'tone':
      case 'ping':
      case 'release':
        return done;
    }
  }
}

const noStatistics: PeerStatistics = { packetsSent: 0, packetsReceived: 0, packetsLost: 0, jitterSeconds: 0 };

/** An audio description as a browser writes it, with made-up credentials and a candidate nobody listens at. */
export function fakeSdp(direction: Direction, version: number, type: 'offer' | 'answer'): string {
  return [
    'v=0',
    `o=- 4611731400430051336 ${version} IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'm=audio 9 UDP/TLS/RTP/SAVPF 111 0 110',
    'c=IN IP4 127.0.0.1',
    'a=rtcp:9 IN IP4 0.0.0.0',
    'a=candidate:1 1 udp 2122260223 127.0.0.1 9 typ host generation 0',
    `a=ice-ufrag:zari${version}`,
    'a=ice-pwd:0123456789abcdefghijklmn',
    `a=fingerprint:sha-256 ${Array.from({ length: 32 }, (_, at) => (at + 16).toString(16).toUpperCase()).join(':')}`,
    `a=setup:${type === 'offer' ? 'actpass' : 'active'}`,
    'a=mid:0',
    `a=${direction}`,
    'a=rtcp-mux',
    'a=rtpmap:111 opus/48000/2',
    'a=fmtp:111 minptime=10;useinbandfec=1',
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:110 telephone-event/48000',
    'a=ssrc:3735928559 cname:zari',
    '',
  ].join('\r\n');
}
