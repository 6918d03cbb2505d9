import { useTranslation } from 'react-i18next';
import type { Colleague } from '../../../../contract/desk/telephone.ts';
import styles from './transfer.module.css';

/** Whether a colleague is free: a mark whose form tells as much as its colour, and the word. */
export function ColleagueState({ state }: { state: Colleague['state'] }) {
  const { t } = useTranslation();
  return (
    <span className={styles.state} data-state={state}>
      <span className={styles.mark} aria-hidden="true" />
      {t(`colleague.${state}`)}
    </span>
  );
}
