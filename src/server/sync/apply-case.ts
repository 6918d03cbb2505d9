import { z } from 'zod';
import type { SubmittedCase } from '../../contract/operations.ts';
import { fail } from '../../contract/reasons.ts';
import { missingCaseFields } from '../../domain/case/case.ts';
import { parseReference } from '../../domain/reference.ts';
import { ownsDesk } from '../accounts/desks.ts';
import { readRow, toJsonb } from '../db/rows.ts';
import { applied, duplicate, notYours, type Applied, type OperationContext } from './operation-context.ts';

/** Takes a case in, once by its id. Its reference must be of a desk of this operator, and new. */
export async function applyCase(context: OperationContext, submitted: SubmittedCase): Promise<Applied> {
  const { tx, session } = context;
  const missing = missingCaseFields(submitted.fields);
  if (missing.length > 0) return fail('case.incomplete', missing.join(', '));
  if (parseReference(submitted.reference) !== submitted.reference) {
    return fail('input.invalid', 'reference: wrong check digit');
  }
  const [desk, running] = submitted.reference.split('-').map(Number);
  if (desk === undefined || running === undefined) return fail('input.invalid', 'reference');

  const same = await readRow(
    tx,
    z.object({ account_id: z.string() }),
    'select account_id from cases where id = $1',
    [submitted.id],
  );
  if (same !== undefined) return same.account_id === session.account.id ? duplicate : notYours;
  if (!(await ownsDesk(tx, session.account.id, desk))) {
    return fail('auth.notAllowed', 'reference: desk number of another operator');
  }
  await tx.query(
    `insert into cases (id, reference, desk_number, running, company_id, line_id, call_id, customer_id, fields, status,
       account_id, device_id, submitted_at, received_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, 'new', $10, $11, $12::timestamptz, $13)`,
    [
      submitted.id,
      submitted.reference,
      desk,
      running,
      submitted.companyId,
      submitted.lineId,
      submitted.callId ?? null,
      submitted.customerId ?? null,
      toJsonb(submitted.fields),
      session.account.id,
      session.deviceId,
      submitted.submittedAt,
      context.receivedAt,
    ],
  );
  return applied;
}
