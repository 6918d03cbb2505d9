import { z } from 'zod';

/**
 * Host ↔ media window. The media window owns devices and peer connections and knows nothing of SIP: the host tells it
 * what to do with a peer, told apart by `peer` (one per call), and passes session descriptions as text.
 */
const peer = z.string().min(1).max(80);
const sdp = z.string().max(200_000);

const device = z.object({ id: z.string().max(300), label: z.string().max(300) });

/** A headset with buttons; `id` is its USB vendor and product: `0b0e:2e53`. */
const headset = z.object({ id: z.string().max(60), name: z.string().max(200) });

export const iceServer = z.object({
  urls: z.array(z.string()),
  username: z.string().optional(),
  credential: z.string().optional(),
});

/** What the other side's direction becomes in the next description that we make (RFC 3264 §8.4). */
export const direction = z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']);

export const mediaCommand = z.discriminatedUnion('name', [
  /** Opens the microphone and answers when it is at hand: `{}`; fails with media.noMicrophone, media.permissionDenied. */
  z.object({ name: z.literal('prepare') }),
  /** A new peer connection. */
  z.object({
    name: z.literal('open'),
    peer,
    iceServers: z.array(iceServer),
    /** Media through TURN only (RTCConfiguration.iceTransportPolicy `relay`). */
    relayOnly: z.boolean().optional(),
    /** Takes the microphone, and its way to the other side, with `voice`: a call that only rings is not listened to. */
    silent: z.boolean().optional(),
    /** Takes over the silent peer that `warm` made, with its offer; fails with media.failed where it is gone. */
    spare: peer.optional(),
  }),
  /** Gives a peer that was opened silent the microphone; fails like `prepare`. */
  z.object({ name: z.literal('voice'), peer }),
  /**
   * Makes a silent peer for the next call out, instead of the one before: `{sdp}`, an offer with all its candidates.
   * Fails like `prepare` where it is plain that no microphone can be had; opens none.
   */
  z.object({
    name: z.literal('warm'),
    spare: peer,
    iceServers: z.array(iceServer),
    relayOnly: z.boolean().optional(),
  }),
  /** Lets the spare peer go: what was gathered before is worth nothing, or nobody calls for a while. */
  z.object({ name: z.literal('coolDown') }),
  /** Our offer or answer with all candidates gathered (at most 1.5 s): `{sdp}`. An offer may ask for an ICE restart. */
  z.object({
    name: z.literal('describe'),
    peer,
    type: z.enum(['offer', 'answer']),
    direction,
    iceRestart: z.boolean().default(false),
    /** The network changed under the call: its offer waits for the new one's candidates, 3 s at most. */
    networkMoved: z.boolean().optional(),
  }),
  /** The other side's description: `{}`; fails with media.failed when it is not usable. */
  z.object({ name: z.literal('accept'), peer, type: z.enum(['offer', 'answer']), sdp }),
  /** Takes back an offer that the other side refused. */
  z.object({ name: z.literal('rollback'), peer }),
  z.object({ name: z.literal('mute'), peer, muted: z.boolean() }),
  /**
   * Sends RFC 4733 events: `{sent}` is false where the other side did not offer telephone-event. Answered at once: they are
   * out after `lastsMs`.
   */
  z.object({ name: z.literal('dtmf'), peer, tones: z.string().regex(/^[0-9A-D*#]{1,40}$/) }),
  z.object({ name: z.literal('close'), peer }),
  /** Tones of the desk itself; `none` stops them. */
  z.object({
    name: z.literal('tone'),
    tone: z.enum(['none', 'ring', 'ringback', 'busy', 'waiting', 'autoAnswer']),
  }),
  /**
   * Joins these peers: each hears the others and us. Fewer than two: nobody is joined. While they are joined, muting one
   * mutes us for all of them; each keeps that when it is joined no more.
   */
  z.object({ name: z.literal('conference'), peers: z.array(peer).max(8) }),
  /** The devices that there are: `{devices}`. Labels are empty before the microphone was allowed. */
  z.object({ name: z.literal('devices') }),
  /** Uses these devices from now on, calls that are on included; null is the system's default. */
  z.object({
    name: z.literal('configure'),
    microphone: device.nullable(),
    speaker: device.nullable(),
    ring: device.nullable(),
    processing: z.object({
      echoCancellation: z.boolean(),
      noiseSuppression: z.boolean(),
      autoGainControl: z.boolean(),
    }),
    ringVolume: z.number().min(0).max(1),
    /** Whose buttons are wanted; absent or null: those of the headset that was chosen for the sound, else any. */
    headset: headset.nullish(),
  }),
  /** Looks again which headsets have buttons for us: answered after `headsets` told. */
  z.object({ name: z.literal('findHeadset') }),
  /** Sends `levels` ten times a second, or stops; opens the microphone. */
  z.object({ name: z.literal('meter'), on: z.boolean() }),
  /** A short sound on that device. */
  z.object({ name: z.literal('test'), role: z.enum(['speaker', 'ring']) }),
  /** Sends a marker tone of 1000 Hz into the call instead of the microphone, or the microphone again. */
  z.object({ name: z.literal('marker'), peer, on: z.boolean() }),
  /** The lights of the headset (HID telephony page, LED usages). */
  z.object({
    name: z.literal('headset'),
    offHook: z.boolean(),
    ring: z.boolean(),
    mute: z.boolean(),
    hold: z.boolean(),
  }),
  /** Statistics of a peer now: see `peerStatistics`. */
  z.object({ name: z.literal('statistics'), peer }),
  /** Answers at once, `{}`: the window lives. */
  z.object({ name: z.literal('ping') }),
  /** Releases the microphone when no peer is left. */
  z.object({ name: z.literal('release') }),
]);

/** Totals since the peer was opened; levels are linear 0…1 (W3C webrtc-stats `audioLevel`). */
export const peerStatistics = z.object({
  packetsSent: z.number(),
  packetsReceived: z.number(),
  packetsLost: z.number(),
  jitterSeconds: z.number(),
  roundTripSeconds: z.number().optional(),
  inputLevel: z.number().optional(),
  outputLevel: z.number().optional(),
  codec: z.string().optional(),
  /** Lost on the way to the other side, as it reports (RTCP). */
  packetsLostOut: z.number().optional(),
  /** Samples that were made up because none had come, and all samples: what loss and jitter did to the ear. */
  concealedSamples: z.number().optional(),
  totalSamples: z.number().optional(),
  /** Level of the marker's 1000 Hz in what came, in dB of full scale (0 the loudest, −20 quieter); absent while no marker is sent. */
  markerDb: z.number().optional(),
});

export const mediaEvent = z.discriminatedUnion('name', [
  /** The window is up and listens (also after a crash: the host then rebuilds its peers). */
  z.object({ name: z.literal('ready') }),
  /** RTCPeerConnection.connectionState of a peer. */
  z.object({
    name: z.literal('connection'),
    peer,
    state: z.enum(['new', 'connecting', 'connected', 'disconnected', 'failed', 'closed']),
  }),
  /** The microphone was unplugged or taken away, and none stands in. */
  z.object({ name: z.literal('microphoneLost') }),
  /** After `microphoneLost`: it was plugged in again, or another one stands in. */
  z.object({ name: z.literal('microphoneBack') }),
  z.object({ name: z.literal('devicesChanged') }),
  /** Every second of a connected peer. */
  z.object({ name: z.literal('sample'), peer, statistics: peerStatistics }),
  z.object({ name: z.literal('levels'), input: z.number(), output: z.number() }),
  /** Speech into a muted microphone began or ended. */
  z.object({ name: z.literal('speakingWhileMuted'), speaking: z.boolean() }),
  /** A button of the headset. `hook` and `mute` give the new state, where the headset has one. */
  z.object({
    name: z.literal('headsetButton'),
    button: z.enum(['hookOff', 'hookOn', 'mute', 'unmute', 'toggleMute', 'hold', 'redial', 'reject']),
  }),
  /** The headset whose buttons are heard, or none. */
  z.object({ name: z.literal('headset'), headset: z.object({ name: z.string().max(200) }).optional() }),
  /** Every headset with buttons that the page may use, and which of them is heard. */
  z.object({
    name: z.literal('headsets'),
    headsets: z.array(headset.extend({ status: z.enum(['heard', 'idle', 'busy']) })).max(20),
  }),
]);

export const mediaRequest = z.object({ id: z.number().int().nonnegative(), command: mediaCommand });
export const mediaAnswer = z.object({
  id: z.number().int().nonnegative(),
  result: z.union([
    z.object({
      ok: z.literal(true),
      value: z.object({
        sdp: z.string().optional(),
        sent: z.boolean().optional(),
        lastsMs: z.number().nonnegative().optional(),
        statistics: peerStatistics.optional(),
        devices: z.object({ microphones: z.array(device), speakers: z.array(device) }).optional(),
      }),
    }),
    z.object({
      ok: z.literal(false),
      reason: z.enum(['media.noMicrophone', 'media.permissionDenied', 'media.failed']),
      detail: z.string().optional(),
    }),
  ]),
});
/** What the media window sends to the host. */
export const fromMedia = z.union([z.object({ answer: mediaAnswer }), z.object({ event: mediaEvent })]);

export type MediaCommand = z.infer<typeof mediaCommand>;
export type MediaCommandInput = z.input<typeof mediaCommand>;
export type MediaRequest = z.infer<typeof mediaRequest>;
export type MediaAnswer = z.infer<typeof mediaAnswer>;
export type MediaEvent = z.infer<typeof mediaEvent>;
export type MediaResult = MediaAnswer['result'];
export type PeerStatistics = z.infer<typeof peerStatistics>;
export type FromMedia = z.infer<typeof fromMedia>;
