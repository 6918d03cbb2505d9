import { describe, expect, test } from 'vitest';
import { formatPhone, formatPhoneAsTyped, toE164 } from '../../../src/domain/phone.ts';

describe('a number as typed or sent', () => {
  test.each([
    ['599 12 34 56', '+995599123456'],
    ['599123456', '+995599123456'],
    ['+995 599 12-34-56', '+995599123456'],
    ['995599123456', '+995599123456'],
    ['00995599123456', '+995599123456'],
    ['0322 12 34 56', '+995322123456'],
    ['032 2 12 34 56', '+995322123456'],
    ['+7 912 345-67-89', '+79123456789'],
    ['011 44 20 7946 0958', '+442079460958'],
    ['00 44 20 7946 0958', '+442079460958'],
    ['  +1 (202) 555-0143 ', '+12025550143'],
  ])('%s is %s', (typed, number) => {
    expect(toE164(typed)).toBe(number);
  });

  test.each(['', '101', '*55', '#', 'anonymous', 'nino', '12', '+', '+995', '5991234567890123456', 'სახლი'])(
    '%j is no number',
    (typed) => {
      expect(toE164(typed)).toBeUndefined();
    },
  );

  test('stays what it is once it is E.164', () => {
    for (const number of ['+995599123456', '+995322123456', '+79123456789']) {
      expect(toE164(number)).toBe(number);
    }
  });
});

describe('a number to be read', () => {
  test('is written as at home in Georgia, with the country code elsewhere', () => {
    expect(formatPhone('+995599123456')).toBe('599 12 34 56');
    expect(formatPhone('+79123456789')).toBe('+7 912 345 67 89');
    expect(formatPhone('101')).toBe('101');
    expect(formatPhone('anonymous')).toBe('anonymous');
  });

  test('is grouped while it is typed, and other texts are left alone', () => {
    expect(formatPhoneAsTyped('599123456').replaceAll(/\D/g, '')).toBe('599123456');
    expect(formatPhoneAsTyped('+7912').replaceAll(/[^\d+]/g, '')).toBe('+7912');
    expect(formatPhoneAsTyped('*55')).toBe('*55');
    expect(formatPhoneAsTyped('nino')).toBe('nino');
  });
});
