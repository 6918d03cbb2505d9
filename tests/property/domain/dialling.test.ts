import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayDial, type DiallingPolicy } from '../../../src/domain/dialling.ts';

const number = fc.stringMatching(/^\+[1-9]\d{6,12}$/);
const prefix = fc.stringMatching(/^\+?[\d*#]{1,6}$/);
const policy = fc.record({
  allowedPrefixes: fc.array(prefix, { maxLength: 5 }),
  forbiddenPrefixes: fc.array(prefix, { maxLength: 5 }),
  emergencyNumbers: fc.constant(['113']),
});
const make = (change: Partial<DiallingPolicy>): DiallingPolicy => ({
  allowedPrefixes: [],
  forbiddenPrefixes: [],
  emergencyNumbers: [],
  ...change,
});

describe('the policy of a line', () => {
  it('never forbids an emergency number', () => {
    fc.assert(fc.property(policy, (rules) => mayDial('112', rules) && mayDial('113', rules)));
  });

  it('without prefixes allows everything, as does no policy', () => {
    fc.assert(fc.property(number, (target) => mayDial(target, make({})) && mayDial(target, undefined)));
  });

  it('forbids what a forbidden prefix fits, unless a longer one allows it', () => {
    fc.assert(
      fc.property(number, fc.integer({ min: 1, max: 4 }), (target, length) => {
        const short = target.slice(0, length);
        const long = target.slice(0, length + 1);
        expect(mayDial(target, make({ forbiddenPrefixes: [short] }))).toBe(false);
        expect(mayDial(target, make({ forbiddenPrefixes: [short], allowedPrefixes: [short] }))).toBe(false);
        expect(mayDial(target, make({ forbiddenPrefixes: [short], allowedPrefixes: [long] }))).toBe(true);
        expect(mayDial(target, make({ forbiddenPrefixes: [long], allowedPrefixes: [short] }))).toBe(false);
      }),
    );
  });

  it('with allowed prefixes forbids all else', () => {
    const home = make({ allowedPrefixes: ['+995'] });
    expect(mayDial('+995599123456', home)).toBe(true);
    expect(mayDial('+74951234567', home)).toBe(false);
    expect(mayDial('600', home)).toBe(false);
    expect(mayDial('*43', make({ allowedPrefixes: ['*'] }))).toBe(true);
  });

  it.each(['+995900', '00995900', '0900'])('knows the prefix written as %s', (written) => {
    expect(mayDial('+995900123456', make({ forbiddenPrefixes: [written] }))).toBe(false);
    expect(mayDial('+995599123456', make({ forbiddenPrefixes: [written] }))).toBe(true);
  });

  it('more forbidden prefixes never allow more', () => {
    fc.assert(
      fc.property(number, policy, prefix, (target, rules, more) => {
        const stricter = { ...rules, forbiddenPrefixes: [...rules.forbiddenPrefixes, more] };
        return !mayDial(target, stricter) || mayDial(target, rules);
      }),
    );
  });
});
