import type { MediaCommand, MediaEvent } from '../../contract/media/messages.ts';
import { preferredCodecs, withOpusWishes, withRedFirst } from './codecs.ts';

type Describe = Extract<MediaCommand, { name: 'describe' }>;
type Direction = Describe['direction'];
export type ConnectionState = Extract<MediaEvent, { name: 'connection' }>['state'];

/** Candidates that come later than this are not worth the wait; most come within 50 ms. */
const gatheringMs = 1500;
/** RFC 4733 tones: long enough for every PBX, with a pause it can tell them apart by. */
const toneMs = 160;
const pauseMs = 70;

/** One call's peer connection: our microphone there, the other side's voice here. */
export class Peer {
  readonly connection: RTCPeerConnection;
  /** Plays what comes. */
  readonly audio: HTMLAudioElement;
  readonly #sender: RTCRtpSender;
  /** The operator's voice: our own copy of the microphone. */
  #voice: MediaStreamTrack;
  /** What is sent instead, the one that is there first: a marker tone, the mix of a conference. */
  readonly #instead: { marker?: MediaStreamTrack | undefined; mix?: MediaStreamTrack | undefined } = {};
  #muted = false;
  #direction: Direction = 'sendrecv';
  #directionBefore: Direction = 'sendrecv';

  /** `microphone` is cloned: muting one call leaves the other alone. `audio` plays what comes. */
  constructor(
    iceServers: RTCIceServer[],
    microphone: MediaStreamTrack,
    audio: HTMLAudioElement,
    onConnection: (state: ConnectionState) => void,
  ) {
    this.audio = audio;
    this.#voice = microphone.clone();
    this.connection = new RTCPeerConnection({
      iceServers,
      bundlePolicy: 'max-bundle',
      rtcpMuxPolicy: 'require',
    });
    // addTrack and not addTransceiver: only the former's transceiver is taken up by a remote offer (RFC 8829 §5.10).
    this.#sender = this.connection.addTrack(this.#voice, new MediaStream([this.#voice]));
    this.connection.addEventListener('connectionstatechange', () =>
      onConnection(this.connection.connectionState),
    );
    this.connection.addEventListener('track', ({ track, streams }) => {
      audio.srcObject = streams[0] ?? new MediaStream([track]);
      audio.play().catch(() => {
        // The browser wants a gesture first: `gestures.ts` plays it then.
      });
    });
  }

  /** Our description with all candidates that were found in time. */
  async describe({ type, direction, iceRestart }: Describe): Promise<string> {
    const transceiver = this.#transceiver();
    if (transceiver !== undefined) {
      transceiver.direction = direction;
      const capabilities = RTCRtpReceiver.getCapabilities('audio')?.codecs ?? [];
      transceiver.setCodecPreferences(preferredCodecs(capabilities, this.connection.remoteDescription?.sdp));
    }
    this.#directionBefore = this.#direction;
    this.#direction = direction;
    this.#applySilence();
    const description =
      type === 'answer'
        ? await this.connection.createAnswer()
        : await this.connection.createOffer({ iceRestart });
    await this.connection.setLocalDescription(description);
    await gathered(this.connection);
    return withOpusWishes(this.connection.localDescription?.sdp ?? '');
  }

  async accept(type: 'offer' | 'answer', sdp: string): Promise<void> {
    await this.connection.setRemoteDescription({ type, sdp: withRedFirst(sdp) });
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

  /** False where the other side did not offer telephone-event. */
  dtmf(tones: string): boolean {
    const { dtmf } = this.#sender;
    if (dtmf?.canInsertDTMF !== true) return false;
    // A new string replaces what is still to be sent (W3C webrtc §7.2).
    dtmf.insertDTMF(dtmf.toneBuffer + tones, toneMs, pauseMs);
    return true;
  }

  /** Another microphone took the place of the first. */
  async useMicrophone(microphone: MediaStreamTrack): Promise<void> {
    const before = this.#voice;
    this.#voice = microphone.clone();
    await this.#send();
    before.stop();
  }

  /** Sends this track instead of the operator's voice, or the voice again. */
  async sendInstead(what: 'marker' | 'mix', track: MediaStreamTrack | undefined): Promise<void> {
    this.#instead[what] = track;
    await this.#send();
  }

  /** The operator's voice for this call, silent while it is muted or held. */
  voice(): MediaStreamTrack {
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
    this.connection.close();
    this.#voice.stop();
    this.audio.srcObject = null;
    this.audio.remove();
  }

  /** On hold neither side hears the other, whatever the description lets through. */
  #applySilence(): void {
    const held = this.isHeld();
    this.#voice.enabled = !this.#muted && !held;
    if (this.#instead.marker !== undefined) this.#instead.marker.enabled = !held;
    // Muting silences the operator, not those who hear each other through the mix.
    if (this.#instead.mix !== undefined) this.#instead.mix.enabled = !held;
    this.audio.muted = held;
  }

  async #send(): Promise<void> {
    this.#applySilence();
    if (this.connection.signalingState === 'closed') return;
    await this.#sender.replaceTrack(this.#instead.marker ?? this.#instead.mix ?? this.#voice);
  }

  #transceiver(): RTCRtpTransceiver | undefined {
    return this.connection.getTransceivers().find(({ sender }) => sender === this.#sender);
  }
}

/** Settles when all candidates are gathered, or at the bound. */
function gathered(connection: RTCPeerConnection): Promise<void> {
  if (connection.iceGatheringState === 'complete') return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      connection.removeEventListener('icegatheringstatechange', changed);
      resolve();
    };
    const changed = () => {
      if (connection.iceGatheringState === 'complete') done();
    };
    const timer = setTimeout(done, gatheringMs);
    connection.addEventListener('icegatheringstatechange', changed);
  });
}
