import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import { useLine } from '../../stores/use-line.ts';
import { useWorkState } from '../../stores/work-context.tsx';
import { ReadOut } from './ReadOut.tsx';
import styles from './script.module.css';

/** The line's first words, in a place of its own: nothing moves when a call brings them. */
export function Greeting() {
  const { t } = useTranslation();
  const format = useFormat();
  const line = useLine(useWorkState((state) => state.subject?.lineId));
  const text = line === undefined ? '' : format.text(line.greeting);
  return (
    <section className={styles.greeting} tabIndex={0} aria-label={t('script.greeting')}>
      {line !== undefined && (
        <span className={styles.lineBar} style={{ background: line.colour }} aria-hidden="true" />
      )}
      {text === '' ? (
        <p className={styles.idle}>{t('script.idle')}</p>
      ) : (
        <>
          <h2 className={styles.label}>{t('script.greeting')}</h2>
          <p className={styles.say}>
            <ReadOut text={text} />
          </p>
        </>
      )}
    </section>
  );
}
