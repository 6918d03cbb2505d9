import { useTranslation } from 'react-i18next';
import type { LiveQuality } from '../../../../contract/desk/telephone.ts';
import styles from './quality.module.css';

/** What is wrong with the sound and what to try, the worst only: who talks cannot read a list. */
export function TroubleNote({ quality }: { quality: LiveQuality | undefined }) {
  const { t } = useTranslation();
  const trouble = quality?.troubles[0];
  return (
    <div role="status">
      {trouble !== undefined && <p className={styles.trouble}>{t(`trouble.${trouble}`)}</p>}
    </div>
  );
}
