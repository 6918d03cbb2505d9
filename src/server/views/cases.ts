import { z } from 'zod';
import { line as lineSchema } from '../../contract/content.ts';
import { localizedText } from '../../contract/common.ts';
import { callRecord, caseFields } from '../../contract/operations.ts';
import type { CaseDetail, CaseSummary } from '../../contract/server/console.ts';
import { caseStatuses } from '../../domain/case/case.ts';
import type { Queryable } from '../db/port.ts';
import { instantColumn, readRow, readRows } from '../db/rows.ts';

const summaryRow = z.object({
  id: z.string(),
  reference: z.string(),
  status: z.enum(caseStatuses),
  fields: caseFields,
  company_id: z.string(),
  company: z.object({ name: localizedText }).nullable(),
  line_id: z.string(),
  line: lineSchema.nullable(),
  account_id: z.string(),
  display_name: z.string(),
  submitted_at: instantColumn,
  received_at: instantColumn,
  has_call: z.boolean(),
});

const summarySelect = `
  select c.id, c.reference, c.status, c.fields, c.company_id, co.content as company, c.line_id, l.content as line,
    c.account_id, a.display_name, c.submitted_at, c.received_at, (k.id is not null) as has_call
  from cases c
    join accounts a on a.id = c.account_id
    left join companies co on co.id = c.company_id
    left join lines l on l.id = c.line_id
    left join calls k on k.id = c.call_id and k.account_id = c.account_id`;

/** The colour of a line that is there no more: a plain grey. */
const unknownLineColour = '#868e96';

/**
 * Cases by when the server received them, newest first.
 *
 * @param before the last case of the page before; an unknown one gives an empty page
 */
export async function listCases(
  db: Queryable,
  page: { before?: string | undefined; limit: number },
): Promise<{ cases: CaseSummary[]; more: boolean }> {
  const rows = await readRows(
    db,
    summaryRow,
    `${summarySelect}
     where $1::uuid is null or (c.received_at, c.id) < (select b.received_at, b.id from cases b where b.id = $1::uuid)
     order by c.received_at desc, c.id desc limit $2`,
    [page.before ?? null, page.limit + 1],
  );
  return { cases: rows.slice(0, page.limit).map(toSummary), more: rows.length > page.limit };
}

const storyRow = z.object({
  call_id: z.string().nullable(),
  call: callRecord.nullable(),
  outcome: z.string().nullable(),
  note: z.string().nullable(),
  call_line: lineSchema.nullable(),
  customer: z.object({ id: z.string(), name: z.string(), phones: z.array(z.string()) }).nullable(),
});

/** One case with its call and customer, or undefined where there is none of this id. */
export async function readCase(db: Queryable, id: string): Promise<CaseDetail | undefined> {
  const row = await readRow(db, summaryRow, `${summarySelect} where c.id = $1`, [id]);
  if (row === undefined) return undefined;
  const story = await readRow(
    db,
    storyRow,
    `select c.call_id, k.record as call, k.outcome, k.note, l.content as call_line, cu.content as customer
     from cases c
       left join calls k on k.id = c.call_id and k.account_id = c.account_id
       left join lines l on l.id = k.line_id
       left join customers cu on cu.id = coalesce(c.customer_id, k.customer_id)
     where c.id = $1`,
    [id],
  );
  return {
    ...toSummary(row),
    ...(story?.call_id ? { callId: story.call_id } : {}),
    ...(story?.call ? { call: toCall(story.call, story) } : {}),
    ...(story?.customer ? { customer: story.customer } : {}),
  };
}

function toCall(
  record: z.output<typeof callRecord>,
  story: z.output<typeof storyRow>,
): NonNullable<CaseDetail['call']> {
  const outcome = story.outcome ?? record.outcome;
  const note = story.note ?? record.note;
  const label = story.call_line?.outcomes.find(({ code }) => code === outcome)?.label;
  return {
    ...record,
    ...(outcome === undefined ? {} : { outcome }),
    ...(note === undefined ? {} : { note }),
    ...(label === undefined ? {} : { outcomeLabel: label }),
  };
}

function toSummary(row: z.output<typeof summaryRow>): CaseSummary {
  const category = row.line?.categories.find(({ code }) => code === row.fields.category);
  return {
    id: row.id,
    reference: row.reference,
    status: row.status,
    fields: row.fields,
    // A category that the line knows no more is shown by its code, which stands in every language.
    categoryLabel: category?.label ?? { ka: row.fields.category },
    company: { id: row.company_id, name: row.company?.name ?? row.line?.companyName ?? {} },
    line: { id: row.line_id, name: row.line?.name ?? {}, colour: row.line?.colour ?? unknownLineColour },
    operator: { id: row.account_id, displayName: row.display_name },
    submittedAt: row.submitted_at,
    receivedAt: row.received_at,
    hasCall: row.has_call,
  };
}
