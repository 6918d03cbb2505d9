import { z } from 'zod';
import type { Customer } from '../../contract/content.ts';
import { fail } from '../../contract/reasons.ts';
import { readRow, toJsonb } from '../db/rows.ts';
import { logChange } from './change-log.ts';
import { applied, superseded, type Applied, type OperationContext } from './operation-context.ts';

/**
 * Writes a customer's card. Of two desks that changed it, the change made last stays; a change "made" after it
 * arrived is taken as made when it arrived, so that a desk whose clock runs ahead does not win for ever. Either way
 * all desks are told to take the card anew, the one that lost as well. A card stays with the company it was made for:
 * one company's customers are no business of another's.
 */
export async function applyCustomer(context: OperationContext, customer: Customer): Promise<Applied> {
  const { tx } = context;
  const madeAt = new Date(Math.min(Date.parse(context.madeAt), context.receivedAt.getTime()));
  const before = await readRow(
    tx,
    z.object({
      company_id: z.string(),
      made_at: z.date().nullable(),
      operation_id: z.string().nullable(),
    }),
    'select company_id, made_at, operation_id from customers where id = $1 for update',
    [customer.id],
  );
  if (before !== undefined && before.company_id !== customer.companyId) {
    return fail('input.invalid', 'companyId: the card belongs to another company');
  }
  const overtaken =
    before?.made_at !== undefined &&
    before.made_at !== null &&
    (before.made_at > madeAt ||
      (before.made_at.getTime() === madeAt.getTime() && (before.operation_id ?? '') > context.operationId));
  if (!overtaken) {
    await tx.query(
      `insert into customers (id, company_id, content, updated_at, made_at, operation_id)
       values ($1, $2, $3::jsonb, $4, $5, $6)
       on conflict (id) do update set content = excluded.content,
         updated_at = excluded.updated_at, made_at = excluded.made_at, operation_id = excluded.operation_id`,
      [customer.id, customer.companyId, toJsonb(customer), context.receivedAt, madeAt, context.operationId],
    );
  }
  await logChange(tx, 'customer', customer.id);
  return overtaken ? superseded : applied;
}
