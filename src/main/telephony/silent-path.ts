/** After so many seconds without a packet the path is tried anew, and once more. */
const silentSeconds = [4, 12] as const;

/**
 * Notices a media path that is dead though the browser believes in it: nothing comes any more, not even the few packets
 * of a silence (Opus sends one each 400 ms then, RFC 7587 §3.1.3). Twice at most in a row
 * the path is restarted; it is never given up for this alone, since a PBX may have nothing to send.
 */
export class SilentPath {
  readonly #restart: () => void;
  #received = 0;
  #seconds = 0;

  constructor(restart: () => void) {
    this.#restart = restart;
  }

  /** The total of packets received, once a second; `expected`: both sides let sound through. */
  sample(received: number, expected: boolean): void {
    const isSilent = expected && received === this.#received && received > 0;
    this.#received = received;
    this.#seconds = isSilent ? this.#seconds + 1 : 0;
    if (silentSeconds.some((limit) => limit === this.#seconds)) this.#restart();
  }
}
