import { uuidv7 } from 'uuidv7';
import { operation, type Operation } from '../../../contract/operations.ts';
import type { StoreDatabase } from '../database.ts';

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
export type NewOperation = WithoutId<Operation>;

/** The way into the outbox. Its callers write the domain row in the same transaction. */
export interface Queue {
  /** Puts the operation at the end, under a new id. Throws a ZodError where the server would refuse its shape. */
  add(made: NewOperation): void;
  /**
   * As `add`, but an earlier operation of the same kind and subject takes the new payload if it has never been handed
   * out. One that was may be at the server, its answer lost or still under way: its id stays bound to what was sent.
   */
  addLatest(made: NewOperation): void;
  /** Whether an operation of this kind and subject is still here, parked ones included. */
  holds(kind: Operation['kind'], subject: string): boolean;
}

export function createQueue(database: StoreDatabase): Queue {
  const insert = database.prepare<[string, string, string, string, string]>(
    'insert into outbox (id, subject, kind, made_at, body) values (?, ?, ?, ?, ?)',
  );
  const last = database.prepare<[string, string], { id: string; madeAt: string; replaceable: number }>(
    `select id, made_at as madeAt, handed_out = 0 and parked = 0 as replaceable from outbox
     where subject = ? and kind = ? order by position desc limit 1`,
  );
  const replace = database.prepare<[string, string]>('update outbox set body = ? where id = ?');
  const add = (made: NewOperation): void => {
    const checked = operation.parse({ id: uuidv7(), ...made });
    insert.run(checked.id, checked.subject, checked.kind, checked.madeAt, JSON.stringify(checked));
  };
  return {
    add,
    addLatest: (made) => {
      const earlier = last.get(made.subject, made.kind);
      if (earlier?.replaceable === 1) {
        const checked = operation.parse({ ...made, id: earlier.id, madeAt: earlier.madeAt });
        replace.run(JSON.stringify(checked), earlier.id);
      } else {
        add(made);
      }
    },
    holds: (kind, subject) => last.get(subject, kind) !== undefined,
  };
}
