export const caseKinds = ['complaint', 'application', 'enquiry'] as const;
export type CaseKind = (typeof caseKinds)[number];

export const caseStatuses = ['new', 'inProgress', 'resolved', 'rejected'] as const;
export type CaseStatus = (typeof caseStatuses)[number];

/** What the form of a case holds. All of it is text as typed; `callback` is a number as typed. */
export interface CaseFields {
  readonly kind: CaseKind;
  readonly category: string;
  readonly customerName: string;
  readonly callback: string;
  readonly address: string;
  readonly description: string;
  readonly desiredResult: string;
}
export type CaseField = keyof CaseFields;

/** Longest text per field, in UTF-16 units: what the store, the server and the form all hold to. */
export const caseFieldLimits: Readonly<Record<CaseField, number>> = {
  kind: 20,
  category: 60,
  customerName: 120,
  callback: 40,
  address: 300,
  description: 8000,
  desiredResult: 2000,
};

/** What must not be empty before a case is submitted. */
export const requiredCaseFields = ['category', 'customerName', 'callback', 'description'] as const;

/** The required fields that are still empty, in the order of the form. */
export function missingCaseFields(fields: CaseFields): (typeof requiredCaseFields)[number][] {
  return requiredCaseFields.filter((field) => fields[field].trim() === '');
}
