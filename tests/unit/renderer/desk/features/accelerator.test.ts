import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceleratorOf } from '../../../../../src/renderer/desk/features/devices/accelerator.ts';
import { loudness, meterShare } from '../../../../../src/renderer/desk/features/devices/LevelMeter.tsx';
import type { KeyPress } from '../../../../../src/renderer/desk/keys/combo.ts';

const press = (change: Partial<KeyPress>): KeyPress => ({
  key: '',
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...change,
});

describe('a key press as Electron writes it', () => {
  it.each([
    [{ key: 'მ', code: 'KeyM', ctrlKey: true, shiftKey: true }, 'Ctrl+Shift+M'],
    [{ key: '1', code: 'Digit1', altKey: true }, 'Alt+1'],
    [{ key: 'F13', code: 'F13' }, 'F13'],
    [{ key: 'ArrowUp', code: 'ArrowUp', metaKey: true }, 'Super+Up'],
    [{ key: ' ', code: 'Space', ctrlKey: true, altKey: true }, 'Ctrl+Alt+Space'],
    [{ key: 'm', code: 'KeyM' }, undefined],
    [{ key: 'M', code: 'KeyM', shiftKey: true }, undefined],
    [{ key: 'Control', code: 'ControlLeft', ctrlKey: true }, undefined],
    [{ key: 'Enter', code: 'Enter' }, undefined],
  ] as const)('%o is %s', (change, accelerator) => {
    expect(acceleratorOf(press(change))).toBe(accelerator);
  });
});

describe('a level', () => {
  it('is drawn between silence and full scale, the louder the longer', () => {
    expect(meterShare(0)).toBe(0);
    expect(meterShare(1)).toBe(1);
    expect(meterShare(Number.NaN)).toBe(0);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (a, b) => {
          expect(meterShare(Math.max(a, b))).toBeGreaterThanOrEqual(meterShare(Math.min(a, b)));
          expect(meterShare(a)).toBeGreaterThanOrEqual(0);
          expect(meterShare(a)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('of speech is good, of a whisper quiet, of clipping too loud', () => {
    expect(loudness(0.1)).toBe('good');
    expect(loudness(0.01)).toBe('quiet');
    expect(loudness(0.0001)).toBe('silent');
    expect(loudness(0.99)).toBe('loud');
  });
});
