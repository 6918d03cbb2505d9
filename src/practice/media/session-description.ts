import { type IceCandidate, candidateToSdp, type MediaDescription, SessionDescription } from 'werift';

/** Direction as the describing side sees it (RFC 3264 §5.1). */
export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';
export type Setup = 'actpass' | 'active' | 'passive';

/** The formats both sides know, by RTP payload type. */
export type Formats = {
  readonly opus: number;
  readonly telephoneEvents: readonly { payloadType: number; clockRate: number }[];
};

/** What the other side describes, reduced to what this line uses. */
export type RemoteAudio = {
  readonly index: number;
  /** The kind and formats of every m= section, so that an answer can refuse the others in their places. */
  readonly sections: readonly { kind: string; profile: string; formats: string; mid: string | undefined }[];
  readonly mid: string | undefined;
  readonly bundled: boolean;
  readonly direction: Direction;
  readonly formats: Formats;
  readonly iceUsername: string;
  readonly icePassword: string;
  readonly iceLite: boolean;
  readonly candidates: readonly IceCandidate[];
  readonly fingerprints: readonly { algorithm: string; value: string }[];
  readonly setup: Setup | undefined;
};

export type RemoteAudioResult = { ok: true; value: RemoteAudio } | { ok: false; detail: string };

/**
 * Reads an offer or answer and picks its first audio section that can be used: Opus over DTLS-SRTP with ICE.
 * Malformed text is an answer with `ok: false`, never an exception.
 */
