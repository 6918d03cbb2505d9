import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import { useDesk } from '../../stores/desk-context.ts';
import { useLine } from '../../stores/use-line.ts';
import { useCustomer, useWorkState } from '../../stores/work-context.tsx';
import { fillPlaceholders, placeholderNames, type Piece } from './placeholders.ts';

/** A text to be read out, its places filled in with what is known of the call. */
export function usePlaceholders(): (text: string) => Piece[] {
  const format = useFormat();
  const operator = useDesk((state) =>
    state.session.status === 'signedIn' ? state.session.operator.displayName : undefined,
  );
  const customer = useCustomer((state) => state.chosen?.name ?? state.form?.name);
  const line = useLine(useWorkState((state) => state.subject?.lineId));
  const reference = useWorkState((state) =>
    state.reference?.callId === state.subject?.callId ? state.reference?.reference : undefined,
  );
  return (text) =>
    fillPlaceholders(text, {
      'operator.name': operator,
      'customer.name': customer,
      'company.name': line === undefined ? undefined : format.text(line.companyName),
      'line.name': line === undefined ? undefined : format.text(line.name),
      'case.reference': reference,
    });
}

/** What a place whose value is not known is called, in the operator's language. */
export function useMissingWords(): (name: string) => { readonly words: string; readonly what: string } {
  const { t } = useTranslation();
  return (name) => {
    const known = placeholderNames.find((each) => each === name);
    const words = known === undefined ? t('script.placeholder.other') : t(`script.placeholder.${known}`);
    return { words, what: known === undefined ? `${words} (${name})` : words };
  };
}

/** The same as `ReadOut` where only plain words can stand: `Back to [customer's name?]`. */
export function usePlainReadOut(): (text: string) => string {
  const fill = usePlaceholders();
  const missing = useMissingWords();
  return (text) =>
    fill(text)
      .map((piece) => (piece.kind === 'missing' ? `[${missing(piece.name).words}?]` : piece.text))
      .join('');
}
