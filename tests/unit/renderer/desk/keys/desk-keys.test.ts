import { describe, expect, it } from 'vitest';
import { matchesCombo, type KeyPress } from '../../../../../src/renderer/desk/keys/combo.ts';
import { deskKeyOf, deskKeys, keysOf } from '../../../../../src/renderer/desk/keys/desk-keys.ts';

const press = (change: Partial<KeyPress>): KeyPress => ({
  key: '',
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...change,
});

describe('the keys of the desk', () => {
  it.each([
    ['answer', { key: 'F2', code: 'F2' }],
    ['search', { key: 'k', code: 'KeyK', ctrlKey: true }],
    ['search', { key: 'k', code: 'KeyK', metaKey: true }],
    ['search', { key: 'კ', code: 'KeyK', ctrlKey: true }],
    ['search', { key: 'л', code: 'KeyK', ctrlKey: true }],
    ['numbered', { key: '3', code: 'Digit3', altKey: true }],
    ['submit', { key: 'Enter', code: 'NumpadEnter', ctrlKey: true }],
    ['hold', { key: 'F7', code: 'F7' }],
    ['swap', { key: 'F7', code: 'F7', shiftKey: true }],
    ['scriptConflict', { key: 'F11', code: 'F11' }],
    ['scriptObjection', { key: 'F11', code: 'F11', shiftKey: true }],
    ['scriptBack', { key: 'ArrowLeft', code: 'ArrowLeft', altKey: true }],
  ] as const)('%s is found on any layout', (name, change) => {
    expect(deskKeyOf(press(change))).toBe(name);
  });

  it.each([
    { key: 'k', code: 'KeyK' },
    { key: '3', code: 'Digit3' },
    { key: 'Enter', code: 'Enter' },
    { key: 'F4', code: 'F4', altKey: true },
    { key: 'F9', code: 'F9', altKey: true, shiftKey: true },
    // AltGr counts as Ctrl and Alt at once: it types characters.
    { key: '@', code: 'KeyE', ctrlKey: true, altKey: true },
  ])('nothing that types or belongs to the system is taken: %o', (change) => {
    expect(deskKeyOf(press(change))).toBeUndefined();
  });

  it('are all in the help, each in one place', () => {
    const listed = (['call', 'calls', 'work', 'desk'] as const).flatMap((group) => keysOf(group));
    expect(listed.toSorted()).toEqual(Object.keys(deskKeys).toSorted());
  });

  it('have no two that one press could mean, and none that a letter alone could', () => {
    const everyPress = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ')
      .map((letter) => ({ key: letter.toLowerCase(), code: `Key${letter}` }))
      .concat(Array.from('0123456789').map((digit) => ({ key: digit, code: `Digit${digit}` })))
      .concat(Array.from({ length: 12 }, (_, index) => ({ key: `F${index + 1}`, code: `F${index + 1}` })))
      .concat([',', 'Enter', 'ArrowLeft'].map((key) => ({ key, code: key === ',' ? 'Comma' : key })));
    const reached = new Set<string>();
    for (const plain of everyPress) {
      for (let mask = 0; mask < 8; mask += 1) {
        const held = { ctrlKey: (mask & 1) > 0, altKey: (mask & 2) > 0, shiftKey: (mask & 4) > 0 };
        const meant = Object.entries(deskKeys).filter(([, { combo }]) =>
          matchesCombo(combo, press({ ...plain, ...held })),
        );
        expect(meant.length, JSON.stringify({ ...plain, ...held })).toBeLessThanOrEqual(1);
        for (const [name] of meant) {
          reached.add(name);
          expect(/^F\d+$/.test(plain.key) || held.ctrlKey || held.altKey, name).toBe(true);
        }
      }
    }
    expect([...reached].toSorted()).toEqual(Object.keys(deskKeys).toSorted());
  });
});
