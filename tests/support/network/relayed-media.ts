import type { MediaPort } from '../../../src/main/telephony/port.ts';
import type { UdpRelay } from './udp-relay.ts';

/**
 * The same media port, whose calls have the relay as their only way: each side is told the relay's address instead of
 * the other's. For one call at a time, with a PBX that offers one UDP candidate.
 */
export function relayedMedia(media: MediaPort, relay: UdpRelay): MediaPort {
  return {
    onEvent: (listener) => media.onEvent(listener),
    async request(command) {
      if (command.name !== 'accept') {
        const result = await media.request(command);
        if (!result.ok || result.value.sdp === undefined) return result;
        return { ok: true, value: { ...result.value, sdp: reachedAt(result.value.sdp, relay.asTelephone) } };
      }
      const [, address, port] = candidate.exec(command.sdp) ?? [];
      if (address !== undefined) relay.pbxIsAt({ address, port: Number(port) });
      return media.request({ ...command, sdp: reachedAt(command.sdp, relay.asPbx) });
    },
  };
}

const candidate = /^a=candidate:\S+ 1 udp \d+ (\S+) (\d+) typ host/imu;

/** A description whose one candidate, and whose address for those without ICE, is this one (RFC 8839 §5.1). */
function reachedAt(sdp: string, { address, port }: { address: string; port: number }): string {
  const kept = sdp.split('\r\n').filter((line) => !line.startsWith('a=candidate:'));
  const lines = kept.map((line) =>
    line
      .replace(/^m=audio \d+/u, `m=audio ${port}`)
      .replace(/^c=IN .*$/u, `c=IN IP4 ${address}`)
      .replace(/^a=rtcp:.*$/u, `a=rtcp:${port} IN IP4 ${address}`),
  );
  const media = lines.findIndex((line) => line.startsWith('m=audio'));
  const at = lines.findIndex((line, index) => index > media && line.startsWith('a='));
  lines.splice(at, 0, `a=candidate:1 1 udp 2130706431 ${address} ${port} typ host`);
  return lines.join('\r\n');
}
