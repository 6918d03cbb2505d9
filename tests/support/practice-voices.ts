import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readOggOpus } from '../../src/practice/media/ogg-opus.ts';
import { voicesDirectory } from './practice-line.ts';

/** The Opus packets of a voice of the product, 20 ms each. */
export async function voicePackets(name: string): Promise<Uint8Array[]> {
  const result = readOggOpus(await readFile(join(voicesDirectory, `${name}.opus`)));
  if (!result.ok) throw new Error(result.detail);
  return result.value.packets.map(({ data }) => data);
}
