import { ActionIcon, TextInput, UnstyledButton } from '@mantine/core';
import { IconArrowDownLeft, IconArrowUpRight, IconPhone, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HistoryEntry } from '../../../../contract/desk/commands.ts';
import { matchesWords } from '../../../../domain/search-text.ts';
import { formatClock, useFormat } from '../../i18n/format.ts';
import { useDesk } from '../../stores/desk-context.ts';
import { isTalking } from '../../stores/front-call.ts';
import { useAnswer } from '../../stores/use-answer.ts';
import { useLine } from '../../stores/use-line.ts';
import { useRun } from '../../stores/use-run.ts';
import { numberText } from './number-text.ts';
import styles from './tools.module.css';

const loaded = 200;

/** Whether the operator should know of the call: somebody wanted them and did not get them. */
function isMissed({ direction, ending }: HistoryEntry): boolean {
  return direction === 'in' && ending === 'missed';
}

/** Whether a name or a number of the call is what was asked for. */
export function isAskedFor(entry: HistoryEntry, text: string): boolean {
  const digits = text.replace(/[\s()+-]/g, '');
  const { remoteNumber = '', remoteName = '', customerName = '' } = entry;
  return (
    (/^\d+$/.test(digits) && remoteNumber.replace(/\D/g, '').includes(digits)) ||
    matchesWords(`${customerName} ${remoteName}`, text)
  );
}

/** The calls of this computer, newest first, how they ended; one click calls again. */
export function CallHistory() {
  const { t } = useTranslation();
  const version = useDesk((state) => state.calls.map((call) => `${call.id}${call.state}`).join());
  const answer = useAnswer('call.history', { limit: loaded }, version);
  const [missedOnly, setMissedOnly] = useState(false);
  const [text, setText] = useState('');
  if (answer.status === 'loading') return <p className={styles.note}>{t('history.loading')}</p>;
  if (answer.status === 'failed') {
    return (
      <p role="alert" className={styles.note}>
        {t(`reason.${answer.reason}`)}
      </p>
    );
  }
  const { entries } = answer.value;
  if (entries.length === 0) return <p className={styles.note}>{t('history.empty')}</p>;
  const asked = text.trim();
  const shown = entries.filter(
    (entry) => (!missedOnly || isMissed(entry)) && (asked === '' || isAskedFor(entry, asked)),
  );
  return (
    <>
      <div className={styles.filter}>
        <TextInput
          aria-label={t('history.search')}
          placeholder={t('history.search')}
          value={text}
          maxLength={80}
          leftSection={<IconSearch size={14} aria-hidden />}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <UnstyledButton
          className={styles.toggle}
          aria-pressed={missedOnly}
          onClick={() => setMissedOnly(!missedOnly)}
        >
          {t('history.missed')}
        </UnstyledButton>
      </div>
      <p role="status" className={styles.note}>
        {shown.length === 0 && t('history.nothing')}
      </p>
      <ul>
        {shown.map((entry) => (
          <HistoryRow key={entry.callId} entry={entry} />
        ))}
      </ul>
    </>
  );
}

function HistoryRow({ entry }: { entry: HistoryEntry }) {
  const { t } = useTranslation();
  const format = useFormat();
  const run = useRun();
  const line = useLine(entry.lineId);
  const busy = useDesk((state) => state.calls.some((call) => isTalking(call) || call.state === 'ringing'));
  const number = numberText(entry.remoteNumber, t);
  const name = entry.customerName ?? entry.remoteName;
  const Direction = entry.direction === 'in' ? IconArrowDownLeft : IconArrowUpRight;
  const { remoteNumber, answeredAt, ending } = entry;
  const duration =
    answeredAt === undefined ? undefined : formatClock(Date.parse(entry.endedAt) - Date.parse(answeredAt));
  // That somebody hung up after talking is how calls end; anything else is worth its words.
  const usual = duration !== undefined && (ending === 'operator' || ending === 'other');
  return (
    <li className={styles.row} data-missed={isMissed(entry)}>
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
          {[
            duration,
            usual ? undefined : t(`call.ending.${ending}`),
            line === undefined ? undefined : format.text(line.companyName),
          ]
            .filter((part) => part !== undefined)
            .join(' · ')}
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
