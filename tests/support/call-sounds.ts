import type { Totals } from '../../src/domain/quality/sample.ts';

/** Numbers from 0 to 1 that are the same with each run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What a second of a call is like. */
export interface SecondOfSound {
  /** Packets that the other side sends: 50 while it speaks, about 3 in its pauses (DTX), 0 where it is gone. */
  readonly incoming?: number;
  readonly outgoing?: number;
  readonly lossIn?: number;
  readonly lossOut?: number;
  /** So many packets are lost for sure. */
  readonly dropIn?: number;
  readonly dropOut?: number;
  readonly jitterMs?: number;
  readonly roundTripMs?: number | undefined;
  /** Linear; 0 is a microphone that gives nothing. */
  readonly inputLevel?: number;
}

/** A peer connection that counts: each second adds to its totals what that second is like. */
export class CountingPeer {
  readonly #random: () => number;
  #totals: Totals = {
    packetsSent: 0,
    packetsReceived: 0,
    packetsLost: 0,
    packetsLostOut: 0,
    jitterSeconds: 0,
    codec: 'opus',
  };

  constructor(random: () => number) {
    this.#random = random;
  }

  totals(): Totals {
    return this.#totals;
  }

  next(sound: SecondOfSound = {}): Totals {
    const {
      incoming = 50,
      outgoing = 50,
      lossIn = 0,
      lossOut = 0,
      jitterMs = 4,
      dropIn = 0,
      dropOut = 0,
    } = sound;
    const lost = dropIn + this.#lostOf(incoming, lossIn);
    const before = this.#totals;
    this.#totals = {
      packetsSent: before.packetsSent + outgoing,
      packetsReceived: before.packetsReceived + incoming - lost,
      packetsLost: before.packetsLost + lost,
      packetsLostOut: (before.packetsLostOut ?? 0) + dropOut + this.#lostOf(outgoing, lossOut),
      jitterSeconds: jitterMs / 1000,
      roundTripSeconds: 'roundTripMs' in sound ? seconds(sound.roundTripMs) : 0.04,
      inputLevel: sound.inputLevel ?? 0.001 + this.#random() * 0.1,
      codec: 'opus',
    };
    return this.#totals;
  }

  /** The media window was started anew: it counts from zero. */
  rebuilt(): Totals {
    this.#totals = {
      packetsSent: 0,
      packetsReceived: 0,
      packetsLost: 0,
      packetsLostOut: 0,
      jitterSeconds: 0,
    };
    return this.#totals;
  }

  #lostOf(packets: number, share: number): number {
    let lost = 0;
    for (let packet = 0; packet < packets; packet += 1) if (this.#random() < share) lost += 1;
    return lost;
  }
}

const seconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1000);
