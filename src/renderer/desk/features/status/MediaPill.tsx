import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../../stores/desk-context.ts';
import { KeyHint } from '../../keys/KeyHint.tsx';
import { useWork } from '../../stores/work-context.tsx';
import { StatusPill } from './StatusPill.tsx';
import styles from './status.module.css';

/** Speaks up only when the microphone or the sound is not fit; nothing of it is in the way when it is. */
export function MediaPill() {
  const { t } = useTranslation();
  const work = useWork();
  const { status } = useDesk((state) => state.media);
  return (
    <span role="alert" className={styles.mediaPlace}>
      {status !== 'ready' && status !== 'unknown' && (
        <StatusPill tone="bad" text={t(`media.short.${status}`)}>
          <p>{t(`media.${status}`)}</p>
          <Button
            mt="sm"
            rightSection={<KeyHint name="devices" onFill />}
            onClick={() => work.showPanel('devices')}
          >
            {t('devices.open')}
          </Button>
        </StatusPill>
      )}
    </span>
  );
}
