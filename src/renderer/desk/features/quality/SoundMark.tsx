import { useTranslation } from 'react-i18next';
import type { LiveQuality } from '../../../../contract/desk/telephone.ts';
import { gradeBars, soundGrade } from './quality-words.ts';
import styles from './quality.module.css';

const bars = [1, 2, 3, 4] as const;

/** How the call sounds now: a word, and bars that say the same without colours. Nothing before it was measured. */
export function SoundMark({ quality }: { quality: LiveQuality | undefined }) {
  const { t } = useTranslation();
  const grade = soundGrade(quality);
  if (grade === undefined) return null;
  return (
    <span className={styles.mark} data-grade={grade}>
      <span className={styles.bars} aria-hidden="true">
        {bars.map((bar) => (
          <span key={bar} className={styles.bar} data-on={bar <= gradeBars[grade]} />
        ))}
      </span>
      {t(`quality.${grade}`)}
    </span>
  );
}
