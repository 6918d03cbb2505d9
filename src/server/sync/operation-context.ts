import { fail, type Failure } from '../../contract/reasons.ts';
import type { DeskSession } from '../accounts/tokens.ts';
import type { Queryable } from '../db/port.ts';

/** What applying an operation needs to know besides the operation. */
export interface OperationContext {
  readonly tx: Queryable;
  readonly session: DeskSession;
  readonly operationId: string;
  readonly madeAt: string;
  readonly receivedAt: Date;
}

/**
 * What came of it: applied; a duplicate of what is there already; superseded by something newer (kept, not shown);
 * or refused.
 */
export type Applied = { readonly ok: true; readonly value: 'applied' | 'duplicate' | 'superseded' } | Failure;

export const applied: Applied = { ok: true, value: 'applied' };
export const duplicate: Applied = { ok: true, value: 'duplicate' };
export const superseded: Applied = { ok: true, value: 'superseded' };

/** An operator writes as themselves only. */
export const notYours: Applied = fail('auth.notAllowed', 'belongs to another operator');
