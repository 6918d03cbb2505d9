import type { Peer } from './peer.ts';

/** A silent peer for the next call out, with its offer made: what it takes longest to make, made before it is needed. */
export class Spare {
  #name = '';
  #peer: Peer | undefined;
  readonly #end: (peer: Peer) => void;

  /** `end` closes a peer that nobody wants any more. */
  constructor(end: (peer: Peer) => void) {
    this.#end = end;
  }

  /**
   * Keeps this peer instead of the one before; gives its offer. Rejects with what `mayCall` rejects with, and where it
   * was let go before it had an offer.
   */
  async warm(name: string, peer: Peer, mayCall: Promise<void>): Promise<string> {
    this.coolDown();
    this.#name = name;
    this.#peer = peer;
    try {
      await mayCall;
      const sdp = await peer.describe({
        name: 'describe',
        peer: name,
        type: 'offer',
        direction: 'sendrecv',
        iceRestart: false,
      });
      if (this.#peer === peer) return sdp;
    } catch (error) {
      if (this.#peer === peer) this.coolDown();
      throw error;
    }
    throw new Error('the spare peer was let go');
  }

  /** The spare of this name, whoever takes it owns it; undefined where it is gone. */
  take(name: string): Peer | undefined {
    const peer = this.#name === name ? this.#peer : undefined;
    if (peer !== undefined) this.#peer = undefined;
    return peer;
  }

  coolDown(): void {
    const peer = this.#peer;
    this.#peer = undefined;
    if (peer !== undefined) this.#end(peer);
  }
}
