import { describe, expect, it } from 'vitest';
import type { Colleague } from '../../../../../src/contract/desk/telephone.ts';
import { isDialable } from '../../../../../src/renderer/desk/features/call/dialable.ts';
import { targetsFor } from '../../../../../src/renderer/desk/features/transfer/targets.ts';
import { sampleId } from '../../../../support/desk-sample.ts';

const colleague = (number: string, name: string, state: Colleague['state']): Colleague => ({
  id: sampleId(Number(number)),
  number,
  name,
  state,
});
const colleagues = [
  colleague('103', 'თამარ ლომიძე', 'busy'),
  colleague('105', 'ანა გელაშვილი', 'ringing'),
  colleague('102', 'გიორგი მაისურაძე', 'free'),
  colleague('104', 'ბექა დოლიძე', 'unknown'),
];
const numbers = (text: string, more: Parameters<typeof targetsFor>[2] = []) =>
  targetsFor(text, colleagues, more).map(({ number }) => number);

describe('to whom a call can be handed over', () => {
  it('is every colleague at first, whoever is free on top', () => {
    expect(numbers('')).toEqual(['102', '104', '105', '103']);
    expect(targetsFor('', [], [])).toEqual([]);
  });

  it('is found by any word of a name and by the beginning of a number', () => {
    expect(numbers('ლომ')).toEqual(['103']);
    expect(numbers('გიორგი მაის')).toEqual(['102']);
    expect(numbers('10')).toEqual(['10', '102', '104', '105', '103']);
  });

  it('is the number that was typed before anybody else whom it may mean', () => {
    expect(numbers('103')).toEqual(['103']);
    expect(targetsFor('103', colleagues, [])[0]).toMatchObject({ name: 'თამარ ლომიძე', state: 'busy' });
    const suggested = { kind: 'customer' as const, name: 'ნინო', number: '+995599123456' };
    expect(numbers('599', [suggested])).toEqual(['599', '+995599123456']);
  });

  it('has nobody twice, however their number is written', () => {
    const suggested = [
      { kind: 'colleague' as const, name: 'გიორგი მაისურაძე', number: '102' },
      { kind: 'history' as const, number: '+995599123456' },
    ];
    expect(numbers('102', suggested.slice(0, 1))).toEqual(['102']);
    expect(numbers('599 12 34 56', suggested.slice(1))).toEqual(['599 12 34 56']);
  });
});

it.each([
  ['102', true],
  ['+995 (599) 12-34-56', true],
  ['*98#', true],
  ['nino@example.ge', true],
  ['', false],
  ['+', false],
  ['ნინო', false],
  ['12 monkeys', false],
])('%j is a number to call: %s', (text, expected) => {
  expect(isDialable(text)).toBe(expected);
});
