import { z } from 'zod';
import { id as idSchema, instant } from '../../contract/common.ts';
import { operation as operationSchema, type Operation } from '../../contract/operations.ts';
import { fail, type Failure } from '../../contract/reasons.ts';
import type { PushAnswer } from '../../contract/server/api.ts';
import type { DeskSession } from '../accounts/tokens.ts';
import { sqlFailure, violates, type Database, type Queryable } from '../db/port.ts';
import { readRow, storableText, toJsonb } from '../db/rows.ts';
import type { Log } from '../log.ts';
import { applyCall } from './apply-call.ts';
import { applyCase } from './apply-case.ts';
import { applyCustomer } from './apply-customer.ts';
import { applyFitness } from './apply-fitness.ts';
import { applyShiftEvent } from './apply-shift-event.ts';
import type { Applied, OperationContext } from './operation-context.ts';

/** A push whose operations are still unchecked: each is judged alone, so that one bad one holds up no other. */
export const pushEnvelope = z.object({
  operations: z.array(z.unknown()).min(1).max(200),
  deviceTime: instant,
});

/** Stands in the answer for an operation that had no id to answer by; its place in the list tells which. */
export const noId = '00000000-0000-0000-0000-000000000000';

type OperationResult = PushAnswer['results'][number];
interface Receiver {
  readonly database: Database;
  readonly session: DeskSession;
  readonly receivedAt: Date;
  readonly log: Log;
}

/**
 * Applies a desk's operations in order, each exactly once by its id, each in a transaction of its own. Rejects only
 * where the database itself fails: then nothing is answered, the desk sends all of it again, and what was applied is
 * found to be a duplicate.
 */
export async function applyOperations(
  receiver: Receiver,
  operations: readonly unknown[],
): Promise<OperationResult[]> {
  const results: OperationResult[] = [];
  for (const candidate of operations) {
    const parsed = operationSchema.safeParse(candidate);
    results.push(
      parsed.success
        ? await applyOne(receiver, parsed.data)
        : await refuse(receiver, skeleton(candidate), fail('input.invalid', issueText(parsed.error))),
    );
  }
  return results;
}

/** Thrown inside the transaction to undo all of it. */
class Refusal extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.reason);
    this.failure = failure;
  }
}

async function applyOne(receiver: Receiver, operation: Operation): Promise<OperationResult> {
  try {
    const status = await receiver.database.transaction(async (tx) => {
      // Two desks that write the same row take turns: what is compared below cannot change meanwhile.
      await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [operation.payload.id]);
      if (!(await claim(tx, receiver, operation))) return 'duplicate';
      const outcome = await applyKind(
        {
          tx,
          session: receiver.session,
          operationId: operation.id,
          madeAt: operation.madeAt,
          receivedAt: receiver.receivedAt,
        },
        operation,
      );
      if (!outcome.ok) throw new Refusal(outcome);
      if (outcome.value !== 'superseded') return outcome.value;
      await tx.query(`update operations set status = 'superseded', payload = $2::jsonb where id = $1`, [
        operation.id,
        toJsonb(operation.payload),
      ]);
      return 'applied';
    });
    return { id: operation.id, status };
  } catch (error) {
    const failure = refusalOf(error);
    if (failure === undefined) throw error;
    return refuse(receiver, operation, failure);
  }
}

function applyKind(context: OperationContext, operation: Operation): Promise<Applied> {
  switch (operation.kind) {
    case 'case.submit':
      return applyCase(context, operation.payload);
    case 'call.record':
      return applyCall(context, operation.payload);
    case 'shift.event':
      return applyShiftEvent(context, operation.payload);
    case 'customer.put':
      return applyCustomer(context, operation.payload);
    case 'fitness.report':
      return applyFitness(context, operation.payload);
  }
}

/** Takes the operation's id. False where it is taken; one that was refused before may be tried again. */
async function claim(tx: Queryable, receiver: Receiver, operation: Operation): Promise<boolean> {
  const { account, deviceId } = receiver.session;
  const rows = await tx.query(
    `insert into operations as o (id, subject, kind, account_id, device_id, made_at, received_at, status)
     values ($1, $2, $3, $4, $5, $6::timestamptz, $7, 'applied')
     on conflict (id) do update set status = 'applied', reason = null, detail = null, received_at = $7
       where o.status = 'rejected' and o.account_id = $4
     returning id`,
    [
      operation.id,
      operation.subject,
      operation.kind,
      account.id,
      deviceId,
      operation.madeAt,
      receiver.receivedAt,
    ],
  );
  if (rows.length > 0) return true;
  const owner = await readRow(
    tx,
    z.object({ account_id: z.string() }),
    'select account_id from operations where id = $1',
    [operation.id],
  );
  if (owner?.account_id !== account.id) throw new Refusal(fail('auth.notAllowed', 'id of another operator'));
  return false;
}

interface Skeleton {
  readonly id: string | undefined;
  readonly kind: string;
}

/** What can be told of an operation that has the wrong shape. */
function skeleton(candidate: unknown): Skeleton {
  const known = z.object({ id: idSchema }).safeParse(candidate);
  const kind = z.object({ kind: z.string().max(40) }).safeParse(candidate);
  return {
    id: known.success ? known.data.id : undefined,
    kind: kind.success ? storableText(kind.data.kind) : 'unknown',
  };
}

/** Notes the refusal, never over an operation that was applied under the same id, and answers with it. */
async function refuse(receiver: Receiver, operation: Skeleton, failure: Failure): Promise<OperationResult> {
  receiver.log.warn('sync.rejected', {
    operation: operation.id,
    kind: operation.kind,
    reason: failure.reason,
  });
  if (operation.id !== undefined) {
    await receiver.database.query(
      `insert into operations as o (id, kind, account_id, device_id, received_at, status, reason, detail)
       values ($1, $2, $3, $4, $5, 'rejected', $6, $7)
       on conflict (id) do update set reason = $6, detail = $7, received_at = $5
         where o.status = 'rejected' and o.account_id = $3`,
      [
        operation.id,
        operation.kind,
        receiver.session.account.id,
        receiver.session.deviceId,
        receiver.receivedAt,
        failure.reason,
        failure.detail ?? null,
      ],
    );
  }
  return {
    id: operation.id ?? noId,
    status: 'rejected',
    reason: failure.reason,
    ...(failure.detail === undefined ? {} : { detail: failure.detail }),
  };
}

/** The refusal that an error stands for; undefined where the database or the server failed, which may pass. */
function refusalOf(error: unknown): Failure | undefined {
  if (error instanceof Refusal) return error.failure;
  if (violates(error, 'cases_reference_key')) return fail('input.invalid', 'reference: already used');
  const failure = sqlFailure(error);
  // Class 22 is "data exception", 23 "integrity constraint violation": it would fail the same way every time.
  return failure !== undefined && /^2[23]/.test(failure.code)
    ? fail('input.invalid', `database ${failure.code}`)
    : undefined;
}

/** Where the shape is wrong, without the values. */
export function issueText(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined ? '' : `${issue.path.map(String).join('.')}: ${issue.code}`.slice(0, 200);
}
