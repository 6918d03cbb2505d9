import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockFrom } from '../../../../src/main/telephony/clock.ts';
import { readSessionExpires, SessionTimer } from '../../../../src/main/telephony/session-timer.ts';
import { createManualClock } from '../../../support/manual-clock.ts';

const headers = (all: Record<string, string>) => (name: string) => all[name];

function timer() {
  const clock = createManualClock();
  const told: string[] = [];
  const subject = new SessionTimer({
    clock: clockFrom(clock, () => 0.5),
    refresh: () => told.push('refresh'),
    expire: () => told.push('expire'),
  });
  return { clock, told, timer: subject };
}

describe('a Session-Expires', () => {
  it.each([
    ['1800', { seconds: 1800, refresher: undefined }],
    ['90;refresher=uac', { seconds: 90, refresher: 'uac' }],
    [' 90 ; x=y ; Refresher = UAS ', { seconds: 90, refresher: 'uas' }],
    ['90;refresher=me', { seconds: 90, refresher: undefined }],
    ['-1', undefined],
    ['90 90', undefined],
    ['99999999999', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of %j is %j', (value, read) => {
    expect(readSessionExpires(value)).toEqual(read);
  });
});

describe('our INVITE', () => {
  it('asks for half an hour and leaves it to the other side who refreshes', () => {
    expect(timer().timer.requestHeaders()).toEqual(['Session-Expires: 1800']);
  });

  it('asks for more after a 422, and says so ever after', () => {
    const { timer: subject } = timer();
    expect(subject.tooShort(headers({ 'Min-SE': '2400' }))).toBe(true);
    expect(subject.requestHeaders()).toEqual(['Session-Expires: 2400', 'Min-SE: 2400']);
    subject.agreed(headers({ 'Session-Expires': '2400;refresher=uac' }));
    expect(subject.requestHeaders()).toEqual(['Session-Expires: 2400;refresher=uac', 'Min-SE: 2400']);
  });

  it.each([undefined, 'soon', '90', '1800', '4000000000'])(
    'is not sent again after a 422 with Min-SE %j',
    (minimum) => {
      const { timer: subject } = timer();
      expect(subject.tooShort(headers(minimum === undefined ? {} : { 'Min-SE': minimum }))).toBe(false);
    },
  );

  it.each(['0', '1', '89'])(
    'that is answered with %s s is not refreshed, nor over, sooner than 90 s allow',
    (seconds) => {
      for (const refresher of ['uac', 'uas']) {
        const { timer: subject, clock, told } = timer();
        subject.agreed(headers({ 'Session-Expires': `${seconds};refresher=${refresher}` }));
        clock.advance(44_999);
        expect(told).toEqual([]);
        clock.advance(60_000);
        expect(told.at(-1)).toBe('expire');
        expect(told.length).toBeLessThanOrEqual(2);
      }
    },
  );

  it('that is answered without Session-Expires never expires, and asks for none again', () => {
    const { timer: subject, clock, told } = timer();
    subject.agreed(headers({}));
    expect(subject.requestHeaders()).toEqual([]);
    expect(clock.waits()).toEqual([]);
    expect(told).toEqual([]);
  });
});

describe('the answer to the other side’s INVITE (RFC 4028 §9, table 2)', () => {
  it.each([
    ['', '1800', ['Session-Expires: 1800;refresher=uas']],
    ['', '1800;refresher=uas', ['Session-Expires: 1800;refresher=uas']],
    ['timer', '1800', ['Session-Expires: 1800;refresher=uas', 'Require: timer']],
    ['100rel, Timer', '1800;refresher=uac', ['Session-Expires: 1800;refresher=uac', 'Require: timer']],
    ['timer', '1800;refresher=uas', ['Session-Expires: 1800;refresher=uas', 'Require: timer']],
    // It cannot refresh what it does not know.
    ['', '1800;refresher=uac', ['Session-Expires: 1800;refresher=uas']],
    // A proxy’s nonsense that cannot be refused, as the caller knows no timers.
    ['', '5', []],
    ['timer', '', []],
  ])('that supports %j and asks for %j is %j', (supported, asked, expected) => {
    const { timer: subject } = timer();
    expect(subject.answer(headers({ Supported: supported, 'Session-Expires': asked }))).toEqual(expected);
  });

  it('keeps the timer where a later request does not speak of it', () => {
    const { timer: subject } = timer();
    subject.answer(headers({ Supported: 'timer', 'Session-Expires': '600;refresher=uac' }));
    expect(subject.answer(headers({ Supported: 'timer' }))).toEqual([
      'Session-Expires: 600;refresher=uac',
      'Require: timer',
    ]);
  });
});

describe('the timer', () => {
  it('of ours refreshes at half of the interval, and again when that failed, and gives up before the end', () => {
    const { timer: subject, clock, told } = timer();
    subject.agreed(headers({ 'Session-Expires': '1800;refresher=uac' }));
    clock.advance(899_999);
    expect(told).toEqual([]);
    clock.advance(1);
    expect(told).toEqual(['refresh']);
    subject.refreshFailed();
    clock.advance(434_000);
    expect(told).toEqual(['refresh', 'refresh']);
    clock.advance(434_000);
    expect(told).toEqual(['refresh', 'refresh', 'expire']);
    expect(clock.now() - Date.parse('2026-03-01T08:00:00.000Z')).toBe((1800 - 32) * 1000);
    expect(subject.isOver).toBe(true);
  });

  it('of theirs waits, and gives up a third before the end of a short one', () => {
    const { timer: subject, clock, told } = timer();
    subject.agreed(headers({ 'Session-Expires': '90;refresher=uas' }));
    clock.advance(59_999);
    expect(told).toEqual([]);
    clock.advance(60_001);
    expect(told).toEqual(['expire']);
  });

  it('begins anew with each refresh, whoever sends it', () => {
    const { timer: subject, clock, told } = timer();
    subject.agreed(headers({ 'Session-Expires': '90;refresher=uas' }));
    clock.advance(50_000);
    subject.answer(headers({ 'Session-Expires': '90;refresher=uac', Supported: 'timer' }));
    clock.advance(50_000);
    subject.agreed(headers({ 'Session-Expires': '90;refresher=uas' }));
    clock.advance(50_000);
    expect(told).toEqual([]);
  });

  it('does nothing once the call is over', () => {
    const { timer: subject, clock, told } = timer();
    subject.agreed(headers({ 'Session-Expires': '90;refresher=uac' }));
    subject.stop();
    subject.agreed(headers({ 'Session-Expires': '90;refresher=uac' }));
    clock.advance(1_000_000);
    expect(told).toEqual([]);
  });

  it('is bounded whatever the other side says: one refresh at half at the earliest, one expiry, no timer that overflows', () => {
    const part = fc.oneof(
      fc.nat().map(String),
      fc.bigInt({ min: 0n, max: 2n ** 70n }).map(String),
      fc.string({ maxLength: 12 }),
    );
    const refresher = fc.constantFrom('', ';refresher=uac', ';refresher=uas', ';refresher=', ';;');
    fc.assert(
      fc.property(
        part,
        refresher,
        fc.constantFrom('timer', '', 'x,,"'),
        fc.boolean(),
        (value, who, tag, ours) => {
          const { timer: subject, clock, told } = timer();
          const said = headers({ 'Session-Expires': value + who, Supported: tag, 'Min-SE': value });
          if (ours) subject.tooShort(said);
          if (ours) subject.agreed(said);
          else subject.answer(said);
          expect(clock.waits().every((wait) => wait <= 86_400_000)).toBe(true);
          const seconds = readSessionExpires(value + who)?.seconds ?? 0;
          clock.advance(Math.min(86_399_999, seconds * 500 - 1));
          expect(told).toEqual([]);
          clock.advance(86_400_000);
          expect(told.length).toBeLessThanOrEqual(2);
        },
      ),
    );
  });
});
