import type { MediaCommand, MediaEvent } from '../../contract/media/messages.ts';
import { gathered, reachableOffer } from './gathering.ts';
import { withoutCandidates } from './candidates.ts';
import { preferredCodecs, withOpusWishes, withRedFirst } from './codecs.ts';

type Describe = Extract<MediaCommand, { name: 'describe' }>;
type Direction = Describe['direction'];
export type ConnectionState = Extract<MediaEvent, { name: 'connection' }>['state'];

/** RFC 4733 tones: long enough for every PBX, with a pause it can tell them apart by. */
const toneMs = 160;
const pauseMs = 70;

/**
 * One call's peer connection: our microphone there, the other side's voice here.
 *
 * Without a microphone it is silent: it describes itself as any other, but takes no way to the other side before
 * `useMicrophone`. A call that only rings is neither listened to nor connected, however long it rings.
 */
export class Peer {
  readonly connection: RTCPeerConnection;
  /** Plays what comes. */
  readonly audio: HTMLAudioElement;
  /** The operator's voice: our own copy of the microphone. */
  #voice: MediaStreamTrack | undefined;
  /** What is sent instead, the one that is there first: a marker tone, the mix of a conference. */
  readonly #instead: { marker?: MediaStreamTrack | undefined; mix?: MediaStreamTrack | undefined } = {};
  #muted = false;
  #direction: Direction = 'sendrecv';
  #directionBefore: Direction = 'sendrecv';
  /** Settles when the connection is about nothing. */
  #done: Promise<unknown> = Promise.resolve();
  #isClosed = false;
  /** Where the other side can be reached, while this peer is silent. */
  #withheld: readonly RTCIceCandidateInit[] = [];

  /** `microphone` is cloned: muting one call leaves the other alone. `audio` plays what comes. */
  constructor(
    configuration: RTCConfiguration,
    microphone: MediaStreamTrack | undefined,
    audio: HTMLAudioElement,
    onConnection: (state: ConnectionState) => void,
  ) {
    this.audio = audio;
    this.#voice = microphone?.clone();
    this.connection = new RTCPeerConnection({
      ...configuration,
      bundlePolicy: 'max-bundle',
      rtcpMuxPolicy: 'require',
    });
    if (this.#voice !== undefined) this.#add(this.#voice);
    this.connection.addEventListener('connectionstatechange', () =>
      onConnection(this.connection.connectionState),
    );
    this.connection.addEventListener('track', ({ track, streams }) => {
      // What came while it was being closed would play on, and the browser would keep it for that.
      if (track.kind !== 'audio' || this.#isClosed) return;
      audio.srcObject = streams[0] ?? new MediaStream([track]);
      audio.play().catch(() => {
        // The browser wants a gesture first: `gestures.ts` plays it then.
      });
    });
  }

  /** Our description with all candidates that were found in time. */
  async describe({ type, direction, iceRestart, networkMoved = false }: Describe): Promise<string> {
    // Where there is no microphone yet, nothing has made one for an offer.
    const transceiver = this.#transceiver() ?? this.connection.addTransceiver('audio');
    transceiver.direction = direction;
    const capabilities = RTCRtpReceiver.getCapabilities('audio')?.codecs ?? [];
    transceiver.setCodecPreferences(preferredCodecs(capabilities, this.connection.remoteDescription?.sdp));
    this.#directionBefore = this.#direction;
    this.#direction = direction;
    this.#applySilence();
    await this.#doing(async () => {
      if (type === 'offer') await reachableOffer(this.connection, { iceRestart, networkMoved });
      else await this.connection.setLocalDescription(await this.connection.createAnswer());
    });
    await gathered(this.connection);
    return withOpusWishes(this.connection.localDescription?.sdp ?? '');
  }

  async accept(type: 'offer' | 'answer', sdp: string): Promise<void> {
    const description = withRedFirst(sdp);
    if (type === 'answer' || !this.isSilent()) {
      return this.#doing(() => this.connection.setRemoteDescription({ type, sdp: description }));
    }
    const parted = withoutCandidates(description);
    await this.#doing(() => this.connection.setRemoteDescription({ type, sdp: parted.sdp }));
    this.#withheld = parted.candidates;
  }

  async rollback(): Promise<void> {
    this.#direction = this.#directionBefore;
    this.#applySilence();
    const { signalingState } = this.connection;
    if (signalingState === 'have-local-offer')
      await this.connection.setLocalDescription({ type: 'rollback' });
    if (signalingState === 'have-remote-offer') {
      await this.connection.setRemoteDescription({ type: 'rollback' });
    }
  }

