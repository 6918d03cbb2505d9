import { fail } from '../../../contract/reasons.ts';
import type { DeskContext, DeskHandlers } from '../context.ts';

/** The check before a shift. */
export function fitnessHandlers(_context: DeskContext): DeskHandlers<'fitness.run' | 'fitness.stop'> {
  return {
    'fitness.run': async () => fail('notFound'),
    'fitness.stop': async () => fail('notFound'),
  };
}
