import type { MediaCommandInput, MediaEvent, MediaResult } from '../../src/contract/media/messages.ts';
import type { MediaPort } from '../../src/main/telephony/port.ts';
import { withoutCandidates, type Parted } from '../../src/renderer/media/candidates.ts';
import { DeskMedia } from './desk-media.ts';
import { decodeOpus, markerHz, markerPackets, toneShare, type MarkerHz } from './tone.ts';

/** A packet of 20 ms of Opus that decodes to silence. */
const silence = Uint8Array.of(0xf8, 0xff, 0xfe);

/** A media window in plain Node that really connects: ICE, DTLS-SRTP and Opus by werift. */
export class WeriftMediaPort implements MediaPort {
  readonly tones: string[] = [];
  readonly #peers = new Map<string, DeskMedia>();
  /** Peers whose other side takes RFC 4733 events. */
  readonly #events = new Set<string>();
  #spare: DeskMedia | undefined;
  /** What silent peers are not to know before they speak. */
  readonly #withheld = new Map<string, Parted['candidates']>();
  readonly #listeners = new Set<(event: MediaEvent) => void>();

  /** The peer connection of a call. */
  peer(id: string): DeskMedia {
    const media = this.#peers.get(id);
    if (media === undefined) throw new Error('there is no such peer');
    return media;
  }

  /** Sends 20 ms of silence again and again. */
  talk(id: string): void {
    this.peer(id).talk([silence]);
  }

  /** Sends a marker tone, again and again. */
  async sendMarker(id: string, hz: MarkerHz = markerHz): Promise<void> {
    this.peer(id).talk(await markerPackets(hz));
  }

  /** How much of what was heard of late lies at `hz`, 0…1. */
  async hears(id: string, hz: number): Promise<number> {
    const packets = this.peer(id)
      .heard.slice(-50)
      .map(({ payload }) => payload);
    return toneShare(await decodeOpus(packets), 48_000, hz);
  }