  mute(muted: boolean): void {
    this.#muted = muted;
    this.#applySilence();
  }

  /** Gives how many milliseconds it takes to send them; undefined where the other side did not offer telephone-event. */
  dtmf(tones: string): number | undefined {
    const dtmf = this.#transceiver()?.sender.dtmf;
    if (dtmf?.canInsertDTMF !== true) return undefined;
    // A new string replaces what is still to be sent (W3C webrtc §7.2).
    const all = dtmf.toneBuffer + tones;
    dtmf.insertDTMF(all, toneMs, pauseMs);
    return all.length * (toneMs + pauseMs);
  }

  /** True until there was a microphone. */
  isSilent(): boolean {
    return this.#voice === undefined;
  }

  /** Speaks with this microphone from now on; a silent peer also goes on its way to the other side. */
  async useMicrophone(microphone: MediaStreamTrack): Promise<void> {
    // Nobody would ever stop the clone, and the light of the headset would stay on.
    if (this.#isClosed) return;
    const before = this.#voice;
    this.#voice = microphone.clone();
    await this.#doing(() => Promise.all([this.#send(), this.connect()]));
    before?.stop();
  }

  /** Lets a silent peer go on its way to the other side: to hear, where there is no microphone to be heard with. */
  async connect(): Promise<void> {
    const withheld = this.#withheld;
    this.#withheld = [];
    await Promise.all(withheld.map((candidate) => this.connection.addIceCandidate(candidate)));
  }

  /** Sends this track instead of the operator's voice, or the voice again. */
  async sendInstead(what: 'marker' | 'mix', track: MediaStreamTrack | undefined): Promise<void> {
    this.#instead[what] = track;
    await this.#send();
  }

  /** The operator's voice for this call, silent while it is muted or held; absent while the peer is silent. */
  voice(): MediaStreamTrack | undefined {
    return this.#voice;
  }

  isHeld(): boolean {
    return this.#direction !== 'sendrecv';
  }

  isMuted(): boolean {
    return this.#muted;
  }

  isConnected(): boolean {
    return this.connection.connectionState === 'connected';
  }

  /** The other side's voice; there from the beginning, silent before it comes. */
  received(): MediaStreamTrack | undefined {
    return this.#transceiver()?.receiver.track;
  }

  close(): void {
    this.#isClosed = true;
    void this.#done.finally(() => void this.#leave());
    this.#voice?.stop();
    this.audio.srcObject = null;
    this.audio.remove();
  }

  /**
   * The browser keeps a connection for good, and all that hangs on it, that is closed between its description and the
   * end of the gathering which that begins, or in the very turn in which a step of it was answered.
   */
  async #leave(): Promise<void> {
    if (this.connection.localDescription !== null) await gathered(this.connection);
    setTimeout(() => this.connection.close());
  }

  /** On hold neither side hears the other, whatever the description lets through. */
  #applySilence(): void {
    const held = this.isHeld();
    if (this.#voice !== undefined) this.#voice.enabled = !this.#muted && !held;
    if (this.#instead.marker !== undefined) this.#instead.marker.enabled = !held;
    // Muting silences the operator, not those who hear each other through the mix.
    if (this.#instead.mix !== undefined) this.#instead.mix.enabled = !held;
    this.audio.muted = held;
  }

  async #send(): Promise<void> {
    this.#applySilence();
    if (this.connection.signalingState === 'closed') return;
    const sent = this.#instead.marker ?? this.#instead.mix ?? this.#voice;
    const transceiver = this.#transceiver();
    if (transceiver !== undefined) await transceiver.sender.replaceTrack(sent ?? null);
    else if (sent !== undefined) this.#add(sent);
  }

  /**
   * What the connection is about is done before it is closed: closed in the middle it never answers (W3C webrtc §4.4.1),
   * and the browser keeps it for the answer.
   */
  #doing<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isClosed) return Promise.reject(new Error('the peer is closed'));
    const done = work();
    this.#done = Promise.allSettled([this.#done, done]);
    return done;
  }

  /** addTrack and not addTransceiver: only the former's transceiver is taken up by a remote offer (RFC 8829 §5.10). */
  #add(track: MediaStreamTrack): void {
    this.connection.addTrack(track, new MediaStream([track]));
  }

  #transceiver(): RTCRtpTransceiver | undefined {
    return this.connection.getTransceivers().find(({ receiver }) => receiver.track.kind === 'audio');
  }
}
