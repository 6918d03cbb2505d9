import { expect, test } from 'vitest';
import type { ShiftRow } from '../../../../src/contract/server/console.ts';
import { noteworthyDifference, shiftTimes } from '../../../../src/server/console/shift-times.ts';

const at = (time: string) => `2026-03-02T${time}:00.000Z`;
const event = (
  kind: 'start' | 'end' | 'presence',
  time: string,
  more: object = {},
): ShiftRow['events'][number] => ({
  kind,
  deviceTime: at(time),
  receivedAt: at(time),
  ...more,
});
const shift = (events: ShiftRow['events'], more: Partial<ShiftRow> = {}): ShiftRow => ({
  shiftId: '0197b000-0000-7000-8000-0000000000aa',
  operator: { id: '0197b000-0000-7000-8000-0000000000ab', displayName: 'ნინო' },
  events,
  ...more,
});
const minute = 60_000;

test('breaks last until the next presence or the end', () => {
  const times = shiftTimes(
    shift(
      [
        event('start', '08:00'),
        event('presence', '10:00', { presence: 'break', breakReason: 'meal' }),
        event('presence', '10:30', { presence: 'ready' }),
        event('presence', '15:50', { presence: 'break', breakReason: 'rest' }),
        event('end', '16:00'),
      ],
      { startedAt: at('08:00'), endedAt: at('16:00') },
    ),
    new Date(at('20:00')),
  );
  expect(times.totalMs).toBe(8 * 60 * minute);
  expect(times.breaks.map(({ reason, ms }) => [reason, ms])).toEqual([
    ['meal', 30 * minute],
    ['rest', 10 * minute],
  ]);
  expect(times.breaksMs).toBe(40 * minute);
});

test('a shift that runs is counted until now, a break in it as well', () => {
  const times = shiftTimes(
    shift([event('start', '08:00'), event('presence', '09:00', { presence: 'break' })], {
      startedAt: at('08:00'),
    }),
    new Date(at('09:15')),
  );
  expect([times.totalMs, times.breaksMs]).toEqual([75 * minute, 15 * minute]);
});

test('a record without a start has no total, and nothing is ever negative', () => {
  expect(
    shiftTimes(shift([event('end', '09:00')], { endedAt: at('09:00') }), new Date()).totalMs,
  ).toBeUndefined();
  const ahead = shiftTimes(
    shift([event('presence', '12:00', { presence: 'break' })], { startedAt: at('12:00') }),
    new Date(at('09:00')),
  );
  expect([ahead.totalMs, ahead.breaksMs]).toEqual([0, 0]);
});

test('a difference of the clocks is named from two minutes on', () => {
  expect(noteworthyDifference(at('08:00'), at('08:02'))).toBeUndefined();
  expect(noteworthyDifference(at('08:00'), at('08:03'))).toBe(3 * minute);
  expect(noteworthyDifference(at('08:05'), at('08:00'))).toBe(-5 * minute);
  expect(noteworthyDifference(at('08:00'), undefined)).toBeUndefined();
});
