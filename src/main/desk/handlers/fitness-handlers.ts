import { ok } from '../../../contract/reasons.ts';
import type { DeskContext, DeskHandlers } from '../context.ts';

/** The check before a shift. */
export function fitnessHandlers({ fitness }: DeskContext): DeskHandlers<'fitness.run' | 'fitness.stop'> {
  return {
    'fitness.run': () => fitness.run(),
    'fitness.stop': async () => {
      await fitness.stop('operator');
      return ok({});
    },
  };
}
