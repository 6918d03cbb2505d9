import { IconArrowDownLeft, IconArrowUpRight, IconNotes } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DeskCase, HistoryEntry } from '../../../../contract/desk/commands.ts';
import { toE164 } from '../../../../domain/phone.ts';
import { formatClock, useFormat } from '../../i18n/format.ts';
import { useDesk, useMirror } from '../../stores/desk-context.ts';
import { useAnswer } from '../../stores/use-answer.ts';
import { useLine } from '../../stores/use-line.ts';
import { useDraft } from '../../stores/work-context.tsx';
import styles from './customer.module.css';

type Entry =
  { readonly at: string; readonly call: HistoryEntry } | { readonly at: string; readonly made: DeskCase };

export interface StoryProps {
  readonly customerId: string | undefined;
  readonly number: string | undefined;
}

/** Earlier calls and cases of a customer on this device, newest first. */
export function Story({ customerId, number }: StoryProps) {
  const { t } = useTranslation();
  const deliveries = useMirror((mirror) => mirror.deliveries);
  const listVersion = useDraft((state) => state.listVersion);
  const calls = useDesk((state) => state.calls.map((call) => `${call.id}${call.state}`).join());
  const e164 = number === undefined ? undefined : toE164(number);
  const answer = useAnswer(
    'customer.story',
    { ...(customerId === undefined ? {} : { customerId }), ...(e164 === undefined ? {} : { number: e164 }) },
    `${deliveries}/${listVersion}/${calls}`,
  );
  const entries: Entry[] =
    answer.status === 'ok'
      ? [
          ...answer.value.calls.map((call) => ({ at: call.startedAt, call })),
          ...answer.value.cases.map((made) => ({ at: made.submittedAt, made })),
        ].toSorted((a, b) => b.at.localeCompare(a.at))
      : [];
  return (
    <section className={styles.story} aria-label={t('story.title')}>
      <h3 className={styles.heading}>{t('story.title')}</h3>
      {answer.status === 'loading' && <p className={styles.words}>{t('story.loading')}</p>}
      {answer.status === 'failed' && (
        <p role="alert" className={styles.words}>
          {t(`reason.${answer.reason}`)}
        </p>
      )}
      {answer.status === 'ok' && entries.length === 0 && <p className={styles.words}>{t('story.empty')}</p>}
      <ol className={styles.entries}>
        {entries.map((entry) =>
          'call' in entry ? (
            <CallEntry key={`call-${entry.call.callId}`} call={entry.call} />
          ) : (
            <CaseEntry key={`case-${entry.made.id}`} made={entry.made} />
          ),
        )}
      </ol>
    </section>
  );
}

function CallEntry({ call }: { call: HistoryEntry }) {
  const { t } = useTranslation();
  const format = useFormat();
  const line = useLine(call.lineId);
  const outcome = line?.outcomes.find((each) => each.code === call.outcome);
  const Direction = call.direction === 'in' ? IconArrowDownLeft : IconArrowUpRight;
  return (
    <li className={styles.entry}>
      <Direction size={16} aria-hidden />
      <div>
        <p className={styles.entryTitle}>
          {t(`history.${call.direction}`)}
          {call.answeredAt === undefined
            ? ` · ${t(`call.ending.${call.ending}`)}`
            : ` · ${formatClock(Date.parse(call.endedAt) - Date.parse(call.answeredAt))}`}
        </p>
        <p className={styles.entryMore}>
          {[
            outcome === undefined ? undefined : format.text(outcome.label),
            line === undefined ? undefined : format.text(line.name),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      <time className={styles.entryTime} dateTime={call.startedAt}>
        {format.moment(call.startedAt)}
      </time>
    </li>
  );
}

function CaseEntry({ made }: { made: DeskCase }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li className={styles.entry} data-delivery={made.delivery}>
      <IconNotes size={16} aria-hidden />
      <div>
        <p className={styles.entryTitle}>
          {t(`case.kind.${made.fields.kind}`)} <span className="tabular">{made.reference}</span>
          <span className={styles.delivery}> · {t(`story.delivery.${made.delivery}`)}</span>
        </p>
        <p className={styles.entryMore}>{made.fields.description}</p>
      </div>
      <time className={styles.entryTime} dateTime={made.submittedAt}>
        {format.moment(made.submittedAt)}
      </time>
    </li>
  );
}
