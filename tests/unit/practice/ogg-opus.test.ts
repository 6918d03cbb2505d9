import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { opusPacketSamples, readOggOpus } from '../../../src/practice/media/ogg-opus.ts';
import { oggOpusFile } from '../../support/ogg-writer.ts';
import { voicesDirectory } from '../../support/practice-line.ts';

const packet = (length: number, fill: number): Uint8Array =>
  Uint8Array.of(0xf8, ...Array<number>(length - 1).fill(fill));

describe('readOggOpus', () => {
  it('gives the audio packets in order, without the two headers', () => {
    const packets = [packet(10, 1), packet(255, 2), packet(510, 3), packet(1, 4)];
    const result = readOggOpus(oggOpusFile(packets));
    expect(result).toMatchObject({ ok: true, value: { channels: 1, preSkip: 312 } });
    if (!result.ok) return;
    expect(result.value.packets.map(({ data }) => [...data])).toEqual(packets.map((data) => [...data]));
    expect(result.value.packets.every(({ samples }) => samples === 960)).toBe(true);
  });

  it('joins a packet that goes on over several pages', () => {
    const long = packet(700, 7);
    const result = readOggOpus(oggOpusFile([packet(5, 1), long, packet(6, 2)], { segmentsPerPage: 1 }));
    expect(result.ok && result.value.packets.map(({ data }) => data.length)).toEqual([5, 700, 6]);
  });

  it('leaves out another logical stream', () => {
    const first = oggOpusFile([packet(9, 1)], { serial: 1 });
    const second = oggOpusFile([packet(8, 2)], { serial: 2 });
    const result = readOggOpus(Buffer.concat([first, second]));
    expect(result.ok && result.value.packets.map(({ data }) => data.length)).toEqual([9]);
  });

  it('drops the rest of a packet whose beginning is missing', () => {
    const pages = oggOpusFile([packet(600, 1), packet(4, 2)], { segmentsPerPage: 1, asPages: true });
    const [head, tags, , ...rest] = pages;
    const result = readOggOpus(Buffer.concat([head, tags, ...rest].filter((page) => page !== undefined)));
    expect(result.ok && result.value.packets.map(({ data }) => data.length)).toEqual([4]);
  });

  it.each([
    ['nothing', new Uint8Array(), 'not-opus'],
    ['another format', Buffer.from('RIFF....WAVEfmt and much more than a page header'), 'not-ogg'],
    ['no audio', oggOpusFile([]), 'empty'],
  ])('refuses %s', (_name, file, reason) => {
    expect(readOggOpus(file)).toMatchObject({ ok: false, reason });
  });

  it('refuses a page with a wrong checksum, and a file that is cut off', () => {
    const file = oggOpusFile([packet(50, 1), packet(50, 2)]);
    const changed = Buffer.from(file);
    changed[changed.length - 1] = 0xaa;
    expect(readOggOpus(changed)).toMatchObject({ ok: false, reason: 'broken-page' });
    expect(readOggOpus(file.subarray(0, file.length - 3))).toMatchObject({
      ok: false,
      reason: 'broken-page',
    });
  });

  it.each(['internet-complaint', 'unknown-enquiry', 'order-complaint', 'callee'])(
    'reads the voice %s',
    (name) => {
      const result = readOggOpus(readFileSync(join(voicesDirectory, `${name}.opus`)));
      if (!result.ok) throw new Error(result.detail);
      const seconds = result.value.packets.reduce((sum, { samples }) => sum + samples, 0) / 48_000;
      expect(seconds).toBeGreaterThan(15);
      expect(seconds).toBeLessThan(31);
      expect(result.value.channels).toBe(1);
      expect(new Set(result.value.packets.map(({ samples }) => samples))).toEqual(new Set([960]));
    },
  );
});

describe('opusPacketSamples', () => {
  it.each([
    [[0x00], 480],
    [[0x08], 960],
    [[0x18], 2880],
    [[0x60], 480],
    [[0x68], 960],
    [[0x80], 120],
    [[0xf8], 960],
    [[0xf9], 1920],
    [[0xfb, 0x03], 2880],
    [[0xfb, 0x00], undefined],
    [[0x1b, 0x3f], undefined],
    [[], undefined],
  ])('reads the duration of %j', (bytes, samples) => {
    expect(opusPacketSamples(Uint8Array.from(bytes))).toBe(samples);
  });
});
