import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import { useDraft } from '../../stores/work-context.tsx';
import styles from './case.module.css';

/** Whether what was typed is on the disk, in a quiet word; loud only when it is not. */
export function SaveWords() {
  const { t } = useTranslation();
  const format = useFormat();
  const save = useDraft((state) => state.save);
  switch (save.status) {
    case 'failed':
      return (
        <p role="alert" className={styles.problem}>
          {t('case.draftFailed', { reason: t(`reason.${save.reason}`) })}
        </p>
      );
    case 'saved':
      return (
        <p className={`${styles.saved} tabular`}>
          {t('case.draftSaved', { time: format.timeWithSeconds(save.at) })}
        </p>
      );
    case 'saving':
      return <p className={styles.saved}>{t('case.draftSaving')}</p>;
    case 'pending':
      return <p className={styles.saved}>{t('case.draftPending')}</p>;
    case 'untouched':
      return <p className={styles.saved}>{t('case.draftEmpty')}</p>;
  }
}
