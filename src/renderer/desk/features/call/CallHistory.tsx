import { ActionIcon } from '@mantine/core';
import { IconArrowDownLeft, IconArrowUpRight, IconPhone } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { HistoryEntry } from '../../../../contract/desk/commands.ts';
import { formatClock, useFormat } from '../../i18n/format.ts';
import { useDesk } from '../../stores/desk-context.ts';
import { useAnswer } from '../../stores/use-answer.ts';
import { useLine } from '../../stores/use-line.ts';
import { useRun } from '../../stores/use-run.ts';
import { numberText } from './number-text.ts';
import styles from './tools.module.css';

const shown = 100;

/** The calls of this computer, newest first; one click calls again. */
export function CallHistory() {
  const { t } = useTranslation();
  const version = useDesk((state) => state.calls.map((call) => `${call.id}${call.state}`).join());
  const answer = useAnswer('call.history', { limit: shown }, version);
  if (answer.status === 'loading') return <p className={styles.note}>{t('history.loading')}</p>;
  if (answer.status === 'failed') {
    return (
      <p role="alert" className={styles.note}>
        {t(`reason.${answer.reason}`)}
      </p>
    );
  }
  if (answer.value.entries.length === 0) return <p className={styles.note}>{t('history.empty')}</p>;
  return (
    <ul className={styles.list}>
      {answer.value.entries.map((entry) => (
        <HistoryRow key={entry.callId} entry={entry} />
      ))}
    </ul>
  );
}

function HistoryRow({ entry }: { entry: HistoryEntry }) {
  const { t } = useTranslation();
  const format = useFormat();
  const run = useRun();
  const line = useLine(entry.lineId);
  const busy = useDesk((state) => state.calls.some((call) => call.state !== 'ended'));
  const number = numberText(entry.remoteNumber, t);
  const name = entry.customerName ?? entry.remoteName;
  const Direction = entry.direction === 'in' ? IconArrowDownLeft : IconArrowUpRight;
  const { remoteNumber } = entry;
  return (
    <li className={styles.row} data-missed={entry.ending === 'missed'}>
      <span className={styles.direction} role="img" aria-label={t(`history.${entry.direction}`)}>
        <Direction size={16} aria-hidden />
      </span>
      <div className={styles.rowText}>
        <p className={`${styles.rowTitle} tabular`}>{name ?? number}</p>
        <p className={`${styles.rowMore} tabular`}>
          {format.moment(entry.startedAt)}
          {name !== undefined && ` · ${number}`}
        </p>
        <p className={styles.rowEnding}>
          {entry.answeredAt === undefined
            ? t(`call.ending.${entry.ending}`)
            : formatClock(Date.parse(entry.endedAt) - Date.parse(entry.answeredAt))}
          {line !== undefined && ` · ${format.text(line.companyName)}`}
        </p>
      </div>
      {remoteNumber !== undefined && (
        <ActionIcon
          variant="default"
          size={30}
          disabled={busy}
          aria-label={t('history.redial', { who: name ?? number })}
          onClick={() =>
            void run('call.dial', {
              number: remoteNumber,
              ...(line === undefined ? {} : { lineId: line.id }),
            })
          }
        >
          <IconPhone size={16} aria-hidden />
        </ActionIcon>
      )}
    </li>
  );
}
