type Options = { serial?: number; segmentsPerPage?: number };

/** Writes packets as an Ogg Opus file (RFC 3533, RFC 7845), independently of the reader that it tests. */
export function oggOpusFile(packets: readonly Uint8Array[], options?: Options): Buffer;
export function oggOpusFile(packets: readonly Uint8Array[], options: Options & { asPages: true }): Buffer[];
export function oggOpusFile(
  packets: readonly Uint8Array[],
  options: Options & { asPages?: boolean } = {},
): Buffer | Buffer[] {
  const { serial = 77, segmentsPerPage = 255 } = options;
  const head = Buffer.concat([
    Buffer.from('OpusHead'),
    Buffer.from([1, 1, 0x38, 0x01, 0x80, 0xbb, 0, 0, 0, 0, 0]),
  ]);
  const tags = Buffer.concat([Buffer.from('OpusTags'), Buffer.alloc(8)]);
  const pages = [page([lace(head)], 0, serial, 0x02), page([lace(tags)], 1, serial, 0)];
  let segments: { size: number; data: Uint8Array; first: boolean }[] = packets.flatMap((data) => split(data));
  while (segments.length > 0) {
    const now = segments.slice(0, segmentsPerPage);
    segments = segments.slice(segmentsPerPage);
    const flags = (now[0]?.first === false ? 0x01 : 0) | (segments.length === 0 ? 0x04 : 0);
    const laced = { sizes: now.map(({ size }) => size), data: Buffer.concat(now.map(({ data }) => data)) };
    pages.push(page([laced], pages.length, serial, flags));
  }
  return options.asPages === true ? pages : Buffer.concat(pages);
}

type Laced = { sizes: number[]; data: Buffer };

function split(data: Uint8Array): { size: number; data: Uint8Array; first: boolean }[] {
  const parts = [];
  for (let offset = 0; offset <= data.length; offset += 255) {
    const part = data.subarray(offset, offset + 255);
    parts.push({ size: part.length, data: part, first: offset === 0 });
  }
  return parts;
}

function lace(data: Uint8Array): Laced {
  return { sizes: split(data).map(({ size }) => size), data: Buffer.from(data) };
}

function page(packets: Laced[], sequence: number, serial: number, flags: number): Buffer {
  const sizes = packets.flatMap((packet) => packet.sizes);
  const header = Buffer.alloc(27);
  header.write('OggS');
  header[5] = flags;
  header.writeUInt32LE(serial, 14);
  header.writeUInt32LE(sequence, 18);
  header[26] = sizes.length;
  const whole = Buffer.concat([header, Buffer.from(sizes), ...packets.map((packet) => packet.data)]);
  whole.writeUInt32LE(checksum(whole), 22);
  return whole;
}

function checksum(bytes: Buffer): number {
  let crc = 0n;
  for (const byte of bytes) {
    crc ^= BigInt(byte) << 24n;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = (crc & 0x80000000n) === 0n ? crc << 1n : (crc << 1n) ^ 0x104c11db7n;
    }
  }
  return Number(crc & 0xffffffffn);
}
