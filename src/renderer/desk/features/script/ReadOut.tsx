import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import { useDesk } from '../../stores/desk-context.ts';
import { useLine } from '../../stores/use-line.ts';
import { useCustomer, useWorkState } from '../../stores/work-context.tsx';
import { fillPlaceholders, placeholderNames } from './placeholders.ts';
import styles from './script.module.css';

/** A text of a script or greeting, its places filled in; one that is not known stands out. */
export function ReadOut({ text }: { text: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const operator = useDesk((state) =>
    state.session.status === 'signedIn' ? state.session.operator.displayName : undefined,
  );
  const customer = useCustomer((state) => state.chosen?.name ?? state.form?.name);
  const line = useLine(useWorkState((state) => state.subject?.lineId));
  const reference = useWorkState((state) =>
    state.reference?.callId === state.subject?.callId ? state.reference?.reference : undefined,
  );
  const pieces = fillPlaceholders(text, {
    'operator.name': operator,
    'customer.name': customer,
    'company.name': line === undefined ? undefined : format.text(line.companyName),
    'line.name': line === undefined ? undefined : format.text(line.name),
    'case.reference': reference,
  });
  return (
    <>
      {pieces.map((piece) => {
        if (piece.kind === 'text') return <span key={piece.at}>{piece.text}</span>;
        if (piece.kind === 'filled') return <strong key={piece.at}>{piece.text}</strong>;
        const known = placeholderNames.find((name) => name === piece.name);
        const words = known === undefined ? t('script.placeholder.other') : t(`script.placeholder.${known}`);
        const what = known === undefined ? `${words} (${piece.name})` : words;
        return (
          <mark key={piece.at} className={styles.chip} title={t('script.placeholderMissing', { what })}>
            {words}
          </mark>
        );
      })}
    </>
  );
}
