import type { MediaCommand } from '../../contract/media/messages.ts';

/** Which servers a call may find its way by (STUN, TURN), and whether it may go by nothing but a TURN server. */
export type WayOut = Pick<Extract<MediaCommand, { name: 'open' }>, 'iceServers' | 'relayOnly'>;

/** The way out as a peer connection is told of it (WebRTC 1.0, 4.2.1). */
export const peerConfiguration = ({ iceServers, relayOnly }: WayOut): RTCConfiguration => ({
  iceServers: iceServers.map(({ urls, username, credential }) => ({
    urls,
    ...(username === undefined ? {} : { username }),
    ...(credential === undefined ? {} : { credential }),
  })),
  iceTransportPolicy: relayOnly === true ? 'relay' : 'all',
});
