import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const rate = 48_000;

/** Amplitude at a moment in seconds: vowels of a deep voice, four syllables a second, with a pause after every three. */
function voice(at: number): number {
  const syllable = at % 0.25;
  const pause = Math.floor(at / 0.25) % 4 === 3;
  if (pause || syllable > 0.18) return 0;
  const envelope = Math.sin((Math.PI * syllable) / 0.18);
  const harmonics = [1, 2, 3, 4, 5, 6].map((n) => Math.sin(2 * Math.PI * 140 * n * at) / n);
  return 0.25 * envelope * harmonics.reduce((sum, each) => sum + each, 0);
}

/** A tone as somebody would hum it, in short bursts: what lasts is noise to a browser's noise suppression. */
function humming(hz: number, at: number): number {
  const burst = at % 0.25;
  return burst > 0.2 ? 0 : 0.25 * Math.sin((Math.PI * burst) / 0.2) * Math.sin(2 * Math.PI * hz * at);
}

/**
 * Writes two seconds for Chromium's fake microphone (`--use-file-for-fake-audio-capture` plays them over and over):
 * something that talks, silence, or a tone of so many Hz. Gives the path; `remove` takes the file away.
 */
export async function microphoneFile(
  what: 'speech' | 'silence' | { readonly hz: number },
): Promise<{ path: string; remove: () => Promise<void> }> {
  const sounding = (at: number): number =>
    what === 'silence' ? 0 : what === 'speech' ? voice(at) : humming(what.hz, at);
  const samples = Int16Array.from({ length: 2 * rate }, (_, index) =>
    Math.round(sounding(index / rate) * 32_767),
  );
  const data = Buffer.from(samples.buffer);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20); // PCM
  header.writeUInt16LE(1, 22); // mono
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(data.length, 40);
  const directory = await mkdtemp(join(tmpdir(), 'zari-voice-'));
  const path = join(directory, 'microphone.wav');
  await writeFile(path, Buffer.concat([header, data]));
  return { path, remove: () => rm(directory, { recursive: true, force: true }) };
}
