import { localized, type Language } from '../../domain/language.ts';
import type { CaseSummary, ShiftRow } from '../../contract/server/console.ts';
import { formatLocal, formatTable } from './table.ts';
import type { Texts } from './texts.ts';

/** Cases as a table, newest first. */
export function casesText(cases: readonly CaseSummary[], language: Language, text: Texts): string {
  if (cases.length === 0) return text('noCases');
  return formatTable(
    [
      text('reference'),
      text('received'),
      text('kind'),
      text('company'),
      text('category'),
      text('customer'),
      text('operator'),
    ],
    cases.map((entry) => [
      entry.reference,
      formatLocal(entry.receivedAt),
      text(entry.fields.kind),
      localized(entry.company.name, language),
      localized(entry.categoryLabel, language),
      entry.fields.customerName,
      entry.operator.displayName,
    ]),
  );
}

/** Shifts as a table, with the device's and the server's time of start and end. */
export function shiftsText(shifts: readonly ShiftRow[], text: Texts): string {
  if (shifts.length === 0) return text('noShifts');
  return formatTable(
    [text('operator'), text('start'), text('startReceived'), text('end'), text('endReceived')],
    shifts.map((shift) => [
      shift.operator.displayName,
      formatLocal(shift.startedAt),
      formatLocal(shift.startReceivedAt),
      formatLocal(shift.endedAt),
      formatLocal(shift.endReceivedAt),
    ]),
  );
}
