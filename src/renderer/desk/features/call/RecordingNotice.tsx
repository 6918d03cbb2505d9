import { useTranslation } from 'react-i18next';
import type { Recording } from '../../../../contract/desk/telephone.ts';
import { formatClock } from '../../i18n/format.ts';
import { useNow } from '../../stores/clock.ts';
import { secondsUntil } from './call-words.ts';
import { standsStill } from './recording-state.ts';
import styles from './call.module.css';

/**
 * What the recording does while it is not simply running. Only `paused` says that a card number may be spoken: while
 * the PBX is still being asked, it hears everything.
 */
export function RecordingNotice({ recording }: { recording: Recording | undefined }) {
  const { t } = useTranslation();
  const status = recording?.status;
  return (
    <div role="status">
      {status !== undefined && status !== 'running' && (
        <p className={styles.recording} data-status={status}>
          {status === 'failed' && standsStill(recording) ? t('recording.unsure') : t(`recording.${status}`)}
          {recording?.resumesAt !== undefined && <Left until={recording.resumesAt} />}
        </p>
      )}
    </div>
  );
}

/** How long the pause goes on; not part of what is read out. */
function Left({ until }: { until: string }) {
  const { t } = useTranslation();
  const seconds = secondsUntil(until, useNow());
  return (
    <span className="tabular" aria-hidden="true">
      {' '}
      {t('recording.left', { time: formatClock(seconds * 1000) })}
    </span>
  );
}
