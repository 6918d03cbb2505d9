import type { DeskCase } from '../../../contract/desk/commands.ts';
import { submittedCase, type SubmittedCase } from '../../../contract/operations.ts';
import { missingCaseFields } from '../../../domain/case/case.ts';
import { toE164 } from '../../../domain/phone.ts';
import { makeReference } from '../../../domain/reference.ts';
import type { StoreDatabase } from '../database.ts';
import type { HandlersOf } from '../handlers.ts';
import { StoreError } from '../requests.ts';
import { fromStored } from '../stored.ts';
import { createLines } from './lines.ts';
import { createQueue } from './queue.ts';
import { createReferences } from './references.ts';
import { loadSession } from './session.ts';

interface CaseRow {
  body: string;
  /** Null once the outbox no longer holds the case. */
  parked: number | null;
}

const caseColumns = `select submitted_case.body, outbox.parked from submitted_case
  left join outbox on outbox.subject = submitted_case.id and outbox.kind = 'case.submit'`;

function toDeskCase({ body, parked }: CaseRow): DeskCase {
  const { id, reference, lineId, callId, fields, submittedAt } = fromStored(submittedCase, body);
  const delivery = parked === null ? 'delivered' : parked === 1 ? 'parked' : 'waiting';
  return {
    id,
    reference,
    lineId,
    ...(callId === undefined ? {} : { callId }),
    fields,
    submittedAt,
    delivery,
  };
}

/** The cases of a customer or a number (as callback or as the caller's), newest first. */
export function createCaseStory(
  database: StoreDatabase,
): (who: { customerId?: string | undefined; number?: string | undefined }, limit: number) => DeskCase[] {
  const story = database.prepare<[string | null, string | null, string | null, number], CaseRow>(
    `${caseColumns} where submitted_case.customer_id = ? or submitted_case.callback_number = ?
       or submitted_case.call_id in (select id from call where remote_number = ?)
     order by submitted_case.submitted_at desc limit ?`,
  );
  return ({ customerId, number }, limit) =>
    story.all(customerId ?? null, number ?? null, number ?? null, limit).map(toDeskCase);
}

export function caseHandlers(database: StoreDatabase): HandlersOf<'case.submit' | 'case.list'> {
  const queue = createQueue(database);
  const references = createReferences(database);
  const findReference = database.prepare<[string], { reference: string }>(
    'select reference from submitted_case where id = ?',
  );
  const lines = createLines(database);
  const insert = database.prepare<
    [string, string, string | null, string | null, string | null, string, string]
  >(
    `insert into submitted_case (id, reference, customer_id, call_id, callback_number, submitted_at, body)
     values (?, ?, ?, ?, ?, ?, ?)`,
  );
  const markSubmitted = database.prepare<[string, string, string]>(
    `insert into draft (id, status, saved_at, body) values (?, 'submitted', ?, ?)
     on conflict do update set status = 'submitted', saved_at = excluded.saved_at, body = excluded.body`,
  );
  const list = database.prepare<[number], CaseRow>(
    `${caseColumns} order by submitted_case.submitted_at desc, submitted_case.reference desc limit ?`,
  );

  return {
    'case.submit': (draft) => {
      const earlier = findReference.get(draft.id);
      if (earlier !== undefined) return earlier;

      const missing = missingCaseFields(draft.fields);
      if (missing.length > 0) throw new StoreError('case.incomplete', missing.join(', '));
      const session = loadSession(database);
      if (session === undefined) throw new StoreError('session.signedOut', 'no desk number yet');
      const companyId = lines.companyOf(draft.lineId);
      if (companyId === undefined)
        throw new StoreError('notFound', 'the line of the case is not in the store');

      const { id, lineId, callId, customerId, fields } = draft;
      const made: SubmittedCase = {
        id,
        reference: makeReference(session.deskNumber, references.next()),
        companyId,
        lineId,
        ...(callId === undefined ? {} : { callId }),
        ...(customerId === undefined ? {} : { customerId }),
        fields,
        submittedAt: new Date().toISOString(),
      };
      insert.run(
        id,
        made.reference,
        customerId ?? null,
        callId ?? null,
        toE164(fields.callback) ?? null,
        made.submittedAt,
        JSON.stringify(made),
      );
      queue.add({ subject: id, madeAt: made.submittedAt, kind: 'case.submit', payload: made });
      markSubmitted.run(id, draft.savedAt, JSON.stringify(draft));
      return { reference: made.reference };
    },
    'case.list': ({ limit }) => list.all(limit).map(toDeskCase),
  };
}
