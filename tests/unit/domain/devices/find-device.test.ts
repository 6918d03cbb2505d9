import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDevice } from '../../../../src/domain/devices/find-device.ts';

const device = fc.record({
  id: fc.string({ minLength: 1, maxLength: 4 }),
  label: fc.constantFrom('', 'Headset (0b0e:0300)', 'Headset (047f:c056)', 'Speakers', 'Built-in'),
});
const devices = fc.uniqueArray(device, { selector: ({ id }) => id, maxLength: 8 });

describe('finding a device that was once chosen', () => {
  it('finds the very one while it is there, whatever else is plugged in', () => {
    fc.assert(
      fc.property(devices, device, fc.nat(8), (others, chosen, at) => {
        const present = others.filter(({ id }) => id !== chosen.id).toSpliced(at, 0, chosen);
        expect(findDevice(chosen, present)).toBe(chosen);
      }),
    );
  });

  it('finds nothing where neither label nor id is known, and never a device of neither', () => {
    fc.assert(
      fc.property(devices, device, (present, chosen) => {
        const found = findDevice(chosen, present);
        const fits = present.some(
          ({ id, label }) => id === chosen.id || (label !== '' && label === chosen.label),
        );
        expect(found !== undefined).toBe(fits);
        if (found !== undefined) expect(found.id === chosen.id || found.label === chosen.label).toBe(true);
      }),
    );
  });

  it('finds by label what has a new id, as after the browser’s data was cleared', () => {
    const chosen = { id: 'old', label: 'Headset (0b0e:0300)' };
    const present = [
      { id: 'a', label: 'Built-in' },
      { id: 'b', label: 'Headset (0b0e:0300)' },
    ];
    expect(findDevice(chosen, present)?.id).toBe('b');
  });

  it('finds what Windows counts anew at another port', () => {
    const chosen = { id: 'old', label: 'Headset (Jabra EVOLVE 20) (0b0e:0300)' };
    const moved = { id: 'new', label: 'Headset (2- Jabra EVOLVE 20) (0b0e:0300)' };
    expect(findDevice(chosen, [moved])).toBe(moved);
    expect(findDevice(moved, [chosen])).toBe(chosen);
  });

  it('does not take two unnamed devices for the same', () => {
    expect(findDevice({ id: 'x', label: '' }, [{ id: 'y', label: '' }])).toBeUndefined();
  });
});
