/** A voice as it is sent: Opus packets in their order, each with its own duration. */
export type OpusPacket = {
  readonly data: Uint8Array;
  /** Duration in samples at 48 kHz, the RTP clock of Opus (RFC 7587 §4.1): 960 for 20 ms. */
  readonly samples: number;
};

export type OggOpusResult =
  | { ok: true; value: { channels: number; preSkip: number; packets: OpusPacket[] } }
  | { ok: false; reason: 'not-ogg' | 'broken-page' | 'not-opus' | 'empty'; detail: string };

const PAGE_HEADER_LENGTH = 27;
const CONTINUED = 0x01;

/**
 * Reads the Opus packets of an Ogg file: pages by RFC 3533 §6, the Opus mapping by RFC 7845 (one header page,
 * one comment header, then audio). Only the first logical stream is read; chained or multiplexed streams after it
 * are left out. Checksums of pages are verified.
 *
 * @param file the whole file
 * @returns channel count, pre-skip (samples at 48 kHz) and audio packets; or why the file cannot be used
 */
export function readOggOpus(file: Uint8Array): OggOpusResult {
  const packets: Uint8Array[] = [];
  let partial: Uint8Array[] = [];
  let serial: number | undefined;
  let offset = 0;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);

  while (offset < file.length) {
    const page = readPage(file, view, offset);
    if (!page.ok) {
      const reason = offset === 0 ? 'not-ogg' : 'broken-page';
      return { ok: false, reason, detail: `${page.detail} at byte ${offset}` };
    }
    offset = page.end;
    serial ??= page.serial;
    if (page.serial !== serial) continue;
    // A page that does not continue a packet ends whatever an earlier page left open (RFC 3533 §6, header type).
    if (!page.continued) partial = [];
    // The rest of a packet whose beginning was never seen is of no use.
    let orphan = page.continued && partial.length === 0;
    for (const segment of page.segments) {
      if (!orphan) partial.push(segment.data);
      if (segment.continues) continue;
      if (!orphan) packets.push(concatenate(partial));
      orphan = false;
      partial = [];
    }
  }

  const [head, tags, ...audio] = packets;
  if (head === undefined || !startsWith(head, 'OpusHead') || head.length < 19) {
    return { ok: false, reason: 'not-opus', detail: 'the first packet is not an OpusHead (RFC 7845 §5.1)' };
  }
  if (tags === undefined || !startsWith(tags, 'OpusTags')) {
    return { ok: false, reason: 'not-opus', detail: 'the second packet is not OpusTags (RFC 7845 §5.2)' };
  }
  const timed: OpusPacket[] = [];
  for (const data of audio) {
    const samples = opusPacketSamples(data);
    if (samples !== undefined) timed.push({ data, samples });
  }
  if (timed.length === 0) return { ok: false, reason: 'empty', detail: 'no audio packets' };
  const preSkip = (head[10] ?? 0) | ((head[11] ?? 0) << 8);
  return { ok: true, value: { channels: head[9] ?? 1, preSkip, packets: timed } };
}

/**
 * Duration of an Opus packet from its table-of-contents byte (RFC 6716 §3.1 and §3.2).
 *
 * @returns samples at 48 kHz, or undefined where the packet is malformed (empty, or longer than 120 ms)
 */
export function opusPacketSamples(packet: Uint8Array): number | undefined {
  const toc = packet[0];
  if (toc === undefined) return undefined;
  const config = toc >> 3;
  let frame: number;
  if (config < 12) frame = [480, 960, 1920, 2880][config & 3] ?? 0;
  else if (config < 16) frame = [480, 960][config & 1] ?? 0;
  else frame = [120, 240, 480, 960][config & 3] ?? 0;
  const code = toc & 3;
  let frames: number;
  if (code === 0) frames = 1;
  else if (code < 3) frames = 2;
  else frames = (packet[1] ?? 0) & 0x3f;
  const samples = frame * frames;
  return samples > 0 && samples <= 5760 ? samples : undefined;
}

type Segment = { data: Uint8Array; continues: boolean };
type Page = { ok: true; end: number; serial: number; continued: boolean; segments: Segment[] };

function readPage(file: Uint8Array, view: DataView, start: number): Page | { ok: false; detail: string } {
  if (start + PAGE_HEADER_LENGTH > file.length) return { ok: false, detail: 'a page header is cut off' };
  if (!startsWith(file.subarray(start), 'OggS')) return { ok: false, detail: 'no page begins' };
  if (file[start + 4] !== 0) return { ok: false, detail: 'unknown Ogg version' };
  const lacings = file[start + 26] ?? 0;
  const bodyStart = start + PAGE_HEADER_LENGTH + lacings;
  if (bodyStart > file.length) return { ok: false, detail: 'a segment table is cut off' };

  const segments: Segment[] = [];
  let position = bodyStart;
  let segmentStart = bodyStart;
  let lacing = 0;
  for (let index = 0; index < lacings; index += 1) {
    lacing = file[start + PAGE_HEADER_LENGTH + index] ?? 0;
    position += lacing;
    // A lacing value of 255 says that the packet goes on; anything less ends it (RFC 3533 §5).
    if (lacing < 255) {
      segments.push({ data: file.subarray(segmentStart, position), continues: false });
      segmentStart = position;
    }
  }
  if (position > file.length) return { ok: false, detail: 'a page body is cut off' };
  if (lacings > 0 && lacing === 255) {
    segments.push({ data: file.subarray(segmentStart, position), continues: true });
  }
  if (pageChecksum(file, start, position) !== view.getUint32(start + 22, true)) {
    return { ok: false, detail: 'a page checksum is wrong' };
  }
  return {
    ok: true,
    end: position,
    serial: view.getUint32(start + 14, true),
    continued: ((file[start + 5] ?? 0) & CONTINUED) !== 0,
    segments,
  };
}

// CRC-32 with polynomial 0x04c11db7, not reflected, start 0, over the page with its checksum field as zero.
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) value = (value << 1) ^ (value & 0x80000000 ? 0x04c11db7 : 0);
  return value >>> 0;
});

function pageChecksum(file: Uint8Array, start: number, end: number): number {
  let crc = 0;
  for (let index = start; index < end; index += 1) {
    const inChecksumField = index >= start + 22 && index < start + 26;
    const byte = inChecksumField ? 0 : (file[index] ?? 0);
    crc = ((crc << 8) ^ (CRC_TABLE[((crc >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
  }
  return crc;
}

function startsWith(bytes: Uint8Array, magic: string): boolean {
  for (let index = 0; index < magic.length; index += 1) {
    if (bytes[index] !== magic.charCodeAt(index)) return false;
  }
  return true;
}

function concatenate(parts: Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
