import { writeFile } from 'node:fs/promises';

const sampleRate = 48_000;
const seconds = 10;

/**
 * Writes a WAV file that is never silent, as no encoder may pause in it: a hummed vowel whose pitch glides and that
 * swells four times a second, as syllables do.
 */
export async function writeVoice(path: string): Promise<void> {
  const samples = new Int16Array(sampleRate * seconds);
  let phase = 0;
  for (let at = 0; at < samples.length; at += 1) {
    const time = at / sampleRate;
    phase += (2 * Math.PI * (140 + 30 * Math.sin(2 * Math.PI * 0.7 * time))) / sampleRate;
    let wave = 0;
    for (let harmonic = 1; harmonic <= 20; harmonic += 1) wave += Math.sin(harmonic * phase) / harmonic;
    const swell = 0.65 + 0.35 * Math.sin(2 * Math.PI * 4 * time);
    samples[at] = Math.round(wave * swell * 9_000);
  }
  const data = Buffer.from(samples.buffer);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(sampleRate, 24);
  head.writeUInt32LE(sampleRate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  await writeFile(path, Buffer.concat([head, data]));
}
