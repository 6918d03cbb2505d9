import type { HistoryEntry } from '../../../contract/desk/commands.ts';
import { callRecord } from '../../../contract/operations.ts';
import type { StoreDatabase } from '../database.ts';
import type { HandlersOf } from '../handlers.ts';
import { fromStored } from '../stored.ts';
import { createQueue } from './queue.ts';
import { createScriptPlaces } from './script-places.ts';

interface HistoryRow {
  body: string;
  customerName: string | null;
}

const historyColumns = 'select call.body, customer.name as customerName from call';
const withCustomer = 'left join customer on customer.id = call.customer_id';

function toHistory({ body, customerName }: HistoryRow): HistoryEntry {
  const {
    id,
    customerId: _customerId,
    consultationFor: _consultationFor,
    note: _note,
    quality: _quality,
    earlierParties: _earlierParties,
    scriptPath: _scriptPath,
    ...call
  } = fromStored(callRecord, body);
  return { callId: id, ...call, ...(customerName === null ? {} : { customerName }) };
}

/** The calls with a customer or a number, newest first. */
export function createCallStory(
  database: StoreDatabase,
): (who: { customerId?: string | undefined; number?: string | undefined }, limit: number) => HistoryEntry[] {
  const story = database.prepare<[string | null, string | null, number], HistoryRow>(
    `${historyColumns} ${withCustomer} where call.customer_id = ? or call.remote_number = ?
     order by call.started_at desc limit ?`,
  );
  return ({ customerId, number }, limit) =>
    story.all(customerId ?? null, number ?? null, limit).map(toHistory);
}

export function callHandlers(
  database: StoreDatabase,
): HandlersOf<'call.record' | 'call.withoutOutcome' | 'call.history' | 'call.lastDialled'> {
  const queue = createQueue(database);
  const placeOf = createScriptPlaces(database);
  const upsert = database.prepare<
    [string, string, string | null, string | null, string | null, string | null, string]
  >(
    `insert into call (id, started_at, answered_at, customer_id, remote_number, outcome, body)
     values (?, ?, ?, ?, ?, ?, ?)
     on conflict do update set
       started_at = excluded.started_at, answered_at = excluded.answered_at, customer_id = excluded.customer_id,
       remote_number = excluded.remote_number, outcome = excluded.outcome, body = excluded.body`,
  );
  const withoutOutcome = database.prepare<[], { body: string }>(
    `select body from call where answered_at is not null and outcome is null
     and body ->> 'consultationFor' is null order by started_at desc`,
  );
  const history = database.prepare<[number], HistoryRow>(
    `${historyColumns} ${withCustomer} order by call.started_at desc limit ?`,
  );
  const lastDialled = database.prepare<[], { body: string }>(
    `select body from call where body ->> 'direction' = 'out' and remote_number is not null
     order by started_at desc limit 1`,
  );
  return {
    'call.record': (told) => {
      const call = { ...told, scriptPath: placeOf(told.id) ?? told.scriptPath };
      upsert.run(
        call.id,
        call.startedAt,
        call.answeredAt ?? null,
        call.customerId ?? null,
        call.remoteNumber ?? null,
        call.outcome ?? null,
        JSON.stringify(call),
      );
      queue.addLatest({
        subject: call.id,
        madeAt: new Date().toISOString(),
        kind: 'call.record',
        payload: call,
      });
    },
    'call.withoutOutcome': () => withoutOutcome.all().map(({ body }) => fromStored(callRecord, body)),
    'call.lastDialled': () => {
      const row = lastDialled.get();
      if (row === undefined) return undefined;
      const { remoteNumber, earlierParties, lineId } = fromStored(callRecord, row.body);
      // Whoever was reached in the end may be somebody else than was dialled.
      const number = earlierParties?.[0]?.number ?? remoteNumber;
      return number === undefined ? undefined : { number, lineId };
    },
    'call.history': ({ limit }) => history.all(limit).map(toHistory),
  };
}
