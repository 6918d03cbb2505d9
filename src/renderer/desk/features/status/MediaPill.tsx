import { useTranslation } from 'react-i18next';
import { useDesk } from '../../stores/desk-context.ts';
import styles from './status.module.css';

/** Speaks up only when the microphone or the sound is not fit; nothing of it is in the way when it is. */
export function MediaPill() {
  const { t } = useTranslation();
  const { status } = useDesk((state) => state.media);
  const trouble = status !== 'ready' && status !== 'unknown';
  return (
    <span role="alert" className={styles.mediaPlace}>
      {trouble && (
        <span className={styles.media} title={t(`media.${status}`)}>
          {t(`media.${status}`)}
        </span>
      )}
    </span>
  );
}
