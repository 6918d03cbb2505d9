import { useTranslation } from 'react-i18next';
import { useMissingWords, usePlaceholders } from './use-placeholders.ts';
import styles from './script.module.css';

/** A text of a script or greeting, its places filled in; one that is not known stands out. */
export function ReadOut({ text }: { text: string }) {
  const { t } = useTranslation();
  const fill = usePlaceholders();
  const missing = useMissingWords();
  return (
    <>
      {fill(text).map((piece) => {
        if (piece.kind === 'text') return <span key={piece.at}>{piece.text}</span>;
        if (piece.kind === 'filled') return <strong key={piece.at}>{piece.text}</strong>;
        const { words, what } = missing(piece.name);
        return (
          <mark key={piece.at} className={styles.chip} title={t('script.placeholderMissing', { what })}>
            {words}
          </mark>
        );
      })}
    </>
  );
}
