import { describe, expect, it } from 'vitest';
import { AudioLevel, SILENCE_DBOV } from '../../../src/practice/media/audio-level.ts';
import { digitOfInfo, TelephoneEvents } from '../../../src/practice/media/digits.ts';
import { Reception } from '../../../src/practice/media/reception.ts';

function sine(amplitude: number, samples = 960): Float32Array {
  return Float32Array.from(
    { length: samples },
    (_, index) => amplitude * Math.sin((index * 2 * Math.PI) / 48),
  );
}

describe('AudioLevel', () => {
  it('knows nothing before there was audio, nor when it is over', () => {
    const level = new AudioLevel();
    expect(level.dbov(0)).toBeUndefined();
    level.add([sine(0.5)], 100);
    expect(level.dbov(1099)).toBeDefined();
    expect(level.dbov(1101)).toBeUndefined();
  });

  it.each([
    [1, -3],
    [0.1, -23],
    [0.01, -43],
    [0, SILENCE_DBOV],
  ])('gives the RMS of a tone of amplitude %d as %d dBov', (amplitude, dbov) => {
    const level = new AudioLevel();
    level.add([sine(amplitude), sine(amplitude)], 0);
    expect(level.dbov(10)).toBe(dbov);
  });

  it('gives a square wave of full scale as 0, and never more', () => {
    const level = new AudioLevel();
    level.add([Float32Array.of(1, -1, 1, -1)], 0);
    expect(level.dbov(0)).toBe(0);
    level.add([Float32Array.of(4, -4)], 0);
    expect(level.dbov(0)).toBe(0);
  });

  it('forgets what is older than a second', () => {
    const level = new AudioLevel();
    level.add([sine(1)], 0);
    for (let at = 20; at <= 1020; at += 20) level.add([sine(0)], at);
    expect(level.dbov(1020)).toBe(SILENCE_DBOV);
  });
});

describe('TelephoneEvents', () => {
  const payload = (event: number, end = false): Uint8Array =>
    Uint8Array.of(event, end ? 0x8a : 0x0a, 0x03, 0xc0);

  it('counts an event once, whichever of its packets come', () => {
    const events = new TelephoneEvents();
    expect(events.receive(payload(5), 1000)).toBe('5');
    expect(events.receive(payload(5), 1000)).toBeUndefined();
    expect(events.receive(payload(5, true), 1000)).toBeUndefined();
    expect(events.receive(payload(5, true), 4000)).toBe('5');
  });

  it('does not count a packet that was overtaken', () => {
    const events = new TelephoneEvents();
    events.receive(payload(1), 5000);
    expect(events.receive(payload(2, true), 4000)).toBeUndefined();
  });

  it('goes on where the timestamp wraps', () => {
    const events = new TelephoneEvents();
    events.receive(payload(1), 0xffff_ff00);
    expect(events.receive(payload(11), 0x10)).toBe('#');
  });

  it('leaves out what is no digit', () => {
    const events = new TelephoneEvents();
    expect(events.receive(payload(16), 1)).toBeUndefined();
    expect(events.receive(Uint8Array.of(1), 2)).toBeUndefined();
  });
});

describe('digitOfInfo', () => {
  it.each([
    ['application/dtmf-relay', 'Signal=5\r\nDuration=160\r\n', '5'],
    ['Application/DTMF-Relay; charset=utf-8', 'Signal= *\nDuration= 100', '*'],
    ['application/dtmf-relay', 'Signal=11\r\nDuration=160', '#'],
    ['application/dtmf', ' d ', 'D'],
    ['application/dtmf-relay', 'Duration=160', undefined],
    ['application/dtmf-relay', 'Signal=55', undefined],
    ['text/plain', 'Signal=5', undefined],
  ])('reads %s %j', (contentType, body, digit) => {
    expect(digitOfInfo(contentType, body)).toBe(digit);
  });
});

describe('Reception', () => {
  function receive(reception: Reception, numbers: number[]): void {
    numbers.forEach((number, index) => reception.receive(number & 0xffff, number * 960, index * 20));
  }

  it('finds no loss where nothing is lost, over the wrap of the numbers', () => {
    const reception = new Reception();
    receive(reception, [65_533, 65_534, 65_535, 65_536, 65_537]);
    expect(reception.counts()).toEqual({ received: 5, lost: 0 });
    expect(reception.report().extendedHighestSequence).toBe(65_537);
  });

  it('counts what is missing; late packets make it good, doubled ones do not', () => {
    const reception = new Reception();
    receive(reception, [10, 11, 14, 14]);
    expect(reception.counts()).toEqual({ received: 3, lost: 2 });
    receive(reception, [12]);
    expect(reception.counts()).toEqual({ received: 4, lost: 1 });
  });

  it('reports the fraction lost since the report before', () => {
    const reception = new Reception();
    receive(reception, [1, 2, 4]);
    expect(reception.report()).toMatchObject({ lost: 1, fractionLost: 64 });
    receive(reception, [5, 6]);
    expect(reception.report()).toMatchObject({ lost: 1, fractionLost: 0 });
  });

  it('begins anew where the sender does', () => {
    const reception = new Reception();
    receive(reception, [1, 2, 3, 30_000, 30_001]);
    expect(reception.counts()).toEqual({ received: 2, lost: 0 });
  });

  it('has no jitter in a steady stream, and some in an unsteady one', () => {
    const steady = new Reception();
    for (let n = 0; n < 50; n += 1) steady.receive(n, n * 960, n * 20);
    expect(steady.report().jitter).toBe(0);
    const unsteady = new Reception();
    for (let n = 0; n < 50; n += 1) unsteady.receive(n, n * 960, n * 20 + (n % 2) * 10);
    expect(unsteady.report().jitter).toBeGreaterThan(100);
  });
});
