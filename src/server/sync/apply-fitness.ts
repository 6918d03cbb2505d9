import { z } from 'zod';
import type { FitnessReport } from '../../contract/quality.ts';
import { readRow } from '../db/rows.ts';
import { applied, duplicate, notYours, type Applied, type OperationContext } from './operation-context.ts';

/** Keeps the report of a check before a shift. Append-only, as all evidence. */
export async function applyFitness(context: OperationContext, report: FitnessReport): Promise<Applied> {
  const { tx, session } = context;
  const rows = await tx.query(
    `insert into fitness_reports (id, account_id, device_id, started_at, received_at, verdict, report)
     values ($1, $2, $3, $4::timestamptz, $5::timestamptz, $6, $7::jsonb)
     on conflict (id) do nothing returning id`,
    [
      report.id,
      session.account.id,
      session.deviceId,
      report.startedAt,
      context.receivedAt,
      report.verdict,
      JSON.stringify(report),
    ],
  );
  if (rows.length > 0) return applied;
  const same = await readRow(
    tx,
    z.object({ account_id: z.string() }),
    'select account_id from fitness_reports where id = $1',
    [report.id],
  );
  return same?.account_id === session.account.id ? duplicate : notYours;
}
