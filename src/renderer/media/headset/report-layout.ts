import type { HidCollection, HidReport, HidReportItem } from './hid.ts';
import { buttons, lights, telephonyPage, type ButtonName, type LightName } from './usages.ts';

/** Where a button is in an input report. */
export interface ButtonField {
  readonly button: ButtonName;
  readonly reportId: number;
  /** From the report's first bit, the id not counted. */
  readonly bit: number;
  readonly bits: number;
  /** In a list of what is pressed (HID 1.11 §6.2.2.5, array): the number that stands for it; else a field of its own. */
  readonly listed?: { readonly fields: number; readonly value: number };
  /**
   * HUT §3.4.1.2, On/Off Control. `state`: on as long as it is 1 (absolute, no preferred state). `press`: each change
   * from 0 to 1 is one (relative, or with a state that it springs back to).
   */
  readonly kind: 'state' | 'press';
}

export interface LightField {
  readonly light: LightName;
  readonly bit: number;
  readonly bits: number;
}

export interface LightReport {
  readonly reportId: number;
  readonly bytes: number;
  readonly fields: readonly LightField[];
}

/** What of a headset matters to calls. */
export interface HeadsetLayout {
  readonly buttons: readonly ButtonField[];
  readonly lightReports: readonly LightReport[];
}

/** An item with its place in the report. */
interface Placed {
  readonly item: HidReportItem;
  readonly bit: number;
  readonly size: number;
  readonly count: number;
}

/** Whether a device has anything to do with telephoning: all others are none of our business. */
export const isTelephone = (collections: readonly HidCollection[]): boolean =>
  collections.some(({ usagePage }) => usagePage === telephonyPage);

/**
 * Reads the layout of a device's reports out of what it says of itself. Fields that are marked as constant count, too:
 * many headsets mark all of theirs so. What makes no sense is left out, and gives a layout with less in it.
 */
export function readLayout(collections: readonly HidCollection[]): HeadsetLayout {
  const ofTelephone = collections.filter(({ usagePage }) => usagePage === telephonyPage);
  return {
    buttons: ofTelephone
      .flatMap(({ inputReports }) => inputReports ?? [])
      .flatMap((report) => place(report).flatMap((placed) => buttonFields(report.reportId ?? 0, placed))),
    lightReports: ofTelephone
      .flatMap(({ outputReports }) => outputReports ?? [])
      .map((report) => lightReport(report))
      .filter(({ fields }) => fields.length > 0),
  };
}

/** HID 1.11 §8.2 allows no field longer than this; a report of more bytes is none of a headset. */
const longestField = 32;
const longestReport = 64 * 8;

function place({ items = [] }: HidReport): Placed[] {
  let bit = 0;
  const placed: Placed[] = [];
  for (const item of items) {
    const size = item.reportSize ?? 0;
    const count = item.reportCount ?? 0;
    if (!isCount(size) || !isCount(count) || bit + size * count > longestReport) return placed;
    placed.push({ item, bit, size, count });
    bit += size * count;
  }
  return placed;
}

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= longestReport;

function buttonFields(reportId: number, { item, bit, size, count }: Placed): ButtonField[] {
  if (size < 1 || size > longestField) return [];
  const kind = item.isAbsolute !== false && item.hasPreferredState === false ? 'state' : 'press';
  if (item.isArray === true) {
    return names(usageList(item), buttons).map(({ name, at }) => ({
      button: name,
      reportId,
      bit,
      bits: size,
      // What is in the list is pressed as long as it is there.
      kind: 'press',
      listed: { fields: count, value: (item.logicalMinimum ?? 0) + at },
    }));
  }
  return names(usagesOfFields(item, count), buttons).map(({ name, at }) => ({
    button: name,
    reportId,
    bit: bit + at * size,
    bits: size,
    kind,
  }));
}

function lightReport(report: HidReport): LightReport {
  const placed = place(report);
  const last = placed.at(-1);
  const bits = last === undefined ? 0 : last.bit + last.size * last.count;
  const fields = placed.flatMap(({ item, bit, size, count }) =>
    item.isArray === true || size < 1 || size > longestField
      ? []
      : names(usagesOfFields(item, count), lights).map(({ name, at }) => ({
          light: name,
          bit: bit + at * size,
          bits: size,
        })),
  );
  return { reportId: report.reportId ?? 0, bytes: Math.ceil(bits / 8), fields };
}

/** The usages that an item names, in order. */
function usageList({ isRange, usages = [], usageMinimum, usageMaximum }: HidReportItem): number[] {
  if (isRange !== true) return [...usages];
  if (usageMinimum === undefined || usageMaximum === undefined) return [];
  const length = Math.min(Math.max(0, usageMaximum - usageMinimum + 1), longestReport);
  return Array.from({ length }, (_, at) => usageMinimum + at);
}

/** One usage a field; where there are more fields than usages, the last one is for all the rest (HID 1.11 §6.2.2.8). */
function usagesOfFields(item: HidReportItem, count: number): (number | undefined)[] {
  const list = usageList(item);
  return Array.from({ length: count }, (_, at) => list[Math.min(at, list.length - 1)]);
}

/** Those of the usages that have a name, each the first time it comes. */
function names<N extends string>(
  usages: readonly (number | undefined)[],
  of: Readonly<Record<N, number | readonly number[]>>,
): { name: N; at: number }[] {
  const known = Object.entries<number | readonly number[]>(of);
  const found: { name: N; at: number }[] = [];
  for (const [at, usage] of usages.entries()) {
    const name = known.find(([, wanted]) =>
      typeof wanted === 'number' ? wanted === usage : usage !== undefined && wanted.includes(usage),
    )?.[0];
    if (name !== undefined && isKey(of, name) && usages.indexOf(usage) === at) found.push({ name, at });
  }
  return found;
}

const isKey = <N extends string>(of: Readonly<Record<N, unknown>>, name: string): name is N =>
  Object.hasOwn(of, name);