export function readRemoteAudio(sdp: string): RemoteAudioResult {
  let session: SessionDescription;
  try {
    session = SessionDescription.parse(sdp);
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
  const index = session.media.findIndex((media) => media.kind === 'audio' && media.port !== 0);
  const media = session.media[index];
  if (media === undefined) return { ok: false, detail: 'no audio' };
  const formats = formatsOf(media);
  if (formats === undefined) return { ok: false, detail: 'no Opus' };
  const username = media.iceParams?.usernameFragment;
  const password = media.iceParams?.password;
  if (!username || !password) return { ok: false, detail: 'no ICE' };
  const fingerprints = media.dtlsParams?.fingerprints ?? [];
  if (fingerprints.length === 0 || !/^UDP\/TLS\/RTP\/SAVPF?$/.test(media.profile)) {
    return { ok: false, detail: 'no DTLS-SRTP' };
  }
  return {
    ok: true,
    value: {
      index,
      sections: session.media.map((section) => ({
        kind: section.kind,
        profile: section.profile,
        formats: section.fmt.join(' '),
        mid: section.rtp.muxId,
      })),
      mid: media.rtp.muxId,
      bundled: session.group.some((group) => group.semantic === 'BUNDLE'),
      direction: media.direction ?? sessionDirection(sdp),
      formats,
      iceUsername: username,
      icePassword: password,
      iceLite: media.iceParams?.iceLite ?? false,
      // The name behind a .local candidate is the desk's secret (RFC 8828); its checks show where it is.
      candidates: media.iceCandidates.filter(
        (candidate) => candidate.protocol.toLowerCase() === 'udp' && !candidate.ip.includes('.local'),
      ),
      fingerprints: fingerprints.map(({ algorithm, value }) => ({ algorithm, value })),
      setup: setupOf(media),
    },
  };
}

export type LocalAudio = {
  readonly sessionId: string;
  readonly version: number;
  readonly direction: Direction;
  readonly formats: Formats;
  readonly iceUsername: string;
  readonly icePassword: string;
  readonly candidates: readonly IceCandidate[];
  readonly fingerprints: readonly { algorithm: string; value: string }[];
  readonly setup: Setup;
  readonly ssrc: number;
  readonly cname: string;
};

/** Writes an offer, or the answer to `remote`: one audio section, every other one of the offer refused. */
export function writeDescription(local: LocalAudio, remote?: RemoteAudio): string {
  const mid = remote === undefined ? '0' : remote.mid;
  const bundled = remote === undefined || remote.bundled;
  const lines = [
    'v=0',
    `o=- ${local.sessionId} ${local.version} IN IP4 0.0.0.0`,
    's=-',
    't=0 0',
    ...(bundled && mid !== undefined ? [`a=group:BUNDLE ${mid}`] : []),
  ];
  if (remote === undefined) lines.push(...audioSection(local, mid));
  remote?.sections.forEach((section, index) => {
    if (index === remote.index) lines.push(...audioSection(local, mid));
    else {
      // Port 0 refuses a section and keeps its place (RFC 3264 §6).
      lines.push(`m=${section.kind} 0 ${section.profile} ${section.formats}`, 'c=IN IP4 0.0.0.0');
      if (section.mid !== undefined) lines.push(`a=mid:${section.mid}`);
    }
  });
  return `${lines.join('\r\n')}\r\n`;
}

/** The direction to answer with, seen from this side, when this side would send and receive (RFC 3264 §6.1). */
export function answeredDirection(offered: Direction): Direction {
  if (offered === 'sendonly') return 'recvonly';
  if (offered === 'recvonly') return 'sendonly';
  return offered;
}

function audioSection(local: LocalAudio, mid: string | undefined): string[] {
  const { opus, telephoneEvents } = local.formats;
  const payloadTypes = [opus, ...telephoneEvents.map((format) => format.payloadType)];
  // Without trickle the m= and c= lines carry a default candidate (RFC 8839 §4.2.1.2).
  const ipv4 = local.candidates.filter((candidate) => !candidate.ip.includes(':'));
  const fallback = ipv4.find((candidate) => !candidate.ip.startsWith('127.')) ?? ipv4[0];
  return [
    `m=audio ${fallback?.port ?? 9} UDP/TLS/RTP/SAVPF ${payloadTypes.join(' ')}`,
    `c=IN IP4 ${fallback?.ip ?? '0.0.0.0'}`,
    ...(mid === undefined ? [] : [`a=mid:${mid}`]),
    `a=${local.direction}`,
    'a=rtcp-mux',
    `a=ice-ufrag:${local.iceUsername}`,
    `a=ice-pwd:${local.icePassword}`,
    ...local.fingerprints.map(({ algorithm, value }) => `a=fingerprint:${algorithm} ${value}`),
    `a=setup:${local.setup}`,
    `a=rtpmap:${opus} opus/48000/2`,
    `a=fmtp:${opus} minptime=10;useinbandfec=1`,
    ...telephoneEvents.flatMap(({ payloadType, clockRate }) => [
      `a=rtpmap:${payloadType} telephone-event/${clockRate}`,
      `a=fmtp:${payloadType} 0-15`,
    ]),
    'a=ptime:20',
    `a=msid:${local.cname} ${local.cname}`,
    `a=ssrc:${local.ssrc} cname:${local.cname}`,
    ...local.candidates.map((candidate) => `a=candidate:${candidateToSdp(candidate)}`),
    'a=end-of-candidates',
  ];
}

function formatsOf(media: MediaDescription): Formats | undefined {
  const { codecs } = media.rtp;
  const opus = codecs.find((codec) => codec.mimeType.toLowerCase() === 'audio/opus');
  if (opus === undefined) return undefined;
  const telephoneEvents = codecs
    .filter((codec) => codec.mimeType.toLowerCase() === 'audio/telephone-event')
    .map(({ payloadType, clockRate }) => ({ payloadType, clockRate }));
  return { opus: opus.payloadType, telephoneEvents };
}

function setupOf(media: MediaDescription): Setup | undefined {
  const role = media.dtlsParams?.role;
  if (role === 'client') return 'active';
  if (role === 'server') return 'passive';
  return role === 'auto' ? 'actpass' : undefined;
}

// A direction may stand at session level (RFC 8866 §6.7); the parser looks at media level only.
function sessionDirection(sdp: string): Direction {
  const head = sdp.split(/^m=/m, 1)[0] ?? '';
  const match = /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/m.exec(head)?.[1];
  if (match === 'sendonly' || match === 'recvonly' || match === 'inactive') return match;
  return 'sendrecv';
}
