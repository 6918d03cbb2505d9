/**
 * Whether a description of the other side puts us on hold: it does not want to hear us. That is `sendonly` or
 * `inactive` (RFC 3264 §8.4, RFC 6337 §5.3), and with older PBXs the address 0.0.0.0 (RFC 2543 §B.5). The latter means
 * nothing at port 9, where ICE has candidates only (RFC 8840 §4.1.1), nor does a stream that is refused (port 0).
 */
export function holdsUs(sdp: string): boolean {
  const [session = '', ...media] = sdp.split(/^(?=m=)/mu);
  const audio = media.find((section) => section.startsWith('m=audio '));
  if (audio === undefined) return false;
  const port = /^m=audio (\d+)/u.exec(audio)?.[1];
  if (port === '0') return false;
  const direction = directionIn(audio) ?? directionIn(session);
  if (direction === 'sendonly' || direction === 'inactive') return true;
  const address = addressIn(audio) ?? addressIn(session);
  return port !== '9' && (address === '0.0.0.0' || address === '::');
}

const directionIn = (section: string): string | undefined =>
  /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/mu.exec(section)?.[1];

const addressIn = (section: string): string | undefined => /^c=IN IP[46] ([^\s/]+)/mu.exec(section)?.[1];
