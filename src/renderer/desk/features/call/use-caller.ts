import { useTranslation } from 'react-i18next';
import type { Line } from '../../../../contract/content.ts';
import type { Call } from '../../../../contract/desk/state.ts';
import { toE164 } from '../../../../domain/phone.ts';
import { useDesk } from '../../stores/desk-context.ts';
import { useAnswer } from '../../stores/use-answer.ts';
import { useLine } from '../../stores/use-line.ts';
import { useCustomer } from '../../stores/work-context.tsx';
import { numberText } from './number-text.ts';

export interface Caller {
  /** The customer's name where the card is known, a colleague's, else what the PBX gave. */
  readonly name: string | undefined;
  readonly number: string;
  readonly line: Line | undefined;
}

/** Who is at the other end of a call, as far as it is known by now. */
export function useCaller(call: Call): Caller {
  const { t } = useTranslation();
  const line = useLine(call.lineId);
  const onCard = useCustomer((state) => state.wanted.callId === call.id);
  const chosen = useCustomer((state) => (onCard ? state.chosen?.name : undefined));
  const colleague = useDesk(
    (state) => state.colleagues.find(({ number }) => number === call.remoteNumber)?.name,
  );
  const { remoteNumber } = call;
  const e164 =
    onCard || colleague !== undefined || remoteNumber === undefined ? undefined : toE164(remoteNumber);
  const found = useAnswer(
    'customer.findByNumber',
    e164 === undefined
      ? undefined
      : { number: e164, ...(line === undefined ? {} : { companyId: line.companyId }) },
  );
  // Several cards with one number are a choice for whoever talks with them.
  const own =
    found.status === 'ok'
      ? found.value.customers.filter(({ companyId }) => companyId === line?.companyId)
      : [];
  return {
    name: chosen ?? colleague ?? (own.length === 1 ? own[0]?.name : undefined) ?? call.remoteName,
    number: numberText(call.remoteNumber, t),
    line,
  };
}

/** The name of who is at the other end, or the number where there is none. */
export function whoText({ name, number }: Caller): string {
  return name ?? number;
}
