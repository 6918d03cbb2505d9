const SEQUENCE_NUMBERS = 0x1_0000;
const MAX_DROPOUT = 3000;

/** What a receiver reports of one stream (RFC 3550 §6.4.1), counts since its beginning. */
export type ReceptionReport = {
  received: number;
  lost: number;
  /** Lost of what was expected since the report before, in 1/256. */
  fractionLost: number;
  extendedHighestSequence: number;
  /** Interarrival jitter in units of the RTP clock. */
  jitter: number;
};

/** Counts the packets of one RTP stream as RFC 3550 does: sequence (A.1), loss (A.3) and jitter (A.8). */
export class Reception {
  private readonly clockRate: number;
  private base: number | undefined;
  private highest = 0;
  private cycles = 0;
  private count = 0;
  private transit: number | undefined;
  private jitterEstimate = 0;
  private expectedBefore = 0;
  private receivedBefore = 0;
  private seen = new Set<number>();

  constructor(clockRate = 48_000) {
    this.clockRate = clockRate;
  }

  /**
   * @param sequenceNumber and timestamp of the RTP header
   * @param arrivedAt milliseconds of a monotonic clock
   */
  receive(sequenceNumber: number, timestamp: number, arrivedAt: number): void {
    if (this.base === undefined) this.restart(sequenceNumber);
    const ahead = (sequenceNumber - this.highest + SEQUENCE_NUMBERS) % SEQUENCE_NUMBERS;
    if (ahead >= MAX_DROPOUT && ahead < SEQUENCE_NUMBERS - 100) {
      // The other side began anew; what it sent before says nothing of this stream.
      this.restart(sequenceNumber);
    } else if (ahead < MAX_DROPOUT) {
      if (sequenceNumber < this.highest) this.cycles += SEQUENCE_NUMBERS;
      this.highest = sequenceNumber;
    }
    if (this.seen.has(sequenceNumber)) return;
    this.remember(sequenceNumber);
    this.count += 1;
    const transit = (arrivedAt * this.clockRate) / 1000 - timestamp;
    if (this.transit !== undefined) {
      const difference = Math.abs(transit - this.transit);
      // A wrapped or restarted timestamp is no jitter.
      if (difference < this.clockRate * 10) this.jitterEstimate += (difference - this.jitterEstimate) / 16;
    }
    this.transit = transit;
  }

  counts(): { received: number; lost: number } {
    return { received: this.count, lost: Math.max(0, this.expected() - this.count) };
  }

  /** The report to send now; `fractionLost` covers the time since the last call of this method. */
  report(): ReceptionReport {
    const expected = this.expected();
    const expectedSince = expected - this.expectedBefore;
    const lostSince = expectedSince - (this.count - this.receivedBefore);
    this.expectedBefore = expected;
    this.receivedBefore = this.count;
    return {
      ...this.counts(),
      fractionLost: expectedSince > 0 && lostSince > 0 ? Math.floor((lostSince * 256) / expectedSince) : 0,
      extendedHighestSequence: this.cycles + this.highest,
      jitter: Math.floor(this.jitterEstimate),
    };
  }

  private expected(): number {
    return this.base === undefined ? 0 : this.cycles + this.highest - this.base + 1;
  }

  private restart(sequenceNumber: number): void {
    this.base = sequenceNumber;
    this.highest = sequenceNumber;
    this.cycles = 0;
    this.count = 0;
    this.transit = undefined;
    this.expectedBefore = 0;
    this.receivedBefore = 0;
    this.seen = new Set();
  }

  // Duplicates must not hide a loss; a short memory is enough to know them.
  private remember(sequenceNumber: number): void {
    this.seen.add(sequenceNumber);
    if (this.seen.size <= 256) return;
    const [oldest] = this.seen;
    if (oldest !== undefined) this.seen.delete(oldest);
  }
}
