import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTelephone, readLayout } from '../../../../../src/renderer/media/headset/report-layout.ts';
import { headsetModels, jabraLike } from '../../../../support/fake-headset.ts';

describe.each(headsetModels)('the reports of a $name headset', ({ collections, buttons, lights }) => {
  it('are read as they lie', () => {
    const layout = readLayout(collections);
    expect(isTelephone(collections)).toBe(true);
    const read = layout.buttons.map(({ button, reportId, bit, kind, listed }) => [
      button,
      { reportId, bit, kind, ...(listed === undefined ? {} : { value: listed.value }) },
    ]);
    expect(Object.fromEntries(read)).toEqual(buttons);
    expect(read).toHaveLength(Object.keys(buttons).length);
    for (const [light, { reportId, bit }] of Object.entries(lights)) {
      const report = layout.lightReports.find(
        (one) => one.reportId === reportId && one.fields.some((field) => field.light === light),
      );
      expect(report?.fields.find((field) => field.light === light)?.bit).toBe(bit);
      expect(report?.bytes).toBeGreaterThan(bit >> 3);
    }
  });
});

describe('a device that says nonsense of itself', () => {
  const number = fc.oneof(fc.integer(), fc.double(), fc.constant(undefined));
  const item = fc.record(
    {
      isAbsolute: fc.boolean(),
      isArray: fc.boolean(),
      isRange: fc.boolean(),
      hasPreferredState: fc.boolean(),
      usages: fc.array(fc.oneof(fc.constantFrom(0x0b_0020, 0x0b_002f, 0x08_0017), fc.integer())),
      usageMinimum: fc.integer(),
      usageMaximum: fc.integer(),
      reportSize: number.map((value) => value ?? 1),
      reportCount: number.map((value) => value ?? 1),
      logicalMinimum: fc.integer(),
    },
    { requiredKeys: [] },
  );
  const reports = fc.array(fc.record({ reportId: fc.nat(255), items: fc.array(item) }));
  const collections = fc.array(
    fc.record({
      usagePage: fc.constantFrom(0x0b, 0x0c),
      usage: fc.nat(),
      inputReports: reports,
      outputReports: reports,
    }),
  );

  it('gives a layout within its reports, whatever it is', () => {
    fc.assert(
      fc.property(collections, (said) => {
        const { buttons, lightReports } = readLayout(said);
        for (const { bit, bits } of buttons) expect(bit + bits).toBeLessThanOrEqual(64 * 8);
        for (const { bytes, fields } of lightReports) {
          expect(bytes).toBeLessThanOrEqual(64);
          for (const { bit, bits } of fields) expect(bit + bits).toBeLessThanOrEqual(bytes * 8);
        }
      }),
    );
  });

  it('is none of ours where it has nothing to do with telephoning', () => {
    const others = jabraLike.collections.filter(({ usagePage }) => usagePage !== 0x0b);
    expect(isTelephone(others)).toBe(false);
    expect(readLayout(others)).toEqual({ buttons: [], lightReports: [] });
  });
});
