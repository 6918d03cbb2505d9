import { Button } from '@mantine/core';
import { IconPlayerStop } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatClock, useFormat } from '../../i18n/format.ts';
import { KeyHint } from '../../keys/KeyHint.tsx';
import { useKey } from '../../keys/KeyboardProvider.tsx';
import { useNow } from '../../stores/clock.ts';
import { useDesk } from '../../stores/desk-context.ts';
import { useRun } from '../../stores/use-run.ts';
import { noticeDone } from '../../ui/notices.ts';
import { FitnessHint } from '../fitness/FitnessHint.tsx';
import styles from './shift.module.css';

/** The shift with its clock; one key starts it and one ends it. Before it stands the check of what it needs. */
export function ShiftClock() {
  const { t } = useTranslation();
  const format = useFormat();
  const run = useRun();
  const shift = useDesk((state) => state.shift);
  const busy = useRef(false);
  const toggle = async () => {
    // A second press before the answer must not end what the first one started.
    if (busy.current) return;
    busy.current = true;
    const result = await run(shift.status === 'on' ? 'shift.end' : 'shift.start', {});
    busy.current = false;
    if (!result.ok) return;
    noticeDone(
      shift.status === 'on'
        ? t('shift.ended', { duration: format.duration(Date.now() - Date.parse(shift.startedAt)) })
        : t('shift.started'),
    );
  };
  useKey('shift', () => void toggle());
  if (shift.status === 'off') {
    return (
      <>
        <Button rightSection={<KeyHint name="shift" onFill />} onClick={() => void toggle()}>
          {t('shift.start')}
        </Button>
        <FitnessHint />
      </>
    );
  }
  return (
    <div className={styles.shift}>
      <span className={styles.shiftSince}>{t('shift.since', { time: format.time(shift.startedAt) })}</span>
      <span className={styles.shiftWord}>{t('shift.short')}</span>
      <Running since={shift.startedAt} />
      <Button
        variant="default"
        size="compact-xs"
        leftSection={<IconPlayerStop size={13} aria-hidden />}
        rightSection={<KeyHint name="shift" />}
        onClick={() => void toggle()}
        title={t('shift.end')}
        className={styles.end}
      >
        <span className={styles.endText}>{t('shift.end')}</span>
      </Button>
    </div>
  );
}

function Running({ since }: { since: string }) {
  return <span className={`${styles.running} tabular`}>{formatClock(useNow() - Date.parse(since))}</span>;
}
