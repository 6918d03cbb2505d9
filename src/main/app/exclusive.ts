import type { Nothing } from '../../contract/desk/commands.ts';
import { fail, type Result } from '../../contract/reasons.ts';

/** Runs one of some changes at a time: who comes while another is under way is refused with session.wrongState. */
export interface Exclusive {
  run(change: () => Promise<Result<Nothing>>): Promise<Result<Nothing>>;
  busy(): boolean;
}

export function createExclusive(): Exclusive {
  let changing = false;
  return {
    async run(change) {
      if (changing) return fail('session.wrongState');
      changing = true;
      try {
        return await change();
      } finally {
        changing = false;
      }
    },
    busy: () => changing,
  };
}
