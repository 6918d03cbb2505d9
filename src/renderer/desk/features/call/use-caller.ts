import { useTranslation } from 'react-i18next';
import type { Line } from '../../../../contract/content.ts';
import type { Call } from '../../../../contract/desk/state.ts';
import { useLine } from '../../stores/use-line.ts';
import { useCustomer } from '../../stores/work-context.tsx';
import { numberText } from './call-words.ts';

export interface Caller {
  /** The customer's name where the card is known, else what the PBX gave. */
  readonly name: string | undefined;
  readonly number: string;
  readonly line: Line | undefined;
}

/** Who is at the other end of a call, as far as it is known by now. */
export function useCaller(call: Call): Caller {
  const { t } = useTranslation();
  const known = useCustomer((state) => (state.wanted.callId === call.id ? state.chosen?.name : undefined));
  return {
    name: known ?? call.remoteName,
    number: numberText(call.remoteNumber, t),
    line: useLine(call.lineId),
  };
}
