import type { Peer } from './peer.ts';
import type { SilentContext } from './silent-context.ts';

/** One who is joined: what comes from there, and what is sent there. */
interface Member {
  readonly name: string;
  readonly peer: Peer;
  readonly received: MediaStreamAudioSourceNode;
  /** Closed while the call is held: then the others do not hear it. */
  readonly gate: GainNode;
  readonly mix: MediaStreamAudioDestinationNode;
  voice: MediaStreamAudioSourceNode;
}

/**
 * A conference, mixed here: each of the joined peers is sent the operator and all the others, never itself. The
 * operator hears each by its own audio element, as before.
 */
export class Conference {
  readonly #silent: SilentContext;
  #members: readonly Member[] = [];
  #context: AudioContext | undefined;

  constructor(silent: SilentContext) {
    this.#silent = silent;
  }

  /** Joins exactly these; fewer than two are none. Settles when each is sent what it should hear. */
  async join(peers: ReadonlyMap<string, Peer>): Promise<void> {
    const before = this.#members;
    const context = peers.size >= 2 ? (this.#context ?? this.#silent.acquire()) : undefined;
    let members: readonly Member[] = [];
    try {
      // Before anything is taken apart: where one of them cannot be joined, all stays as it was.
      if (context !== undefined) members = [...peers].map(([name, peer]) => member(context, name, peer));
    } catch (error) {
      if (this.#context === undefined) this.#silent.release();
      throw error;
    }
    this.#take(members);
    if (context === undefined && this.#context !== undefined) this.#silent.release();
    this.#context = context;
    this.follow();
    const left = before.filter(({ name, peer }) => peers.get(name) !== peer || peers.size < 2);
    await Promise.all([
      ...this.#members.map(({ peer, mix }) => peer.sendInstead('mix', mix.stream.getAudioTracks()[0])),
      ...left.map(({ peer }) => peer.sendInstead('mix', undefined)),
    ]);
    for (const { mix } of before) for (const track of mix.stream.getTracks()) track.stop();
  }

  /** The peers that are joined with this one, itself included; itself alone where it is not in a conference. */
  with(peer: Peer): readonly Peer[] {
    const joined = this.#members.map((member) => member.peer);
    return joined.includes(peer) ? joined : [peer];
  }

  /** A peer is no more: the others go on without it. */
  async leave(name: string): Promise<void> {
    if (!this.#members.some((member) => member.name === name)) return;
    await this.join(
      new Map(this.#members.filter((member) => member.name !== name).map((m) => [m.name, m.peer])),
    );
  }

  /** Brings the mix in line with who is held and which microphone is open. */
  follow(): void {
    const context = this.#context;
    if (context === undefined) return;
    for (const member of this.#members) {
      member.gate.gain.value = member.peer.isHeld() ? 0 : 1;
      const track = member.peer.voice();
      if (track === undefined || member.voice.mediaStream.getAudioTracks()[0] === track) continue;
      member.voice.disconnect();
      member.voice = source(context, track);
      member.voice.connect(member.mix);
    }
  }

  #take(members: readonly Member[]): void {
    for (const { received, voice, gate } of this.#members) {
      received.disconnect();
      voice.disconnect();
      gate.disconnect();
    }
    this.#members = members;
    for (const one of members) {
      for (const other of members) if (other !== one) one.gate.connect(other.mix);
    }
  }
}

function source(context: AudioContext, track: MediaStreamTrack): MediaStreamAudioSourceNode {
  return context.createMediaStreamSource(new MediaStream([track]));
}

function member(context: AudioContext, name: string, peer: Peer): Member {
  const track = peer.received();
  const operator = peer.voice();
  if (track === undefined || operator === undefined) throw new Error('a peer without audio cannot be joined');
  const received = source(context, track);
  const gate = context.createGain();
  received.connect(gate);
  // A telephone has one channel; two would be sent as stereo.
  const mix = new MediaStreamAudioDestinationNode(context, { channelCount: 1, channelCountMode: 'explicit' });
  const voice = source(context, operator);
  voice.connect(mix);
  return { name, peer, received, gate, mix, voice };
}
