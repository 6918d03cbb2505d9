import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import { KeyHint } from '../../keys/KeyHint.tsx';
import { useDesk } from '../../stores/desk-context.ts';
import { useWork } from '../../stores/work-context.tsx';
import styles from './fitness.module.css';

/** Beside the start of the shift: the last check with its time, and the way to another one. Nobody is made to. */
export function FitnessHint() {
  const { t } = useTranslation();
  const format = useFormat();
  const work = useWork();
  const { status, report, current } = useDesk((state) => state.fitness);
  const text =
    status === 'running'
      ? t('fitness.short.running', { number: current ?? 1 })
      : report === undefined
        ? t('fitness.short.never')
        : t(`fitness.short.${report.verdict}`, { time: format.moment(report.endedAt) });
  return (
    <UnstyledButton
      className={styles.hint}
      data-verdict={status === 'running' ? undefined : report?.verdict}
      onClick={() => work.showPanel('fitness')}
    >
      {text} <KeyHint name="fitness" />
    </UnstyledButton>
  );
}
