import { Button } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Registration } from '../../../../contract/desk/state.ts';
import { useFormat } from '../../i18n/format.ts';
import { useNow } from '../../stores/clock.ts';
import { useDesk } from '../../stores/desk-context.ts';
import { useRun } from '../../stores/use-run.ts';
import { StatusPill, type Tone } from './StatusPill.tsx';
import styles from './status.module.css';

/** The registration in words, its count-down as of `now` (milliseconds since the epoch). */
export function registrationText(registration: Registration, now: number, t: TFunction): string {
  switch (registration.status) {
    case 'connecting':
      return registration.attempt > 1
        ? t('registration.connectingAgain', { attempt: registration.attempt })
        : t('registration.connecting');
    case 'waiting': {
      if (registration.nextTryAt === undefined) return t('registration.none');
      const seconds = Math.ceil((Date.parse(registration.nextTryAt) - now) / 1000);
      return seconds > 0 ? t('registration.waiting', { seconds }) : t('registration.waitingNow');
    }
    case 'stopped':
      return registration.reason === 'pbx.refused' ? t('registration.refused') : t('registration.stopped');
    default:
      return t(`registration.${registration.status}`);
  }
}

const tones: Readonly<Record<Registration['status'], Tone>> = {
  none: 'quiet',
  connecting: 'warn',
  registered: 'good',
  waiting: 'bad',
  stopped: 'bad',
};

const queuesAnswerWithinMs = 3_000;

/** The line to the PBX as it is, the time of the next try included. */
export function RegistrationPill() {
  const { t } = useTranslation();
  const format = useFormat();
  const run = useRun();
  const now = useNow();
  const registration = useDesk((state) => state.registration);
  const queue = useDesk((state) => state.queue);
  const isReady = useDesk((state) => state.presence.state === 'ready');
  const { status, reason, sipStatus, since } = registration;
  // A word to the queues takes a moment; one that takes longer means that no caller of theirs comes.
  const unheard =
    status === 'registered' &&
    isReady &&
    queue?.status === 'asking' &&
    now - Date.parse(queue.since) > queuesAnswerWithinMs;
  const text = unheard ? t('registration.queue.asking') : registrationText(registration, now, t);
  return (
    <StatusPill firm tone={unheard ? 'warn' : tones[status]} text={text}>
      <p className={styles.dropTitle}>{text}</p>
      <p className={styles.quiet}>{t('registration.since', { time: format.moment(since) })}</p>
      {reason !== undefined && status !== 'registered' && <p>{t(`reason.${reason}`)}</p>}
      {sipStatus !== undefined && status !== 'registered' && (
        <p className={styles.quiet}>{t('registration.sipStatus', { status: sipStatus })}</p>
      )}
      {queue && queue.status !== 'asking' && status === 'registered' && (
        <p>{t(`registration.queue.${queue.status}`)}</p>
      )}
      {(status === 'waiting' || status === 'stopped') && (
        <Button mt="sm" onClick={() => void run('registration.retry', {})}>
          {t('registration.tryNow')}
        </Button>
      )}
    </StatusPill>
  );
}
