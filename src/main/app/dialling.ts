import type { Line } from '../../contract/content.ts';
import type { Colleague } from '../../contract/desk/telephone.ts';
import { fail, ok, type Result } from '../../contract/reasons.ts';
import { mayDial } from '../../domain/dialling.ts';
import { toE164, withoutSeparators } from '../../domain/phone.ts';

export interface DiallingParts {
  lines(): readonly Line[];
  colleagues(): readonly Colleague[];
}

/** Whether a number may be dialled, divided by line; see `domain/dialling.ts`. */
export interface Dialling {
  /**
   * ok, or call.forbidden. A number that no line is named for may be dialled where every line allows it; a colleague
   * always. What is no number at all is left to the telephone, which says call.invalidNumber.
   */
  check(typed: string, lineId: string | undefined): Result<void>;
}

export function createDialling(parts: DiallingParts): Dialling {
  return {
    check(typed, lineId) {
      const digits = withoutSeparators(typed);
      const address = /^sips?:([^@;]+)/iu.exec(digits)?.[1];
      const target = toE164(address ?? digits) ?? address ?? digits;
      if (parts.colleagues().some(({ number }) => number === target)) return ok(undefined);
      const lines = parts.lines();
      const line = lines.find(({ id }) => id === lineId);
      const policies = (line === undefined ? lines : [line]).map(({ dialling }) => dialling);
      return policies.every((policy) => mayDial(target, policy)) ? ok(undefined) : fail('call.forbidden');
    },
  };
}