  onEvent(listener: (event: MediaEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async request(command: MediaCommandInput): Promise<MediaResult> {
    try {
      return { ok: true, value: await this.#perform(command) };
    } catch (error) {
      return { ok: false, reason: 'media.failed', detail: String(error) };
    }
  }

  /** Says what the media window would say of the path of a call. */
  report(peer: string, state: Extract<MediaEvent, { name: 'connection' }>['state']): void {
    this.#tell({ name: 'connection', peer, state });
  }

  close(): void {
    for (const media of this.#peers.values()) media.close();
    this.#peers.clear();
    this.#spare?.close();
  }

  async #perform(command: MediaCommandInput): Promise<Extract<MediaResult, { ok: true }>['value']> {
    switch (command.name) {
      case 'open': {
        const media = command.spare === undefined ? new DeskMedia() : this.#spare;
        if (media === undefined) throw new Error('there is no spare peer');
        if (media === this.#spare) this.#spare = undefined;
        const { peer } = command;
        media.peer.connectionStateChange.subscribe((state) =>
          this.#tell({ name: 'connection', peer, state }),
        );
        this.#peers.set(peer, media);
        if (command.silent === true) this.#withheld.set(peer, []);
        else this.#withheld.delete(peer);
        return {};
      }
      case 'voice': {
        const candidates = this.#withheld.get(command.peer) ?? [];
        this.#withheld.delete(command.peer);
        for (const { candidate } of candidates) {
          await this.peer(command.peer).peer.addIceCandidate({
            candidate: candidate ?? '',
            sdpMLineIndex: 0,
          });
        }
        return {};
      }
      case 'warm': {
        this.#spare?.close();
        this.#spare = new DeskMedia();
        return { sdp: withLoopback((await this.#spare.getDescription({})).body) };
      }
      case 'coolDown':
        this.#spare?.close();
        this.#spare = undefined;
        return {};
      case 'describe': {
        const { direction, iceRestart } = command;
        const options = direction === 'sendrecv' ? {} : { hold: true, direction };
        const { body } = await this.peer(command.peer).getDescription({
          ...options,
          iceRestart: iceRestart === true,
        });
        return { sdp: withLoopback(body) };
      }
      case 'accept':
        if (command.type === 'offer') this.peer(command.peer).awaitHandshake();
        await this.peer(command.peer).setDescription(this.#withhold(command));
        if (numberPayloads(this.peer(command.peer), command.sdp)) this.#events.add(command.peer);
        else this.#events.delete(command.peer);
        return {};
      case 'rollback':
        return {};
      case 'dtmf':
        return {
          sent: this.#events.has(command.peer) && this.peer(command.peer).sendDtmf(command.tones),
        };
      case 'mute':
        if (command.muted) this.peer(command.peer).stopTalking();
        else this.talk(command.peer);
        return {};
      case 'close':
        this.#peers.get(command.peer)?.close();
        this.#peers.delete(command.peer);
        return {};
      case 'tone':
        this.tones.push(command.tone);
        return {};
      case 'statistics': {
        const { heard } = this.peer(command.peer);
        return {
          statistics: {
            packetsSent: 0,
            packetsReceived: heard.length,
            packetsLost: this.peer(command.peer).lost(),
            jitterSeconds: 0,
          },
        };
      }
      case 'devices':
        return { devices: { microphones: [], speakers: [] } };
      case 'marker':
        if (command.on) this.talk(command.peer);
        else this.peer(command.peer).stopTalking();
        return {};
      case 'meter':
        // Somebody speaks at once.
        if (command.on) {
          setImmediate(() => {
            for (let event = 0; event < 5; event += 1) this.#tell({ name: 'levels', input: 0.2, output: 0 });
          });
        }
        return {};
      case 'prepare':
      case 'conference':
      case 'configure':
      case 'findHeadset':
      case 'test':
      case 'headset':
      case 'ping':
      case 'release':
        return {};
    }
  }

  #withhold({ peer, type, sdp }: Extract<MediaCommandInput, { name: 'accept' }>): string {
    if (type === 'answer' || !this.#withheld.has(peer)) return readable(sdp);
    const parted = withoutCandidates(readable(sdp));
    this.#withheld.set(peer, parted.candidates);
    return parted.sdp;
  }

  #tell(event: MediaEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}

/**
 * werift sends from a socket that is bound to no address, so what goes to this very machine may leave from 127.0.0.1;
 * Asterisk takes DTLS only from candidates that it was told of. And it writes no address where a browser that has all
 * its candidates writes the default one (RFC 8839 §4.2.1.2): Asterisk takes 0.0.0.0 for being put on hold.
 */
function withLoopback(sdp: string): string {
  return sdp
    .replace(/^c=IN IP4 0\.0\.0\.0/gmu, 'c=IN IP4 127.0.0.1')
    .replace(
      /^a=candidate:(\S+) (\d+) udp (\d+) (\d+\.\d+\.\d+\.\d+) (\d+) typ host.*\r\n/gimu,
      (line, foundation: string, component: string, priority: string, _address: string, port: string) =>
        `${line}a=candidate:${foundation}lo ${component} udp ${Number(priority) - 1} 127.0.0.1 ${port} typ host\r\n`,
    );
}

/** werift reads a=rtcp only with an address, which RFC 3605 §2.1 leaves to choice. */
function readable(sdp: string): string {
  return sdp.replace(/^a=rtcp:(\d+)\r$/gmu, 'a=rtcp:$1 IN IP4 127.0.0.1\r');
}

/** Sends with the payload types of the other side's description; false where it has none for events. */
function numberPayloads(media: DeskMedia, sdp: string): boolean {
  const opus = /^a=rtpmap:(\d+) opus\/48000/imu.exec(sdp)?.[1];
  const events = /^a=rtpmap:(\d+) telephone-event\//imu.exec(sdp)?.[1];
  if (opus !== undefined) media.payloadTypes.opus = Number(opus);
  if (events !== undefined) media.payloadTypes.events = Number(events);
  return events !== undefined;
}
