import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { ownAddress } from '../own-address.ts';

/** What the relay does to the packets that go one way. Nothing by default. */
export interface Weather {
  /** Each packet comes so much later. */
  readonly delayMs?: number;
  /** And by up to so much more, by chance: packets may overtake each other. */
  readonly jitterMs?: number;
  /** Again and again the way is shut for `holdMs` of every `everyMs`; what waits then goes on all at once. */
  readonly bursts?: { readonly holdMs: number; readonly everyMs: number };
  /** The same, but what comes meanwhile is lost. */
  readonly gaps?: { readonly loseMs: number; readonly everyMs: number };
}

interface Place {
  readonly address: string;
  readonly port: number;
}

/** Carries UDP packets between a telephone and a PBX, neither of which knows where the other really is. */
export interface UdpRelay {
  /** Where the telephone is told that the PBX is. */
  readonly asPbx: Place;
  /** Where the PBX is told that the telephone is. */
  readonly asTelephone: Place;
  /** Where the PBX really is; the telephone's own place shows with its first packet. */
  pbxIsAt(place: Place): void;
  /** From now on: `in` is the way to the telephone, `out` the way to the PBX. */
  change(weather: { readonly in?: Weather; readonly out?: Weather }): void;
  close(): void;
}

/** Opens a relay on free ports of this machine; chance is that of `seed`. */
export async function openUdpRelay(seed = 1): Promise<UdpRelay> {
  const chance = seededChance(seed);
  const [towardsTelephone, towardsPbx] = [await bound(), await bound()];
  let pbx: Place | undefined;
  let telephone: Place | undefined;
  let weather: { readonly in?: Weather; readonly out?: Weather } = {};
  const timers = new Set<NodeJS.Timeout>();

  function carry({ delayMs = 0, jitterMs = 0, bursts, gaps }: Weather, send: () => void) {
    const now = performance.now();
    if (gaps !== undefined && now % gaps.everyMs < gaps.loseMs) return;
    const phase = bursts === undefined ? 0 : now % bursts.everyMs;
    const held = bursts !== undefined && phase < bursts.holdMs ? bursts.holdMs - phase : 0;
    const ms = delayMs + held + jitterMs * chance();
    if (ms === 0) return send();
    const timer = setTimeout(() => {
      timers.delete(timer);
      send();
    }, ms);
    timers.add(timer);
  }
  const forward = (from: Socket, packet: Buffer, to: Place | undefined): void => {
    if (to !== undefined) from.send(packet, to.port, to.address);
  };
  towardsTelephone.on('message', (packet, { address, port }) => {
    telephone = { address, port };
    carry(weather.out ?? {}, () => forward(towardsPbx, packet, pbx));
  });
  towardsPbx.on('message', (packet) => {
    carry(weather.in ?? {}, () => forward(towardsTelephone, packet, telephone));
  });
  return {
    asPbx: towardsTelephone.address(),
    asTelephone: towardsPbx.address(),
    pbxIsAt: (place) => void (pbx = place),
    change: (next) => void (weather = next),
    close() {
      for (const timer of timers) clearTimeout(timer);
      towardsTelephone.close();
      towardsPbx.close();
    },
  };
}

async function bound(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, ownAddress());
  await once(socket, 'listening');
  return socket;
}

/** Mulberry32: the same numbers in 0…1 for the same seed. */
function seededChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
