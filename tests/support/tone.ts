import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OpusDecoder } from 'opus-decoder';
import { readOggOpus } from '../../src/practice/media/ogg-opus.ts';

/** What a test's own end sends, so that it is known again at the other one. */
export const markerHz = 1000;

/** The other tone that there is as packets: of a second party, to be told from the first. */
export const secondMarkerHz = 1600;
export type MarkerHz = typeof markerHz | typeof secondMarkerHz;

/** A marker as packets of 20 ms of Opus. */
export async function markerPackets(hz: MarkerHz = markerHz): Promise<Uint8Array[]> {
  const read = readOggOpus(await readFile(join(import.meta.dirname, `../data/tones/${hz}hz.opus`)));
  if (!read.ok) throw new Error(read.detail);
  return read.value.packets.map(({ data }) => data);
}

/** Opus packets as they came, decoded: one channel, 48 kHz, samples −1…1. */
export async function decodeOpus(packets: readonly Uint8Array[]): Promise<Float32Array> {
  const decoder = new OpusDecoder({ channels: 1 });
  await decoder.ready;
  const { channelData } = decoder.decodeFrames(packets.map((packet) => new Uint8Array(packet)));
  decoder.free();
  return channelData[0] ?? new Float32Array();
}

/**
 * How much of the sound's power lies at `hz`, 0…1, over the last `seconds` (Goertzel in blocks of 50 ms, so that coders
 * that shift the phase do no harm). Silence has none.
 */
export function toneShare(sound: Float32Array, sampleRate: number, hz: number, seconds = 0.5): number {
  const block = Math.round(sampleRate / 20);
  const last = sound.subarray(Math.max(0, sound.length - Math.round(seconds * sampleRate)));
  let [atTone, all] = [0, 0];
  for (let start = 0; start + block <= last.length; start += block) {
    const part = last.subarray(start, start + block);
    atTone += tonePower(part, sampleRate, hz);
    all += part.reduce((sum, sample) => sum + sample * sample, 0) / block;
  }
  // Below −60 dBov there is nothing that anybody would hear.
  return all / (last.length / block) < 1e-6 ? 0 : atTone / all;
}

/** Mean power of the part of the samples that swings with `hz`. */
function tonePower(samples: Float32Array, sampleRate: number, hz: number): number {
  const turn = 2 * Math.cos((2 * Math.PI * hz) / sampleRate);
  let [before, beforeThat] = [0, 0];
  for (const sample of samples) [before, beforeThat] = [sample + turn * before - beforeThat, before];
  const energy = before * before + beforeThat * beforeThat - turn * before * beforeThat;
  return (2 * energy) / (samples.length * samples.length);
}
