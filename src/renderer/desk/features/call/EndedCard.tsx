import { useTranslation } from 'react-i18next';
import type { Call } from '../../../../contract/desk/state.ts';
import { formatClock } from '../../i18n/format.ts';
import { CallHead } from './CallHead.tsx';
import { endingText } from './call-words.ts';
import styles from './call.module.css';

/** A call that has ended and waits for its outcome: why it ended, and how long it was. */
export function EndedCard({ call }: { call: Call }) {
  const { t } = useTranslation();
  const duration =
    call.answeredAt !== undefined && call.endedAt !== undefined
      ? formatClock(Date.parse(call.endedAt) - Date.parse(call.answeredAt))
      : undefined;
  return (
    <div className={styles.card} data-ended>
      <CallHead call={call} word={t('call.ended')} />
      <div className={styles.endWords}>
        <p>{endingText(call, t)}</p>
        {duration !== undefined && <p className="tabular">{t('call.duration', { duration })}</p>}
      </div>
    </div>
  );
}
