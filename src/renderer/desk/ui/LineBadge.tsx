import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/format.ts';
import { useLine } from '../stores/use-line.ts';
import styles from './ui.module.css';

/** A line by its company's and its own name, its colour as a bar beside them. */
export function LineBadge({ lineId }: { lineId: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const line = useLine(lineId);
  if (line === undefined) return <span className={styles.lineBadge}>{t('call.unknownLine')}</span>;
  return (
    <span className={styles.lineBadge}>
      <span className={styles.lineColour} style={{ background: line.colour }} aria-hidden="true" />
      <strong>{format.text(line.companyName)}</strong> {format.text(line.name)}
    </span>
  );
}
