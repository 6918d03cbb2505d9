import { describe, expect, it } from 'vitest';
import {
  deskKeyOf,
  deskKeys,
  keysOf,
  type KeyPress,
} from '../../../../../src/renderer/desk/keys/desk-keys.ts';

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
    ['outcomeNumber', { key: '3', code: 'Digit3', altKey: true }],
    ['submit', { key: 'Enter', code: 'NumpadEnter', ctrlKey: true }],
  ] as const)('%s is found on any layout', (name, change) => {
    expect(deskKeyOf(press(change))).toBe(name);
  });

  it.each([
    { key: 'k', code: 'KeyK' },
    { key: '3', code: 'Digit3' },
    { key: 'Enter', code: 'Enter' },
    { key: 'F4', code: 'F4', altKey: true },
    { key: 'F2', code: 'F2', shiftKey: true },
    // AltGr counts as Ctrl and Alt at once: it types characters.
    { key: '@', code: 'KeyE', ctrlKey: true, altKey: true },
  ])('nothing that types or belongs to the system is taken: %o', (change) => {
    expect(deskKeyOf(press(change))).toBeUndefined();
  });

  it('are all in the help, each combination once', () => {
    const listed = (['call', 'work', 'desk'] as const).flatMap((group) => keysOf(group));
    expect(listed.toSorted()).toEqual(Object.keys(deskKeys).toSorted());
    const combos = Object.values(deskKeys).map(({ combo }) => combo);
    expect(new Set(combos).size).toBe(combos.length);
  });
});
