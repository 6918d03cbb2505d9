/** A session description without its candidates, and the candidates by themselves. */
export interface Parted {
  readonly sdp: string;
  readonly candidates: readonly RTCIceCandidateInit[];
}

/**
 * Takes the candidates (RFC 8839 §5.1) out of a session description: a peer connection that knows none sends nothing to
 * the other side, and cannot fail at it. Added later, they are tried as if they had come with it (RFC 8838).
 */
export function withoutCandidates(sdp: string): Parted {
  const candidates: RTCIceCandidateInit[] = [];
  let section = -1;
  const kept = sdp.split(/(?<=\n)/u).filter((line) => {
    if (line.startsWith('m=')) section += 1;
    if (line.startsWith('a=candidate:')) {
      candidates.push({ candidate: line.slice(2).trimEnd(), sdpMLineIndex: Math.max(0, section) });
      return false;
    }
    return !line.startsWith('a=end-of-candidates');
  });
  return { sdp: kept.join(''), candidates };
}
