/** Chance that is the same for the same seed (mulberry32). @returns a whole number from 0 up to, not including, `below` */
export function seededChance(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const pieces = [
  '\r\n',
  ' ',
  '\t',
  ';',
  ',',
  ':',
  '"',
  '<',
  '>',
  '@',
  '\0',
  '%00',
  'ÿ',
  '-1',
  '4294967296',
  ';tag=',
  '\r\n\r\n',
];

/** One to four changes to a message: bytes turned, cut, doubled, or pieces of SIP put in. */
export function mutant(message: Buffer, chance: (below: number) => number): Buffer {
  let bytes = Buffer.from(message);
  for (let change = chance(4); change >= 0; change--) {
    const at = chance(bytes.length + 1);
    const end = Math.min(bytes.length, at + chance(60));
    const piece = Buffer.from(pieces[chance(pieces.length)] ?? '');
    switch (chance(5)) {
      case 0:
        if (at < bytes.length) bytes[at] = chance(256);
        break;
      case 1:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
        break;
      case 2:
        bytes = Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)]);
        break;
      case 3:
        bytes = Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(end)]);
        break;
      default:
        bytes = Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
    }
  }
  return bytes;
}
