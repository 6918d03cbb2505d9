import { mutant } from './mutator.ts';

const values = [
  '',
  '0',
  '-1',
  '99999999999999999999',
  '127.0.0.1:0',
  'IN IP4 0.0.0.0',
  'audio 9 RTP/AVP 0',
  'audio 0 UDP/TLS/RTP/SAVPF',
  'video 9 UDP/TLS/RTP/SAVPF 96',
  'fingerprint:sha-256 00:11',
  'setup:holdconn',
  'ice-ufrag:a',
  'rtpmap:0 X/0/0',
  'mid:\u0000',
  'group:BUNDLE 0 0 0 7',
  'ssrc-group:FID 1 1',
  'sendonly',
  'inactive',
  'x'.repeat(5000),
];

/** A session description with one to four mistakes in its lines, or in its bytes. */
export function sdpMutant(sdp: string, chance: (below: number) => number): string {
  if (chance(3) === 0) return mutant(Buffer.from(sdp), chance).toString();
  let lines = sdp.split('\r\n');
  for (let change = chance(4); change >= 0; change--) {
    const at = chance(lines.length);
    const other = chance(lines.length);
    const line = lines[at] ?? '';
    const value = values[chance(values.length)] ?? '';
    switch (chance(6)) {
      case 0:
        lines.splice(at, 1);
        break;
      case 1:
        lines.splice(other, 0, line);
        break;
      case 2:
        lines[at] = lines[other] ?? '';
        lines[other] = line;
        break;
      case 3:
        lines[at] = `${line.slice(0, 2)}${value}`;
        break;
      case 4:
        lines[at] = line.replace(/\d+/u, value);
        break;
      default:
        lines = lines.slice(0, at);
    }
  }
  return lines.join('\r\n');
}
