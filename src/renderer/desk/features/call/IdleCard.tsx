import { IconPhoneIncoming } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import { useDesk } from '../../stores/desk-context.ts';
import { useWorkState } from '../../stores/work-context.tsx';
import { endingText } from './call-words.ts';
import { numberText } from './number-text.ts';
import styles from './call.module.css';

/** The place of the call while there is none: says what is waited for, and what became of the last one. */
export function IdleCard() {
  const { t } = useTranslation();
  const format = useFormat();
  const presence = useDesk((state) => state.presence.state);
  const onShift = useDesk((state) => state.shift.status === 'on');
  const last = useWorkState((state) => state.lastCall);
  return (
    <div className={styles.idle}>
      <IconPhoneIncoming size={28} stroke={1.4} aria-hidden />
      <p className={styles.idleTitle}>{t('call.none')}</p>
      <p>
        {!onShift ? t('call.noneOff') : presence === 'ready' ? t('call.noneReady') : t('call.noneNotReady')}
      </p>
      {last !== undefined && (
        <p className={styles.last} role="status">
          {t('call.last')}: {last.remoteName ?? numberText(last.remoteNumber, t)},{' '}
          {format.time(last.endedAt ?? last.startedAt)}. {endingText(last, t)}
        </p>
      )}
    </div>
  );
}
