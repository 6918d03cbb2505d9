import { operation, type Operation } from '../../../contract/operations.ts';
import type { StoreDatabase } from '../database.ts';
import type { HandlersOf } from '../handlers.ts';
import type { StoreOutput } from '../requests.ts';
import { fromStored } from '../stored.ts';

interface ItemRow {
  operationId: string;
  kind: Operation['kind'];
  madeAt: string;
  attempts: number;
  parked: number;
  detail: string | null;
  reference: string | null;
}

interface SummaryRow {
  waiting: number;
  waitingCases: number;
  parked: number;
  oldestAt: string | null;
}

/**
 * The queue of operations on their way to the server.
 *
 *     waiting ──next──▶ handed out ──applied, duplicate──▶ gone
 *                        │      ▲ └──rejected──▶ parked (kept and shown; its subject waits behind it)
 *                        └tried─┘
 */
export function outboxHandlers(
  database: StoreDatabase,
): HandlersOf<'outbox.next' | 'outbox.settle' | 'outbox.tried' | 'outbox.summary' | 'outbox.list'> {
  // Oldest first over all subjects: whatever of a subject is in the batch stands before what is not.
  const next = database.prepare<[number], { id: string; handedOut: number; body: string }>(
    `select id, handed_out as handedOut, body from outbox as waiting
     where parked = 0 and not exists (
       select 1 from outbox as earlier
       where earlier.subject = waiting.subject and earlier.position < waiting.position and earlier.parked = 1)
     order by position limit ?`,
  );
  const handOut = database.prepare<[string]>('update outbox set handed_out = 1 where id = ?');
  const remove = database.prepare<[string]>('delete from outbox where id = ?');
  const park = database.prepare<[string | null, string]>(
    'update outbox set parked = 1, detail = ? where id = ?',
  );
  const tried = database.prepare<[string]>('update outbox set attempts = attempts + 1 where id = ?');
  const summary = database.prepare<[], SummaryRow>(
    `select count(*) filter (where parked = 0) as waiting,
            count(*) filter (where parked = 0 and kind = 'case.submit') as waitingCases,
            count(*) filter (where parked = 1) as parked,
            min(made_at) filter (where parked = 0) as oldestAt
     from outbox`,
  );
  const list = database.prepare<[], ItemRow>(
    `select outbox.id as operationId, kind, made_at as madeAt, attempts, parked, detail, reference
     from outbox left join submitted_case on kind = 'case.submit' and submitted_case.id = subject
     order by position`,
  );

  return {
    'outbox.next': ({ limit }) =>
      next.all(limit).map((row) => {
        // Before the answer: from here on the operation may reach the server, whatever happens to this process.
        if (row.handedOut === 0) handOut.run(row.id);
        return fromStored(operation, row.body);
      }),
    'outbox.settle': ({ results }) => {
      for (const { id, status, detail } of results) {
        if (status === 'rejected') park.run(detail ?? null, id);
        else remove.run(id);
      }
    },
    'outbox.tried': ({ ids }) => {
      for (const id of ids) tried.run(id);
    },
    'outbox.summary': (): StoreOutput<'outbox.summary'> => {
      const row = summary.get();
      return {
        waiting: row?.waiting ?? 0,
        waitingCases: row?.waitingCases ?? 0,
        parked: row?.parked ?? 0,
        oldestAt: row?.oldestAt ?? undefined,
      };
    },
    'outbox.list': () =>
      list.all().map(({ parked, detail, reference, ...item }) => ({
        ...item,
        parked: parked === 1,
        ...(detail === null ? {} : { detail }),
        ...(reference === null ? {} : { reference }),
      })),
  };
}
