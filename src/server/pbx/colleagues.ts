import type { SipAccount } from '../../contract/server/api.ts';
import { may } from '../../domain/permissions.ts';
import { accountColumns, accountRow, type Account } from '../accounts/accounts.ts';
import type { Queryable } from '../db/port.ts';
import { readRows } from '../db/rows.ts';
import type { SipAccounts } from './port.ts';

/** Whom an operator can hand calls over to: everybody else who works at a desk and has a number, by name. */
export async function colleaguesOf(
  db: Queryable,
  sipAccounts: SipAccounts,
  operator: Account,
): Promise<SipAccount['colleagues']> {
  const numberOf = await sipAccounts.numbers();
  const rows = await readRows(
    db,
    accountRow,
    `select ${accountColumns} from accounts a where a.disabled_at is null and a.id <> $1 order by a.display_name, a.id`,
    [operator.id],
  );
  return rows.flatMap(({ id, username, displayName: name, role }) => {
    const number = may(role, 'desk.signIn') ? numberOf(username) : undefined;
    return number === undefined ? [] : [{ id, name: name.slice(0, 120), number: number.slice(0, 80) }];
  });
}
