import { fitnessReport } from '../../../contract/quality.ts';
import type { StoreDatabase } from '../database.ts';
import type { HandlersOf } from '../handlers.ts';
import { fromStored } from '../stored.ts';
import { createQueue } from './queue.ts';
import { createSettings } from './settings.ts';

/** The checks before a shift: the last one is shown again, all of them go to the server. */
export function fitnessHandlers(database: StoreDatabase): HandlersOf<'fitness.save' | 'fitness.last'> {
  const queue = createQueue(database);
  const settings = createSettings(database);
  const last = () => {
    const body = settings.get('fitness');
    return body === undefined ? undefined : fromStored(fitnessReport, body);
  };
  return {
    'fitness.save': (report) => {
      // Saved twice, it is still one.
      if (last()?.id === report.id) return;
      settings.set('fitness', JSON.stringify(report));
      queue.add({ subject: report.id, madeAt: report.endedAt, kind: 'fitness.report', payload: report });
    },
    'fitness.last': last,
  };
}
