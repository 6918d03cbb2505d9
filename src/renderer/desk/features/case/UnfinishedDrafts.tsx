import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Draft } from '../../../../contract/desk/commands.ts';
import { useFormat } from '../../i18n/format.ts';
import { useWork } from '../../stores/work-context.tsx';
import { LineBadge } from '../../ui/LineBadge.tsx';
import styles from './case.module.css';

/** Forms that were begun and neither submitted nor discarded, to go on with. */
export function UnfinishedDrafts({ drafts }: { drafts: readonly Draft[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const work = useWork();
  return (
    <section aria-label={t('drafts.title')}>
      <h2 className={styles.heading}>{t('drafts.title')}</h2>
      <ul className={styles.drafts}>
        {drafts.map((draft) => (
          <li key={draft.id} className={styles.draftRow}>
            <div className={styles.draftText}>
              <p className={styles.draftTitle}>
                {t(`drafts.unfinished.${draft.fields.kind}`, { time: format.moment(draft.savedAt) })}
              </p>
              <p className={styles.draftMore}>
                {draft.fields.customerName || t('drafts.noName')}
                {draft.fields.description !== '' && ` · ${draft.fields.description}`}
              </p>
              <LineBadge lineId={draft.lineId} />
            </div>
            <Button variant="default" onClick={() => void work.drafts.open(draft)}>
              {t('drafts.continue')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
