import type { OpusPacket } from './ogg-opus.ts';

const TICK_MS = 20;
const TICK_SAMPLES = 960;
// A stall longer than this (a suspended machine) is skipped, not made up for in a burst.
const LARGEST_BACKLOG_MS = 200;
// 20 ms of silence: one CELT frame, full band, mono (RFC 6716 §3.1, configuration 31), with nothing in it.
const SILENCE: OpusPacket = { data: Uint8Array.of(0xf8, 0xff, 0xfe), samples: TICK_SAMPLES };

export type SendPacket = (packet: OpusPacket, isFirstOfTalk: boolean) => void;

/**
 * Plays a voice in real time, again and again with silence between. Silence is sent as packets, as from a telephone
 * that does no silence suppression, so that a gap in the stream always means a fault.
 */
export class VoicePlayer {
  private readonly packets: readonly OpusPacket[];
  private readonly send: SendPacket;
  private readonly silentPackets: number;
  private timer: NodeJS.Timeout | undefined;
  private position = 0;
  private dueAt = 0;
  private firstOfTalk = true;

  constructor(packets: readonly OpusPacket[], pauseMs: number, send: SendPacket) {
    this.packets = packets;
    this.silentPackets = Math.round(pauseMs / TICK_MS);
    this.send = send;
  }

  get playing(): boolean {
    return this.timer !== undefined;
  }

  /** Starts, or goes on where {@link stop} interrupted. */
  start(): void {
    if (this.timer !== undefined || this.packets.length === 0) return;
    this.firstOfTalk = true;
    this.dueAt = performance.now();
    this.tick();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private tick(): void {
    const now = performance.now();
    if (now - this.dueAt > LARGEST_BACKLOG_MS) this.dueAt = now;
    while (this.dueAt <= now) {
      const packet = this.next();
      this.send(packet, this.firstOfTalk);
      this.firstOfTalk = false;
      this.dueAt += packet.samples / 48;
    }
    this.timer = setTimeout(() => this.tick(), Math.max(1, this.dueAt - performance.now()));
  }

  private next(): OpusPacket {
    const packet = this.packets[this.position] ?? SILENCE;
    this.position = (this.position + 1) % (this.packets.length + this.silentPackets);
    return packet;
  }
}
