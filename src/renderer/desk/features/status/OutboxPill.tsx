import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutboxItem } from '../../../../contract/desk/commands.ts';
import { useFormat } from '../../i18n/format.ts';
import { useDesk } from '../../stores/desk-context.ts';
import { useAnswer } from '../../stores/use-answer.ts';
import { useRun } from '../../stores/use-run.ts';
import { StatusPill } from './StatusPill.tsx';
import styles from './status.module.css';

/** How much is not at the server yet; a click lists it. */
export function OutboxPill() {
  const { t } = useTranslation();
  const { waiting, parked } = useDesk((state) => state.outbox);
  const text =
    parked > 0
      ? t('outbox.parked', { count: parked })
      : waiting > 0
        ? t('outbox.count', { count: waiting })
        : t('outbox.nothing');
  return (
    <StatusPill firm tone={parked > 0 ? 'bad' : waiting > 0 ? 'warn' : 'good'} text={text}>
      <OutboxList />
    </StatusPill>
  );
}

function OutboxList() {
  const { t } = useTranslation();
  const format = useFormat();
  const run = useRun();
  const outbox = useDesk((state) => state.outbox);
  const reachable = useDesk((state) => state.server.status === 'reachable');
  const [opened] = useState(() => Date.now());
  const answer = useAnswer('outbox.list', {}, outbox);
  return (
    <>
      <p className={styles.dropTitle}>{t('outbox.title')}</p>
      {outbox.oldestAt !== undefined && (
        <p className={styles.quiet}>
          {t('outbox.oldest', { duration: format.duration(opened - Date.parse(outbox.oldestAt)) })}
        </p>
      )}
      {answer.status === 'loading' && <p className={styles.quiet}>{t('outbox.loading')}</p>}
      {answer.status === 'failed' && <p role="alert">{t(`reason.${answer.reason}`)}</p>}
      {answer.status === 'ok' && answer.value.items.length === 0 && <p>{t('outbox.empty')}</p>}
      {answer.status === 'ok' && answer.value.items.length > 0 && (
        <ul className={styles.outbox} tabIndex={0} aria-label={t('outbox.title')}>
          {answer.value.items.map((item) => (
            <OutboxRow key={item.operationId} item={item} />
          ))}
        </ul>
      )}
      {outbox.waiting > 0 && (
        <Button
          mt="sm"
          variant={reachable ? 'filled' : 'default'}
          onClick={() => void run('outbox.sendNow', {})}
        >
          {t('outbox.sendNow')}
        </Button>
      )}
    </>
  );
}

function OutboxRow({ item }: { item: OutboxItem }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li className={styles.outboxRow} data-parked={item.parked}>
      <p className={styles.outboxKind}>
        {t(`outbox.kind.${item.kind}`)}
        {item.reference !== undefined && <span className="tabular"> {item.reference}</span>}
      </p>
      <p className={styles.quiet}>
        {t('outbox.waitingSince', { time: format.moment(item.madeAt) })}
        {item.attempts > 0 && ` · ${t('outbox.attempts', { count: item.attempts })}`}
      </p>
      {item.parked && (
        <p className={styles.refused}>
          {t('outbox.refusedByServer')}
          {item.detail !== undefined && `: ${item.detail}`}. {t('outbox.keptHere')}
        </p>
      )}
    </li>
  );
}
